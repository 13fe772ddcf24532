#!/usr/bin/env bash
# Scans the real server and a twin with planted bugs by the same means. A scanner
# that does not find what was planted proves nothing about the real server, so
# that fails the run, too. Exit codes: 0 all planted found and nothing real,
# 1 a planted one missed or a real one found, 2 a tool is missing. The crawler
# stops after SCAN_CRAWL seconds, each of its attacks after SCAN_ATTACK: a night
# gives it an hour each.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
for tool in sqlmap wapiti curl jq; do
	command -v "$tool" >/dev/null || { echo "scan: $tool is missing: make scan-deps" >&2; exit 2; }
done
tmp=$(mktemp -d)
pids=()
finish() { for p in "${pids[@]}"; do kill "$p" 2>/dev/null; wait "$p" 2>/dev/null; done; rm -rf "$tmp"; }
trap finish EXIT
say() { echo "scan: $*" >&2; }

real=127.0.0.1:${SCAN_PORT:-18471}
twin=127.0.0.1:$((${SCAN_PORT:-18471} + 1))
say "building"
go build -o "$tmp/neove" ./cmd/neove || exit 2
(cd scan/twin && go build -o "$tmp/twin" .) || exit 2
(cd scan/tools && go build -o "$tmp/gosec" github.com/securego/gosec/v2/cmd/gosec) || { say "gosec could not be built"; exit 2; }
mkdir "$tmp/files" && echo a > "$tmp/files/a.txt"
"$tmp/twin" --listen "$twin" --dir "$tmp/files" 2>"$tmp/twin.log" & pids+=($!)
front=127.0.0.1:$((${SCAN_PORT:-18471} + 2))
"$tmp/twin" --listen "$front" --front "http://$real" 2>"$tmp/front.log" & pids+=($!)
"$tmp/neove" demo --db "sqlite:$tmp/demo.db" --listen "$real" >"$tmp/demo.log" 2>"$tmp/neove.log" & pids+=($!)
for _ in $(seq 300); do
	curl -sf "http://$real/readyz" >/dev/null && curl -sf "http://$twin/" >/dev/null && break
	sleep 1
done
curl -sf "http://$real/readyz" >/dev/null || { say "the server did not start"; cat "$tmp/demo.log" "$tmp/neove.log" >&2; exit 2; }

# A session of a person with many rights: what nobody can reach is tried below.
account=$(awk '/mật khẩu/ {print $1}' "$tmp/demo.log" | grep -m1 -E 'tinh|province' || awk '/mật khẩu/ {print $1; exit}' "$tmp/demo.log")
password=$(awk -v a="$account" '$1 == a {for (i = 1; i < NF; i++) if ($i == "khẩu") print $(i+1)}' "$tmp/demo.log")
curl -s -o /dev/null -c "$tmp/jar" --data-urlencode "account=$account" --data-urlencode "password=$password" "http://$real/access/sign-in"
session=$(awk '$6 == "neove" {print $7}' "$tmp/jar")
token=$(curl -s -H 'Content-Type: application/json' -d "$(jq -n --arg a "$account" --arg p "$password" '{account:$a,password:$p}')" "http://$real/api/v1/access/sessions" | jq -r .token)
[ -n "$session" ] && [ "$token" != null ] || { say "sign-in as $account failed"; exit 2; }

failed=0
row() { printf '%-9s %-28s %-14s %s\n' "$1" "$2" "$3" "$4"; [ "$4" = ok ] || failed=1; }
printf '%-9s %-28s %-14s %s\n' tool what found verdict
planted() { if [ "$3" -gt 0 ]; then row "$1" "planted: $2" "$3" ok; else row "$1" "planted: $2" 0 MISSED; fi; }
clean() { if [ "$3" -eq 0 ]; then row "$1" "real: $2" 0 ok; else row "$1" "real: $2" "$3" FOUND; sed 's/^/    /' "$4" | head -40; fi; }

