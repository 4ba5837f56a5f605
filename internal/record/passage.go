package record

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// passageRunes is how much of a text stands on each side of a word in a passage.
const passageRunes = 60

// maxPassages is how many passages of one text are shown.
const maxPassages = 3

// Passages are the places of a text in which words of a query stand, cut to their surroundings. Each passage is told in
// pieces: text, word, text, word, …
func Passages(text, query string) [][]string {
	marks := findWords(text, strings.Fields(query))
	var out [][]string
	for i := 0; i < len(marks) && len(out) < maxPassages; {
		from := back(text, marks[i].start, passageRunes)
		end := forth(text, marks[i].end, passageRunes)
		pieces, at := []string{}, from
		for ; i < len(marks) && marks[i].end <= end; i++ {
			pieces = append(pieces, text[at:marks[i].start], text[marks[i].start:marks[i].end])
			at = marks[i].end
		}
		out = append(out, append(pieces, text[at:end]))
	}
	return out
}

type mark struct{ start, end int }

// findWords finds words in a text, in any case, in the order in which they stand; marks do not overlap. A letter whose
// lower case has another length shifts nothing: the text is folded letter by letter.
func findWords(text string, words []string) []mark {
	folded, origin := fold(text)
	var marks []mark
	for _, word := range words {
		needle := strings.ToLower(word)
		for at := 0; needle != ""; {
			i := strings.Index(folded[at:], needle)
			if i < 0 {
				break
			}
			start := at + i
			at = start + len(needle)
			marks = append(marks, mark{origin[start], origin[at]})
		}
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	kept := marks[:0]
	for _, m := range marks {
		if len(kept) == 0 || m.start >= kept[len(kept)-1].end {
			kept = append(kept, m)
		}
	}
	return kept
}

// fold is a text in lower case, and for each of its bytes where the letter stands in the original.
func fold(text string) (string, []int) {
	var out strings.Builder
	origin := make([]int, 0, len(text)+1)
	for at, letter := range text {
		lower := strings.ToLower(string(letter))
		out.WriteString(lower)
		for range len(lower) {
			origin = append(origin, at)
		}
	}
	return out.String(), append(origin, len(text))
}

func back(text string, at, runes int) int {
	for ; runes > 0; runes-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at
}

func forth(text string, at, runes int) int {
	for ; runes > 0; runes-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}
