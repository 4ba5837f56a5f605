package record

import (
	"context"
	"errors"

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
	ID       *string // the client's own id
	HTML     string
	Text     string
	Target   Target
	ParentID *string // the comment that it answers; nil or empty for none
}

// Target is what a comment hangs on.
type Target struct {
	Category models.CommentCategory
	ID       string
}

// place is the project of a target. Nothing but records can be commented on, so nothing else is ever found.
func (t Target) place() auth.Place {
	if t.Category != models.CommentTodo {
		return auth.AtTodo("")
	}
	return auth.AtTodo(t.ID)
}

var errNoParent = apperr.BadInput("parentId is not a comment on the same object.")

// Comment writes a comment. A target that the caller cannot reach is ErrForbidden.
func (s *Service) Comment(ctx context.Context, in CommentInput) (*models.Comment, error) {
	access, err := s.gate.Project(ctx, "createComment", in.Target.place().Or(apperr.ErrForbidden))
	if err != nil {
		return nil, err
	}
	if err := ident.CheckOwn(in.ID); err != nil {
		return nil, err
	}
	now := s.clock.Now()
	comment := models.Comment{
		ID: ident.New(), UID: ident.NewUID(), HTML: richtext.Clean(in.HTML), Text: in.Text, Category: models.CommentTodo,
		TodoID: &in.Target.ID, UserID: access.Actor.User.ID, CreatedAt: now, UpdatedAt: now, ParentID: orNil(in.ParentID),
	}
	if in.ID != nil {
		comment.ID = *in.ID
	}
	err = s.db.Tx(ctx, func(tx *store.Tx) error { return s.insertComment(tx, access, &comment) })
	if errors.Is(err, store.ErrDuplicate) {
		return nil, ident.ErrTaken
	}
	return &comment, err
}

func (s *Service) insertComment(tx *store.Tx, access *auth.Access, comment *models.Comment) error {
	written, err := commentTold(tx, access, comment)
	if err != nil {
		return store.NotFoundAs(err, apperr.ErrForbidden)
	}
	if err := thread(tx, comment); err != nil {
		return err
	}
	if err := tx.Create(comment).Error; err != nil {
		return err
	}
	if err := s.mention(tx, access, comment); err != nil {
		return err
	}
	err = s.events.Record(tx, event.Event{
		Name: models.EventCommentCreated, ProjectIDs: []string{access.Project.ID}, Current: written,
	})
	if err != nil {
		return err
	}
	return s.events.Feed(tx, event.Entry{
		Category: models.ActivityCreateComment, Actor: access.Actor.User, Place: written.Place, Todo: &written.Todo, List: &written.List,
		Comment: comment,
	})
}

// thread hangs a comment that answers an answer on the comment at the top: there is one level of answers.
func thread(tx *store.Tx, comment *models.Comment) error {
	if comment.ParentID == nil {
		return nil
	}
	var parent models.Comment
	err := tx.Take(&parent, "id = ? AND todo_id = ?", *comment.ParentID, *comment.TodoID).Error
	if parent.ParentID != nil {
		comment.ParentID = parent.ParentID
	}
	return store.NotFoundAs(err, errNoParent)
}

// commentTold is what an event tells of a comment. It returns store.ErrNotFound when the record is in another project
// than the one that the caller was admitted to.
func commentTold(tx *store.Tx, access *auth.Access, comment *models.Comment) (*event.Comment, error) {
	told := event.Comment{Comment: *comment, User: *access.Actor.User, Place: placeOf(access)}
	if comment.UserID != told.User.ID {
		told.User = models.User{}
		if err := tx.Take(&told.User, "id = ?", comment.UserID).Error; err != nil {
			return nil, err
		}
	}
	if err := tx.Take(&told.Todo, "id = ? AND project_id = ?", comment.TodoID, access.Project.ID).Error; err != nil {
		return nil, err
	}
	return &told, tx.Take(&told.List, "id = ?", told.Todo.TodoListID).Error
}

// Typing says that the caller is writing a comment. The right is that of Comment; it returns the caller.
func (s *Service) Typing(ctx context.Context, target Target) (*models.User, error) {
	access, err := s.gate.Project(ctx, "commentTyping", target.place().Or(apperr.ErrForbidden))
	if err != nil {
		return nil, err
	}
	return access.Actor.User, nil
}
