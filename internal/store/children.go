package store

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
)

// Children says which rows of a table belong to which parents, and which of them are wanted.
type Children struct {
	Table   string // with its alias, such as "todos t"
	Alias   string // such as "t"
	Parents string // the table of the parents
	Column  string // the column that names the parent, such as "t.todo_list_id"
	Narrow  func(*gorm.DB) *gorm.DB
	Order   string
	Slice   page.Slice // of each parent's rows; a Take of 0 means all
}

// ChildrenOf reads the rows of many parents in one statement; a parent without rows gets an empty list. Each parent's rows
// are cut by themselves, and on PostgreSQL no more of them are read than are wanted if an index has them in order.
func ChildrenOf[T any](ctx context.Context, db *DB, c Children, parentIDs []string) (map[string][]*T, error) {
	var rows []struct {
		Row       T `gorm:"embedded"`
		ParentKey string
	}
	if err := c.query(ctx, db, parentIDs).Scan(&rows).Error; err != nil {
		return nil, err
	}
	out := make(map[string][]*T, len(parentIDs))
	for _, id := range parentIDs {
		out[id] = []*T{}
	}
	for i := range rows {
		out[rows[i].ParentKey] = append(out[rows[i].ParentKey], &rows[i].Row)
	}
	return out, nil
}

func (c Children) query(ctx context.Context, db *DB, parentIDs []string) *gorm.DB {
	read := db.Read(ctx)
	if db.engine == Postgres {
		own := c.sliced(read, c.Column+" = parent.id").Select(c.Alias + ".*")
		return read.Raw("SELECT own.*, parent.id AS parent_key FROM "+c.Parents+
			" parent CROSS JOIN LATERAL (?) own WHERE parent.id IN ?", own, parentIDs)
	}
	if len(parentIDs) == 1 { // ranking would read all of its rows
		return c.sliced(read, c.Column+" = ?", parentIDs[0]).Select(c.Alias + ".*, " + c.Column + " AS parent_key")
	}
	ranked := c.narrowed(read.Table(c.Table)).Where(c.Column+" IN ?", parentIDs).
		Select(c.Alias + ".*, " + c.Column + " AS parent_key, ROW_NUMBER() OVER (PARTITION BY " + c.Column +
			" ORDER BY " + c.Order + ") AS place")
	query := read.Table("(?) own", ranked).Where("place > ?", c.Slice.Skip).Order("place")
	if c.Slice.Take > 0 {
		query = query.Where("place <= ?", c.Slice.Skip+c.Slice.Take)
	}
	return query
}

// sliced cuts the rows of one parent.
func (c Children) sliced(read *gorm.DB, where string, args ...any) *gorm.DB {
	own := c.narrowed(read.Table(c.Table)).Where(where, args...).Order(c.Order).Offset(c.Slice.Skip)
	if c.Slice.Take > 0 {
		own = own.Limit(c.Slice.Take)
	}
	return own
}

func (c Children) narrowed(query *gorm.DB) *gorm.DB {
	if c.Narrow == nil {
		return query
	}
	return c.Narrow(query)
}
