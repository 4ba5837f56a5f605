package app

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"bluemirror/dispatcher"
)

// deliveryMetrics shows the dispatcher's measurements to Prometheus. No label grows with the number of webhooks.
type deliveryMetrics struct {
	attempts  *prometheus.CounterVec
	durations prometheus.Histogram
	latency   prometheus.Histogram
	inFlight  prometheus.Gauge
	events    prometheus.Gauge
	waiting   prometheus.Gauge
	disabled  prometheus.Counter
}

func newDeliveryMetrics(registry prometheus.Registerer) *deliveryMetrics {
	m := &deliveryMetrics{
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "bluemirror_webhook_attempts_total", Help: "Attempts to deliver, by outcome.",
		}, []string{"outcome"}),
		durations: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "bluemirror_webhook_attempt_seconds", Help: "How long attempts took.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 11),
		}),
		latency: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "bluemirror_webhook_latency_seconds",
			Help:    "Time from an event to its receipt, of deliveries that needed one attempt.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 11),
		}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "bluemirror_webhook_attempts_in_flight", Help: "Attempts that run at this moment.",
		}),
		events: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "bluemirror_webhook_events_waiting", Help: "Events without deliveries yet, cut off at some thousands.",
		}),
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "bluemirror_webhook_deliveries_waiting", Help: "Deliveries that wait, cut off at some thousands.",
		}),
		disabled: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "bluemirror_webhooks_disabled_total", Help: "Webhooks that were disabled because they failed.",
		}),
	}
	registry.MustRegister(m.attempts, m.durations, m.latency, m.inFlight, m.events, m.waiting, m.disabled)
	return m
}

// Attempt implements dispatcher.Metrics.
func (m *deliveryMetrics) Attempt(class dispatcher.Class, took time.Duration) {
	m.attempts.WithLabelValues(string(class)).Inc()
	m.durations.Observe(took.Seconds())
}

// Latency implements dispatcher.Metrics.
func (m *deliveryMetrics) Latency(sinceEvent time.Duration) { m.latency.Observe(sinceEvent.Seconds()) }

// InFlight implements dispatcher.Metrics.
func (m *deliveryMetrics) InFlight(delta int) { m.inFlight.Add(float64(delta)) }

// Backlog implements dispatcher.Metrics.
func (m *deliveryMetrics) Backlog(events, deliveries int) {
	m.events.Set(float64(events))
	m.waiting.Set(float64(deliveries))
}

// Disabled implements dispatcher.Metrics.
func (m *deliveryMetrics) Disabled() { m.disabled.Inc() }