# 1. Injection into statements: each parameter of each operation and list page.
curl -s "http://$real/api/v1/openapi.json" > "$tmp/api.json"
jq -r --arg base "http://$real" '.paths | to_entries[] | select(.value.get) | .key as $p | .value.get
	| ((.parameters // []) | map(select(.in == "query")) | map(.name + "=" + ((.schema.enum[0]? // (if .schema.type == "integer" then 1 elif .schema.format == "date" then "2024-06-01" elif .name == "unit" then "L80" else "a" end)) | tostring)) | join("&")) as $q
	| select($q != "" or ($p | contains("{"))) | $base + ($p | gsub("\\{unit\\}"; "L80*") | gsub("\\{[a-z]+\\}"; "1*")) + (if $q != "" then "?" + $q else "" end)' "$tmp/api.json" > "$tmp/urls"
pages=$(curl -s -b "neove=$session" "http://$real/" | grep -o 'href="/[a-z][^"]*"' | cut -d'"' -f2 | sed 's/&amp;/\&/g' | sort -u | grep -vE '^/(static|access/sign-out)' | head -60)
for p in $pages; do # forms of lists show the parameters that a page takes
	q=$(curl -s -b "neove=$session" "http://$real$p" | grep -oE '<(input|select)[^>]* name="[a-z_]+"' | grep -oE 'name="[a-z_]+"' | cut -d'"' -f2 | sort -u | sed 's/$/=a/' | paste -sd'&')
	[ -n "$q" ] && echo "http://$real${p%%\?*}?$q"
done | sort -u > "$tmp/pageurls"
inject() { # inject NAME URLS… : the number of parameters that sqlmap calls injectable
	local name=$1; shift
	timeout "${SCAN_SECONDS:-150}" sqlmap --batch --level=1 --risk=1 --technique=BEU --threads=4 --dbms=SQLite --skip-waf --disable-coloring --flush-session --timeout=10 --retries=0 --output-dir="$tmp/sqlmap-$name" "$@" > "$tmp/sqlmap-$name.log" 2>&1
	[ $? = 124 ] && { say "sqlmap did not end in time: SCAN_SECONDS"; failed=1; }
	grep -E '^Parameter: ' "$tmp/sqlmap-$name.log" | sort -u > "$tmp/sqlmap-$name.found"
	wc -l < "$tmp/sqlmap-$name.found"
}
planted sqlmap "injection" "$(inject twin -u "http://$twin/person?id=1")"
clean sqlmap "operations ($(wc -l < "$tmp/urls"))" "$(inject api -m "$tmp/urls" -H "Authorization: Bearer $token")" "$tmp/sqlmap-api.found"
clean sqlmap "pages ($(wc -l < "$tmp/pageurls"))" "$(inject pages -m "$tmp/pageurls" --cookie "neove=$session" --skip=neove)" "$tmp/sqlmap-pages.found"
clean sqlmap "sign-in form" "$(inject form -u "http://$real/access/sign-in" --data 'account=a&password=b&next=/' --ignore-code=422,429)" "$tmp/sqlmap-form.found"

# 2. Scripts in answers, ways out of a folder, redirects: crawling.
crawl() { # crawl NAME URL SECONDS [option…]
	local name=$1 url=$2 seconds=$3; shift 3
	wapiti -u "$url" --scope folder -d 3 --max-links-per-page 60 --max-files-per-dir 25 --max-scan-time "$seconds" --max-attack-time "${SCAN_ATTACK:-25}" -m "xss,permanentxss,file,exec,redirect,crlf" --flush-session --no-bugreport -f json -o "$tmp/wapiti-$name.json" "$@" > "$tmp/wapiti-$name.log" 2>&1
	jq -r '[.vulnerabilities | to_entries[] | .key as $k | .value[] | $k + ": " + .method + " " + .path + " " + (.parameter // "")][]' "$tmp/wapiti-$name.json" > "$tmp/wapiti-$name.found" || echo "no report: $(tail -1 "$tmp/wapiti-$name.log")" > "$tmp/wapiti-$name.found"
}
crawl twin "http://$twin/" 40
planted wapiti "script in an answer" "$(grep -c 'Cross Site Scripting' "$tmp/wapiti-twin.found")"
planted wapiti "way out of a folder" "$(grep -c 'Path Traversal' "$tmp/wapiti-twin.found")"
crawl real "http://$front/" "${SCAN_CRAWL:-45}" -H "Cookie: neove=$session"
curl -s -o /dev/null -w '%{http_code}' -b "neove=$session" "http://$real/access/me" | grep -q 200 || echo "the session ended during the crawl" >> "$tmp/wapiti-real.found"
clean wapiti "crawl as $account" "$(wc -l < "$tmp/wapiti-real.found")" "$tmp/wapiti-real.found"
crawl open "http://$real/tip/report" 30
clean wapiti "crawl as nobody" "$(wc -l < "$tmp/wapiti-open.found")" "$tmp/wapiti-open.found"

# 3. What must ask who is there.
open() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$1")" = 200 ]; }
n=0; open "http://$twin/admin" && n=1
planted curl "page without sign-in" "$n"
: > "$tmp/open.found"
jq -r '.paths | to_entries[] | select(.value.get and .value.get["x-permission"] != "public") | .key | gsub("\\{[a-z]+\\}"; "1")' "$tmp/api.json" | while read -r p; do open "http://$real$p" && echo "$p" >> "$tmp/open.found"; done
for p in $pages; do case $p in /access/sign-in* | /access/language* | /tip/report* | /tip/status* | /tip/exit* | /partner/public* | /partner/find* | /partner/hsds*) ;; *) open "http://$real$p" && echo "$p" >> "$tmp/open.found" ;; esac; done
clean curl "pages without sign-in" "$(wc -l < "$tmp/open.found")" "$tmp/open.found"

# 4. The source. What gosec says wrongly is listed with a reason in accepted.txt.
(cd scan/twin && "$tmp/gosec" -quiet -fmt=json .) > "$tmp/gosec-twin.json" 2>/dev/null
for rule in G101:secret G202:statement G703:path G705:script; do
	planted gosec "${rule#*:} (${rule%:*})" "$(jq "[.Issues[] | select(.rule_id == \"${rule%:*}\")] | length" "$tmp/gosec-twin.json")"
done
"$tmp/gosec" -quiet -exclude-dir=scan -exclude-dir=e2e -fmt=json ./... > "$tmp/gosec.json" 2>/dev/null
jq -r --arg root "$root/" '.Issues[] | .rule_id + " " + (.file | ltrimstr($root)) + " " + (.code | split("\n")[1] // .code | sub("^[0-9]+: *"; "") | gsub("^\\s+"; ""))' "$tmp/gosec.json" | sort -u > "$tmp/gosec.all"
grep -vE '^(#|$)' scan/accepted.txt | cut -d'|' -f1 | sed 's/ *$//' > "$tmp/accepted"
awk 'NR == FNR {ok[$0] = 1; next} !(($1 " " $2) in ok) && !($1 in ok)' "$tmp/accepted" "$tmp/gosec.all" > "$tmp/gosec.found"
jq -e '.Stats.files > 100' "$tmp/gosec.json" >/dev/null || { say "gosec read nothing"; failed=1; }
clean gosec "$(jq .Stats.files "$tmp/gosec.json") files" "$(wc -l < "$tmp/gosec.found")" "$tmp/gosec.found"
[ -n "${SCAN_KEEP:-}" ] && cp -r "$tmp" "$SCAN_KEEP"
exit $failed
