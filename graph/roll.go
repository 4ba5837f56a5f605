package graph

import "sync"

// roll keeps the ids that have come into a response, for questions that pair each of them with something that only the
// question names: their level in one project, say. Its zero value is empty.
type roll struct {
	mu    sync.Mutex
	ids   []string
	known map[string]bool
	told  map[string]int // how many ids have been told, by what they were paired with
}

func (r *roll) add(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known, r.told = map[string]bool{}, map[string]int{}
	}
	if !r.known[id] {
		r.known[id] = true
		r.ids = append(r.ids, id)
	}
}

// announce calls expect with the ids that were not told yet for a pairing. Who comes second waits until the first has
// been told, and so joins in the same statement.
func (r *roll) announce(pairing string, expect func(id string)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range r.ids[r.told[pairing]:] {
		expect(id)
	}
	if r.told != nil {
		r.told[pairing] = len(r.ids)
	}
}
