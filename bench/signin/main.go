// Command signin guesses passwords at a running server while a person signs in,
// and prints how many guesses were evaluated, how the person fared and how much
// memory the server took:
//
//	go run ./bench/signin --url http://127.0.0.1:8080 --account xa-phuong1 --password … --pid $(pgrep neove)
//
// The person signs in from the browser they used before and from another
// network, as a proxy on this machine would report it. It sends to loopback
// addresses only and exits with 1 when the person was ever refused, or memory
// grew by more than 128 MiB.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

type bench struct {
	base, account, password string
	pid                     int

	mu        sync.Mutex
	statuses  map[int]int
	rss, peak int64 // KiB
	took      []time.Duration
	refused   []string
}

func main() {
	b := &bench{statuses: map[int]int{}}
	flag.StringVar(&b.base, "url", "http://127.0.0.1:8080", "server on this machine")
	flag.StringVar(&b.account, "account", "", "")
	flag.StringVar(&b.password, "password", "", "")
	flag.IntVar(&b.pid, "pid", 0, "process of the server, to read its memory")
	guesses, rate := flag.Int("guesses", 10_000, ""), flag.Float64("rate", 100, "guesses a second; 2.78 are 10,000 an hour")
	flag.Parse()
	if err := b.run(*guesses, *rate); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (b *bench) run(guesses int, rate float64) error {
	u, err := url.Parse(b.base)
	if ip := net.ParseIP(u.Hostname()); err != nil || ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("signin: %s is not a loopback address", b.base)
	}
	device, err := b.signIn("", "10.1.1.1")
	if err != nil {
		return err
	}
	b.rss = b.memory()
	start, done := time.Now(), make(chan struct{})
	var person sync.WaitGroup
	person.Go(func() { b.person(device, done) })
	var wg sync.WaitGroup
	for i := range guesses {
		time.Sleep(time.Until(start.Add(time.Duration(float64(i) / rate * float64(time.Second)))))
		wg.Go(func() { b.guess(i) })
	}
	wg.Wait()
	close(done)
	person.Wait()
	return b.report(guesses, time.Since(start))
}

func (b *bench) guess(i int) {
	body, _ := json.Marshal(map[string]string{"account": b.account, "password": fmt.Sprintf("doan mat khau lan %d", i)})
	r, err := http.Post(b.base+"/api/v1/access/sessions", "application/json", bytes.NewReader(body))
	status := 0
	if err == nil {
		status = r.StatusCode
		r.Body.Close()
	}
	b.mu.Lock()
	b.statuses[status]++
	b.mu.Unlock()
}

// person signs in every two seconds, by turns where the guesser sits and elsewhere.
func (b *bench) person(device string, done chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-done:
			return
		case <-time.After(2 * time.Second):
		}
		d, from := device, ""
		if n%2 == 1 {
			d, from = "", "10.1.1."+strconv.Itoa(n%200)
		}
		start := time.Now()
		_, err := b.signIn(d, from)
		b.mu.Lock()
		b.took = append(b.took, time.Since(start))
		if err != nil {
			b.refused = append(b.refused, err.Error())
		}
		b.peak = max(b.peak, b.memory())
		b.mu.Unlock()
	}
}

// signIn is the person's form; it returns the device cookie.
func (b *bench) signIn(device, from string) (string, error) {
	form := url.Values{"account": {b.account}, "password": {b.password}}
	req, err := http.NewRequest("POST", b.base+"/access/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if from != "" {
		req.Header.Set("X-Forwarded-For", from)
	}
	if device != "" {
		req.AddCookie(&http.Cookie{Name: "neove-device", Value: device})
	}
	r, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return "", err
	}
	r.Body.Close()
	if r.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("signin: the person was answered %d", r.StatusCode)
	}
	for _, c := range r.Cookies() {
		if c.Name == "neove-device" {
			device = c.Value
		}
	}
	return device, nil
}

// memory is the resident memory of the server in KiB; 0 when it is not known.
func (b *bench) memory() int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n
		}
	}
	return 0
}

func (b *bench) report(guesses int, took time.Duration) error {
	slices.Sort(b.took)
	if len(b.took) == 0 {
		return fmt.Errorf("signin: the run was too short for the person to sign in")
	}
	grown := (b.peak - b.rss) >> 10
	fmt.Printf("%d guesses in %.0f s: %d evaluated, %d slowed down, %d other\n", guesses, took.Seconds(), b.statuses[401], b.statuses[429], guesses-b.statuses[401]-b.statuses[429])
	fmt.Printf("the person: %d of %d sign-ins, median %d ms, longest %d ms\n", len(b.took)-len(b.refused), len(b.took), b.took[len(b.took)/2].Milliseconds(), b.took[len(b.took)-1].Milliseconds())
	fmt.Printf("memory: %d MiB before, + %d MiB at most\n", b.rss>>10, grown)
	if len(b.refused) > 0 || grown > 128 {
		return fmt.Errorf("signin: the bar is missed: %v", b.refused)
	}
	return nil
}
