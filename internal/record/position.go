package record

import (
	"database/sql"

	"gorm.io/gorm"

	"bluemirror/models"
)

// Placement says where a record without a position goes in its list.
type Placement string

// The two placements. TOP, the highest position, is what an absent placement means.
const (
	Top    Placement = "TOP"
	Bottom Placement = "BOTTOM"
)

// smallest is the position below which halving gives way to subtracting.
const smallest = 0.000001

// newPosition is the position of a record that comes into a list.
func newPosition(tx *gorm.DB, listID string, placement Placement) (float64, error) {
	edge := "MAX(position)"
	if placement == Bottom {
		edge = "MIN(position)"
	}
	var at sql.NullFloat64
	err := tx.Model(&models.Todo{}).Where("todo_list_id = ?", listID).Select(edge).Scan(&at).Error
	switch {
	case err != nil || !at.Valid:
		return models.PositionStep, err
	case placement != Bottom:
		return at.Float64 + models.PositionStep, nil
	case at.Float64 > smallest:
		return at.Float64 / 2, nil
	default:
		return at.Float64 - models.PositionStep, nil
	}
}
