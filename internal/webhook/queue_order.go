package webhook

import (
	"slices"
	"strings"

	"bluemirror/dispatcher"
	"bluemirror/models"
)

// sortEvents puts events into the order of their ids, which is that of the changes.
func sortEvents(events []*models.Event) {
	slices.SortFunc(events, func(a, b *models.Event) int { return strings.Compare(a.ID, b.ID) })
}

// sortedOutcomes returns outcomes in the order of the deliveries' ids.
func sortedOutcomes(outcomes []dispatcher.Outcome) []dispatcher.Outcome {
	return slices.SortedFunc(slices.Values(outcomes), func(a, b dispatcher.Outcome) int {
		return strings.Compare(a.DeliveryID, b.DeliveryID)
	})
}

// questionMarks replaces numbered arguments, which appear in their order, by question marks.
func questionMarks(statement string) string {
	return strings.NewReplacer("$1", "?", "$2", "?", "$3", "?").Replace(statement)
}
