package record

import (
	"context"
	"errors"
	"strings"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// CommentInput says what a new comment is to be.
type CommentInput struct {
	ID     *string // the client's own id
	HTML   string
	Text   string
	TodoID string
}

// Comment writes a comment on a record. A record that the caller cannot reach is ErrForbidden.
func (s *Service) Comment(ctx context.Context, in CommentInput) (*models.Comment, error) {
	access, err := s.gate.Project(ctx, "createComment", auth.AtTodo(in.TodoID).Or(apperr.ErrForbidden))
	if err != nil {
		return nil, err
	}
	if in.ID != nil && (strings.TrimSpace(*in.ID) == "" || len(*in.ID) > maxClientID) {
		return nil, apperr.BadInput("id must have between 1 and %d characters.", maxClientID)
	}
	now := s.clock.Now()
	comment := models.Comment{
		ID: ident.New(), UID: ident.NewUID(), HTML: richtext.Clean(in.HTML), Text: in.Text, Category: models.CommentTodo,
		TodoID: &in.TodoID, UserID: access.Actor.User.ID, CreatedAt: now, UpdatedAt: now,
	}
	if in.ID != nil {
		comment.ID = *in.ID
	}
	err = s.db.Tx(ctx, func(tx *store.Tx) error { return s.insertComment(tx, access, &comment) })
	if errors.Is(err, store.ErrDuplicate) {
		return nil, apperr.BadInput("id is already in use.")
	}
	return &comment, err
}

func (s *Service) insertComment(tx *store.Tx, access *auth.Access, comment *models.Comment) error {
	written := event.Comment{Comment: *comment, User: *access.Actor.User, Place: placeOf(access)}
	err := tx.Where("id = ? AND project_id = ?", comment.TodoID, access.Project.ID).Take(&written.Todo).Error
	if err != nil {
		return store.NotFoundAs(err, apperr.ErrForbidden)
	}
	if err := tx.Where("id = ?", written.Todo.TodoListID).Take(&written.List).Error; err != nil {
		return err
	}
	if err := tx.Create(comment).Error; err != nil {
		return err
	}
	return s.events.Record(tx, event.Event{
		Name: models.EventCommentCreated, ProjectIDs: []string{access.Project.ID}, Current: &written,
	})
}
