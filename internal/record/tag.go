package record

import (
	"context"
	"slices"
	"strings"
	"time"

	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// TagInput names a tag of a record: by id, or by title and colour.
type TagInput struct {
	ID    string
	Title *string
	Color string
}

// makes reports whether a tag is made when none is found.
func (in TagInput) makes() bool { return in.ID == "" && in.Title != nil }

// CreateTag creates a tag in the project of the request's header.
func (s *Service) CreateTag(ctx context.Context, title, color string) (*models.Tag, error) {
	access, err := s.gate.Project(ctx, "createTag", auth.AtHeader())
	if err != nil {
		return nil, err
	}
	var tag *models.Tag
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		var created event.Event
		if tag, created, err = s.insertTag(tx, access, title, color); err != nil {
			return err
		}
		return s.events.Record(tx, created)
	})
	return tag, err
}

func (s *Service) insertTag(tx *store.Tx, access *auth.Access, title, color string) (*models.Tag, event.Event, error) {
	now := s.clock.Now()
	tag := models.Tag{
		ID: ident.New(), UID: ident.NewUID(), Title: strings.TrimSpace(title), Color: color,
		ProjectID: access.Project.ID, CreatedByID: &access.Actor.User.ID, CreatedAt: now, UpdatedAt: now,
	}
	created := event.Event{
		Name: models.EventTagCreated, ProjectIDs: []string{access.Project.ID},
		Current: &event.Tag{Tag: tag, Place: placeOf(access)},
	}
	return &tag, created, tx.Create(&tag).Error
}

// resolveTags finds the tags that inputs name, makes those that are missing and returns all of them, each once, by title.
// Unknown ids are left out.
func (s *Service) resolveTags(
	tx *store.Tx, access *auth.Access, inputs []TagInput,
) (tags []models.Tag, created []event.Event, err error) {
	if len(inputs) == 0 {
		return nil, nil, nil
	}
	known, err := candidateTags(tx, access.Project.ID, inputs)
	if err == nil && lacksTag(known, inputs) {
		// Another transaction may be making the same tag: with the project locked, what is missing then is made once.
		if err = lockProject(tx, access.Project.ID); err == nil {
			known, err = candidateTags(tx, access.Project.ID, inputs)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	chosen := map[string]bool{}
	for _, in := range inputs {
		tag := findTag(known, in)
		if tag == nil {
			if !in.makes() {
				continue
			}
			color := in.Color
			if color == "" {
				color = models.DefaultColor
			}
			made, emitted, err := s.insertTag(tx, access, *in.Title, color)
			if err != nil {
				return nil, nil, err
			}
			known, created, tag = append(known, *made), append(created, emitted), made
		}
		if !chosen[tag.ID] {
			chosen[tag.ID] = true
			tags = append(tags, *tag)
		}
	}
	sortFunc(tags, byTitle)
	return tags, created, nil
}

// candidateTags are the tags of a project that inputs may mean. None of them can be deleted before they are on a record.
func candidateTags(tx *store.Tx, projectID string, inputs []TagInput) ([]models.Tag, error) {
	ids, titles := []string{}, []string{}
	for _, in := range inputs {
		if in.ID != "" {
			ids = append(ids, in.ID)
		} else if in.Title != nil {
			titles = append(titles, strings.TrimSpace(*in.Title))
		}
	}
	var tags []models.Tag
	err := pinned(tx).Where("project_id = ? AND (id IN ? OR title IN ?)", projectID, ids, titles).
		Order("created_at, id").Find(&tags).Error
	return tags, err
}

func lacksTag(known []models.Tag, inputs []TagInput) bool {
	return slices.ContainsFunc(inputs, func(in TagInput) bool { return in.makes() && findTag(known, in) == nil })
}

func findTag(known []models.Tag, in TagInput) *models.Tag {
	for i := range known {
		tag := &known[i]
		byID := in.ID != "" && tag.ID == in.ID
		byTitle := in.ID == "" && in.Title != nil && tag.Title == strings.TrimSpace(*in.Title) &&
			(in.Color == "" || tag.Color == in.Color)
		if byID || byTitle {
			return tag
		}
	}
	return nil
}

func insertTags(tx *store.Tx, todo *models.Todo, tags []models.Tag, now time.Time) ([]event.TagLink, error) {
	if len(tags) == 0 {
		return nil, nil
	}
	links := tagLinks(todo.ID, tags, now)
	rows := make([]models.TodoTag, len(links))
	for i, link := range links {
		rows[i] = link.Row
	}
	return links, tx.Create(&rows).Error
}

func byTitle(a, b *models.Tag) int {
	if c := strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}
