package graph

import (
	"context"
	"encoding/json"

	"bluemirror/graph/loader"
	"bluemirror/internal/page"
)

// slicing is how a list that hangs on an object is asked for. Without a size it is the whole list.
type slicing struct {
	Sort  []string
	Slice page.Slice
}

func slicingOf[K ~string](orderBy *K, skip, first *int) slicing {
	return slicing{Sort: sortedBy(orderBy), Slice: page.Whole.Of(skip, first)}
}

// sortedBy is the one key of an orderBy argument, if there is one.
func sortedBy[K ~string](orderBy *K) []string {
	if orderBy == nil {
		return nil
	}
	return []string{string(*orderBy)}
}

// asking loads what objects are asked with arguments: the records of a list by a filter, say. All objects of a response
// that are asked with the same arguments are read at once.
type asking[A, V any] struct {
	roll  roll
	batch *loader.Batch[asked, V]
}

// asked is a question to one object; the arguments stand as JSON.
type asked struct{ id, args string }

func newAsking[A, V any](fetch func(ctx context.Context, ids []string, args A) (map[string]V, error)) *asking[A, V] {
	return &asking[A, V]{batch: loader.New(func(ctx context.Context, keys []asked) (map[asked]V, error) {
		byArgs := map[string][]string{}
		for _, key := range keys {
			byArgs[key.args] = append(byArgs[key.args], key.id)
		}
		out := make(map[asked]V, len(keys))
		for text, ids := range byArgs {
			var args A
			if err := json.Unmarshal([]byte(text), &args); err != nil {
				return nil, err
			}
			answers, err := fetch(ctx, ids, args)
			if err != nil {
				return nil, err
			}
			for id, answer := range answers {
				out[asked{id, text}] = answer
			}
		}
		return out, nil
	})}
}

// see announces an object that may be asked.
func (a *asking[A, V]) see(id string) { a.roll.add(id) }

// load asks an object.
func (a *asking[A, V]) load(ctx context.Context, id string, args A) (V, error) {
	text, err := json.Marshal(args)
	if err != nil {
		var none V
		return none, err
	}
	a.roll.announce(string(text), func(other string) { a.batch.Expect(asked{other, string(text)}) })
	return a.batch.Load(ctx, asked{id, string(text)})
}
