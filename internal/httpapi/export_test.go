package httpapi

// ServeFor is Serve with another patience for requests in progress.
var ServeFor = serve
