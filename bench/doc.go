// Package bench holds benchmarks that compare: each measures the program and, in the same run on the same machine,
// the least that any program could do for the same result, and prints the ratio. docs/performance.md says what each
// measures and how.
//
//	go test ./bench -run '^$' -bench . -benchtime 1x
package bench
