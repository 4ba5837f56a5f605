package record

import "slices"

func sortFunc[T any](rows []T, compare func(a, b *T) int) {
	slices.SortFunc(rows, func(a, b T) int { return compare(&a, &b) })
}
