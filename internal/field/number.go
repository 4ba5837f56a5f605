package field

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// parseFloat reads a number as JavaScript's parseFloat does: white space is skipped and the longest numeric prefix
// counts, so that "12abc" is 12 and "1,000" is 1. ok is false where there is no digit, and for numbers beyond float64.
func parseFloat(s string) (number float64, ok bool) {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) && r != '\u0085' || r == '\ufeff' })
	number, err := strconv.ParseFloat(s[:numericPrefix(s)], 64)
	if err != nil || math.IsInf(number, 0) {
		return 0, false
	}
	return number + 0, true // negative zero becomes zero
}

// numericPrefix is the length of the longest decimal literal that s begins with; 0 when it begins with none.
func numericPrefix(s string) int {
	i := sign(s, 0)
	whole := digits(s, i)
	end, seen := whole, whole > i
	if end < len(s) && s[end] == '.' {
		fraction := digits(s, end+1)
		seen = seen || fraction > end+1
		end = fraction
	}
	if !seen {
		return 0
	}
	if end < len(s) && (s[end] == 'e' || s[end] == 'E') {
		exponent := sign(s, end+1)
		if last := digits(s, exponent); last > exponent {
			end = last
		}
	}
	return end
}

// sign is the index behind an optional sign at i.
func sign(s string, i int) int {
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		return i + 1
	}
	return i
}

// digits is the index behind the digits that stand at i.
func digits(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}
