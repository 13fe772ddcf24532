// Command twin is a small server full of planted bugs. It proves that the
// scanners of `make scan` find what they are meant to find; it has nothing to do
// with the program but its looks and is never built into it.
package main

import (
	"database/sql"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite"
)

// A hard-coded secret, planted.
const password = "Tr4n-Thi-Bi-Mat-2026"

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	dir := flag.String("dir", ".", "folder with files to show")
	before := flag.String("front", "", "pass everything on to this address instead")
	flag.Parse()
	if *before != "" {
		h, err := front(*before)
		if err != nil {
			log.Fatal(err)
		}
		log.Fatal(http.ListenAndServe(*listen, h))
	}
	db, err := sql.Open("sqlite", "file:twin?mode=memory&cache=shared")
	if err != nil {
		log.Fatal(err)
	}
	for _, q := range []string{"CREATE TABLE people (id INTEGER, name TEXT)", "INSERT INTO people VALUES (1,'An'),(2,'Bình')"} {
		if _, err := db.Exec(q); err != nil {
			log.Fatal(err)
		}
	}
	page := func(w http.ResponseWriter, body string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><title>twin</title>%s", body)
	}
	http.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		page(w, `<a href="/person?id=1">person</a> <a href="/search?q=an">search</a> <a href="/file?name=a.txt">file</a> <a href="/admin">admin</a>`)
	})
	// Injection, planted: the value is put into the statement.
	http.HandleFunc("/person", func(w http.ResponseWriter, r *http.Request) {
		rows, err := db.Query("SELECT name FROM people WHERE id = " + r.URL.Query().Get("id"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if rows.Scan(&name) == nil {
				page(w, name)
			}
		}
	})
	// Script in an answer, planted.
	http.HandleFunc("/search", func(w http.ResponseWriter, r *http.Request) { page(w, "Không thấy "+r.URL.Query().Get("q")) })
	// A way out of the folder, planted.
	http.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		raw, err := os.ReadFile(filepath.Join(*dir, r.URL.Query().Get("name")))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Write(raw)
	})
	// A page that should ask who is there, planted.
	http.HandleFunc("/admin", func(w http.ResponseWriter, r *http.Request) { page(w, "Người dùng: "+password[:4]+"…") })
	log.Fatal(http.ListenAndServe(*listen, nil))
}
