package httpapi

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// metrics are the figures that an operator sees. Their labels take values from fixed sets only: the patterns of the
// routes, the known methods and the classes of status.
type metrics struct {
	requests   *prometheus.CounterVec
	duration   *prometheus.HistogramVec
	statements *prometheus.HistogramVec
	inFlight   prometheus.Gauge
}

func newMetrics(registerer prometheus.Registerer) *metrics {
	auto := promauto.With(registerer)
	return &metrics{
		requests: auto.NewCounterVec(prometheus.CounterOpts{
			Name: "bluemirror_http_requests_total",
			Help: "Requests answered, by route, method and class of status.",
		}, []string{"route", "method", "class"}),
		duration: auto.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "bluemirror_http_request_duration_seconds",
			Help:    "Time from the header of a request to the end of its answer, websockets excepted.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method"}),
		statements: auto.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "bluemirror_http_request_sql_statements",
			Help:    "SQL statements run for a request, websockets excepted.",
			Buckets: []float64{0, 1, 2, 3, 5, 8, 13, 20, 35, 50, 100, 250},
		}, []string{"route", "method"}),
		inFlight: auto.NewGauge(prometheus.GaugeOpts{
			Name: "bluemirror_http_requests_in_flight",
			Help: "Requests being served now, open websockets included.",
		}),
	}
}

func (m *metrics) record(r *http.Request, rec *response, took time.Duration) {
	route, method := routeLabel(r.Pattern), methodLabel(r.Method)
	m.requests.WithLabelValues(route, method, strconv.Itoa(rec.finalStatus()/100)+"xx").Inc()
	if rec.hijacked {
		return
	}
	m.duration.WithLabelValues(route, method).Observe(took.Seconds())
	m.statements.WithLabelValues(route, method).Observe(float64(rec.statements.Load()))
}

// routeLabel is the path of a pattern. Requests that no route took share one label.
func routeLabel(pattern string) string {
	_, path, found := strings.Cut(pattern, " ")
	if !found {
		path = pattern
	}
	switch path {
	case "", "/":
		return "none"
	case "/{$}":
		return "/"
	default:
		return path
	}
}

func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodOptions:
		return method
	default:
		return "other"
	}
}
