package store

import (
	"encoding/json"
	"strings"

	"gorm.io/gorm"
)

// AnyOf is the condition, with its argument, that column holds one of values. A single value is compared directly, which
// serves the planner best; several travel as one parameter, so that a statement can name any number of them and keeps
// one text, which both engines prepare once.
func AnyOf(db *gorm.DB, column string, values []string) (condition string, argument any) {
	if len(values) == 1 {
		return column + " = ?", values[0]
	}
	list, _ := json.Marshal(append([]string{}, values...)) // texts are always JSON
	if Engine(db.Name()) == Postgres {
		return column + " = ANY(ARRAY(SELECT json_array_elements_text(?::json)))", string(list)
	}
	return column + " IN (SELECT value FROM json_each(?))", string(list)
}

// ContainsAny is the condition, with its argument, that the folded expr contains any of needles literally. They travel as
// one parameter: engines bound the depth of a condition.
func (db *DB) ContainsAny(expr string, needles []string) (condition string, argument any) {
	if len(needles) == 1 {
		return db.Contains(expr, needles[0])
	}
	folded := make([]string, len(needles))
	for i, needle := range needles {
		folded[i] = strings.ToLower(needle)
	}
	list, _ := json.Marshal(folded)
	rows, function := "json_each(?) AS needle", "instr"
	if db.engine == Postgres {
		rows, function = "json_array_elements_text(?::json) AS needle(value)", "strpos"
	}
	return "EXISTS (SELECT 1 FROM " + rows + " WHERE " + function + "(" + db.Fold(expr) + ", needle.value) > 0)", string(list)
}
