// Command load sends activities to a running server at a constant rate and
// prints how long each took, counted from the moment when it was due:
//
//	go run ./bench/load --url http://127.0.0.1:8080 --account xa-phuong1 --password … --unit L27694 --date 2025-01-03
//
// It sends to loopback addresses only and exits with 1 when any request failed.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"
)

func main() {
	base := flag.String("url", "http://127.0.0.1:8080", "server on this machine")
	account, password := flag.String("account", "", ""), flag.String("password", "", "")
	unit, date := flag.String("unit", "L27694", ""), flag.String("date", "2025-01-03", "day of the activities")
	rate, seconds := flag.Int("rate", 100, "requests a second"), flag.Int("seconds", 60, "")
	flag.Parse()
	if err := run(*base, *account, *password, *unit, *date, *rate, *seconds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(base, account, password, unit, date string, rate, seconds int) error {
	u, err := url.Parse(base)
	if ip := net.ParseIP(u.Hostname()); err != nil || ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("load: %s is not a loopback address", base)
	}
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var session struct {
		Token string `json:"token"`
	}
	if err := post(client, base+"/api/v1/access/sessions", "", "", map[string]any{"account": account, "password": password}, &session); err != nil {
		return fmt.Errorf("load: sign in: %w", err)
	}
	n := rate * seconds
	took, failed := make([]time.Duration, n), make([]error, n)
	start := time.Now()
	var wg sync.WaitGroup
	for i := range n {
		due := start.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		wg.Add(1)
		go func() {
			defer wg.Done()
			body := map[string]any{"unit": unit, "channel": "session", "from": date, "place": fmt.Sprintf("Ấp %d", i), "people": 40, "women": 20}
			failed[i] = post(client, base+"/api/v1/outreach/activities", session.Token, fmt.Sprintf("load-%d-%d", start.UnixNano(), i), body, nil)
			took[i] = time.Since(due)
		}()
	}
	wg.Wait()
	slices.Sort(took)
	at := func(p int) time.Duration { return took[min(n*p/100, n-1)].Round(100 * time.Microsecond) }
	errors := 0
	for _, err := range failed {
		if err != nil {
			if errors == 0 {
				fmt.Fprintln(os.Stderr, "first error:", err)
			}
			errors++
		}
	}
	fmt.Printf("%d requests at %d/s: p50 %v, p95 %v, p99 %v, max %v, errors %d\n", n, rate, at(50), at(95), at(99), took[n-1].Round(time.Millisecond), errors)
	if errors > 0 {
		return fmt.Errorf("load: %d of %d requests failed", errors, n)
	}
	return nil
}

func post(c *http.Client, url, token, key string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%d: %.200s", res.StatusCode, answer)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}
