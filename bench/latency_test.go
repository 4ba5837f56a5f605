package bench

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// The pace of the latency benchmark: 50 events per second for ten seconds.
const (
	pace  = 20 * time.Millisecond
	paced = 500
)

// BenchmarkLatency is the time to the receipt of a webhook at a steady pace, beside that of a bare POST at the same pace.
//
// Nobody outside of the database sees the moment of the commit, so the time is taken from two moments around it. The
// figures p50-ms and p99-ms count from the record's createdAt, which the program reads before its transaction begins and
// which is cut to the millisecond: they hold the whole transaction and up to a millisecond too much. The figures
// answer-p50-ms and answer-p99-ms count from the moment at which the client has the answer: they leave out what the
// program does after the commit and can be negative. A bare POST counts from before it is sent; it comes from
// the process that receives it.
func BenchmarkLatency(b *testing.B) {
	eachEngine(b, func(b *testing.B, e engine) {
		r := newReceiver(b)
		s := start(b, e.url(b), b.TempDir())
		r.subscribe(b, s, 1)
		client := keepAlive(workers)
		b.Cleanup(client.CloseIdleConnections)
		steady(b, paced/10, func(ctx context.Context, _ int) error { // connections, plans and caches
			_, err := s.call(ctx, client, createTodo(s.credentials, "warm"))
			return err
		})
		time.Sleep(time.Second)
		for range b.N {
			measureLatency(b, r, s)
		}
	})
}

func measureLatency(b *testing.B, r *receiver, s *server) {
	b.Helper()
	client := keepAlive(workers)
	defer client.CloseIdleConnections()
	answered := make([]time.Time, paced)
	wait := r.expect(paced)
	steady(b, paced, func(ctx context.Context, i int) error {
		_, err := s.call(ctx, client, createTodo(s.credentials, strconv.Itoa(i)))
		answered[i] = time.Now()
		return err
	})
	arrivals := wait(b)
	fromCreated, fromAnswer := make([]time.Duration, 0, paced), make([]time.Duration, 0, paced)
	for _, a := range arrivals {
		number, created := readBody(b, a)
		fromCreated = append(fromCreated, a.at.Sub(created))
		fromAnswer = append(fromAnswer, a.at.Sub(answered[number]))
	}

	sent := make([]time.Time, paced)
	wait = r.expect(paced)
	steady(b, paced, func(ctx context.Context, i int) error {
		sent[i] = time.Now()
		again := post{Path: arrivals[i].path, Header: arrivals[i].header, Body: arrivals[i].body}
		return again.send(ctx, client, r.url)
	})
	bare := make([]time.Duration, 0, paced)
	byID := map[string]time.Time{}
	for i, a := range arrivals {
		byID[a.header.Get("Webhook-Id")] = sent[i]
	}
	for _, a := range wait(b) {
		bare = append(bare, a.at.Sub(byID[a.header.Get("Webhook-Id")]))
	}
	report(b, map[string]float64{
		"p50-ms": quantile(fromCreated, 0.5), "p99-ms": quantile(fromCreated, 0.99),
		"answer-p50-ms": quantile(fromAnswer, 0.5), "answer-p99-ms": quantile(fromAnswer, 0.99),
		"bare-p50-ms": quantile(bare, 0.5), "bare-p99-ms": quantile(bare, 0.99),
	})
}

// readBody reads the number in the title of a record, and when it was created.
func readBody(b *testing.B, a arrival) (number int, created time.Time) {
	b.Helper()
	var body struct {
		CurrentValue struct {
			Title     string
			CreatedAt time.Time
		}
	}
	err := json.Unmarshal(a.body, &body)
	if err == nil {
		number, err = strconv.Atoi(body.CurrentValue.Title)
	}
	if err != nil || body.CurrentValue.CreatedAt.IsZero() {
		b.Fatalf("an unexpected body: %v\n%s", err, a.body)
	}
	return number, body.CurrentValue.CreatedAt
}

// steady starts work n times at the pace, whether or not what was started before has ended.
func steady(b *testing.B, n int, work func(ctx context.Context, i int) error) {
	b.Helper()
	var group sync.WaitGroup
	ticks := time.NewTicker(pace)
	defer ticks.Stop()
	for i := range n {
		<-ticks.C
		group.Go(func() {
			if err := work(context.WithoutCancel(b.Context()), i); err != nil {
				b.Error(err)
			}
		})
	}
	group.Wait()
}

// quantile is a figure in milliseconds.
func quantile(times []time.Duration, q float64) float64 {
	slices.Sort(times)
	return milliseconds(times[int(q*float64(len(times)-1)+0.5)])
}
