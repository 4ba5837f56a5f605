package record

import (
	"context"
	"strings"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// CommentEdit is the content that replaces that of a comment.
type CommentEdit struct {
	ID   string
	HTML string
	Text string
}

// EditComment changes a comment of the caller's own; anybody else's is ErrForbidden. When nothing is left of the HTML
// once it is cleaned, the comment stays as it is.
func (s *Service) EditComment(ctx context.Context, in CommentEdit) (*models.Comment, error) {
	access, err := s.gate.Project(ctx, "editComment", auth.AtComment(in.ID))
	if err != nil {
		return nil, err
	}
	in.HTML = richtext.Clean(in.HTML)
	var after models.Comment
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		before, err := lockComment(tx, access, in.ID)
		if err != nil {
			return err
		}
		if before.Comment.UserID != access.Actor.User.ID {
			return apperr.ErrForbidden
		}
		after = before.Comment
		if strings.TrimSpace(in.HTML) == "" || in.HTML == after.HTML && in.Text == after.Text {
			return nil
		}
		after.HTML, after.Text, after.UpdatedAt = in.HTML, in.Text, s.clock.Now()
		return s.updateComment(tx, access, before, &after)
	})
	return &after, err
}

func (s *Service) updateComment(tx *store.Tx, access *auth.Access, before *event.Comment, after *models.Comment) error {
	err := tx.Model(after).Where("id = ?", after.ID).Select("html", "text", "updated_at").UpdateColumns(after).Error
	if err != nil {
		return err
	}
	if err := s.mention(tx, access, after); err != nil {
		return err
	}
	current := *before
	current.Comment = *after
	return s.events.Record(tx, event.Event{
		Name: models.EventCommentUpdated, ProjectIDs: []string{access.Project.ID}, Previous: before, Current: &current,
	})
}

// DeleteComment empties a comment and marks it as deleted; what answers it stays. It takes the author, or an OWNER or
// ADMIN of the project.
func (s *Service) DeleteComment(ctx context.Context, id string) error {
	access, err := s.gate.Project(ctx, "deleteComment", auth.AtComment(id))
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		before, err := lockComment(tx, access, id)
		if err != nil {
			return err
		}
		actor := access.Actor.User.ID
		if before.Comment.UserID != actor && !isAdmin(access.Level) {
			return apperr.ErrForbidden
		}
		now := s.clock.Now()
		err = tx.Model(&models.Comment{}).Where("id = ?", id).UpdateColumns(map[string]any{
			"html": "", "text": "", "deleted_at": now, "deleted_by_id": actor, "updated_at": now,
		}).Error
		if err != nil {
			return err
		}
		return s.events.Record(tx, event.Event{
			Name: models.EventCommentDeleted, ProjectIDs: []string{access.Project.ID}, Previous: before,
		})
	})
}

func isAdmin(level models.UserAccessLevel) bool {
	return level == models.LevelOwner || level == models.LevelAdmin
}

// lockComment reads a comment that the transaction is going to change, and what events tell of it. One that is deleted
// is not found any more.
func lockComment(tx *store.Tx, access *auth.Access, id string) (*event.Comment, error) {
	var comment models.Comment
	err := locked(tx).Where("id = ? AND deleted_at IS NULL", id).Take(&comment).Error
	if err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrCommentNotFound)
	}
	told, err := commentTold(tx, access, &comment)
	return told, store.NotFoundAs(err, apperr.ErrCommentNotFound)
}
