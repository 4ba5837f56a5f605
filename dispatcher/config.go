package dispatcher

import "time"

// Config tunes the engine. A zero value of any field stands for its default.
type Config struct {
	// Delay is the wait before the first attempt; default 0.
	Delay time.Duration
	// Schedule are the waits between attempts; default DefaultSchedule.
	Schedule []time.Duration
	// Random returns numbers from 0 up to 1 for the jitter of waits; default the system's.
	Random func() float64
	// Poll is how often the engine looks for work that it was not told of; default 1 s.
	Poll time.Duration
	// Fresh is how old the engine's knowledge of a webhook may be when it posts; default 250 ms.
	Fresh time.Duration
	// Flush is how long a result waits for others to be written with; default 10 ms.
	Flush time.Duration
	// Batch is how many events, and how many results, are handled at once; default 256.
	Batch int
	// PerWebhook is how many attempts run at once for one webhook; default 8.
	PerWebhook int
	// Queue is how many deliveries of one webhook wait in memory; default 1024.
	Queue int
	// MaxQueued is how many deliveries wait in memory altogether; default 16384.
	MaxQueued int
	// MaxExtra bounds the attempts that run at once beyond the first one of each webhook; default 512.
	MaxExtra int
	// MaxProbes bounds the attempts that run at once for webhooks whose last attempt failed; default 512.
	MaxProbes int
	// Retention is how long finished deliveries and their events are kept; default 7 days.
	Retention time.Duration
	// CleanEvery is how often old events are looked for; default 1 minute.
	CleanEvery time.Duration
}

func (c Config) withDefaults() Config {
	if c.Schedule == nil {
		c.Schedule = DefaultSchedule()
	}
	fill(&c.Poll, time.Second)
	fill(&c.Fresh, 250*time.Millisecond)
	fill(&c.Flush, 10*time.Millisecond)
	fill(&c.Batch, 256)
	fill(&c.PerWebhook, 8)
	fill(&c.Queue, 1024)
	fill(&c.MaxQueued, 16384)
	fill(&c.MaxExtra, 512)
	fill(&c.MaxProbes, 512)
	fill(&c.Retention, 7*24*time.Hour)
	fill(&c.CleanEvery, time.Minute)
	return c
}

func fill[T int | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
