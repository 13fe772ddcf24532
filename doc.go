// Package neove holds the tests of the whole house; the program is cmd/neove.
package neove
