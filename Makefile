# What the tests need beyond Go. `make deps` installs it, `make test` only looks.
PACKAGES = postgresql chromium nodejs npm fonts-noto-core

.PHONY: deps check test e2e bench run scan scan-deps sbom

run:
	go run ./cmd/neove demo

deps:
	@if [ "$$(id -u)" = 0 ]; then S=; else S=sudo; fi; \
	missing=; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v chromium >/dev/null || missing="$$missing chromium fonts-noto-core"; \
	command -v node >/dev/null || missing="$$missing nodejs"; \
	command -v npm >/dev/null || missing="$$missing npm"; \
	if [ -n "$$missing" ]; then $$S apt-get update -qq && $$S env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; fi
	cd e2e && npm ci --no-audit --no-fund
	go mod download

check:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { echo "PostgreSQL is missing: Debian package postgresql (make deps)"; exit 1; }
	@command -v chromium >/dev/null || { echo "Chromium is missing: Debian package chromium (make deps)"; exit 1; }
	@command -v node >/dev/null || { echo "Node.js is missing: Debian packages $(PACKAGES) (make deps)"; exit 1; }
	@test -d e2e/node_modules || { echo "Browser test libraries are missing: make deps"; exit 1; }

test: check
	go vet ./...
	go run ./internal/dbtest/withpg go test ./...
	$(MAKE) e2e

e2e: check
	mkdir -p bin && go build -o bin/neove ./cmd/neove
	cd e2e && node --test --test-concurrency=1

bench:
	go test -run '^$$' -bench . ./measure ./indicator ./bench/...

# Scanners of `make scan`; not part of deps, because no test needs them.
scan-deps:
	@if [ "$$(id -u)" = 0 ]; then S=; else S=sudo; fi; \
	$$S apt-get update -qq && $$S env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends sqlmap wapiti jq curl
	cd scan/tools && go mod download

scan:
	scan/run.sh

# What the binary is made of, as CycloneDX.
sbom:
	mkdir -p bin && cd scan/tools && go build -o ../../bin/cyclonedx-gomod github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod
	bin/cyclonedx-gomod app -json -licenses=false -main cmd/neove -output bin/neove.cdx.json .
