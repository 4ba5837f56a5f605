package record

import (
	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// mention notes whom a comment names: members of the project other than its author, each once. Whom an earlier version
// of the comment named stays noted.
func (s *Service) mention(tx *store.Tx, access *auth.Access, comment *models.Comment) error {
	named := richtext.Mentions(comment.HTML)
	if len(named) == 0 {
		return nil
	}
	// A comment may name more people than a statement has room for; a project has not that many.
	var members []string
	err := tx.Model(&models.ProjectUser{}).Where("project_id = ? AND user_id <> ?", access.Project.ID, comment.UserID).
		Where("user_id NOT IN (SELECT mentionee_id FROM mentions WHERE comment_id = ?)", comment.ID).
		Pluck("user_id", &members).Error
	if err != nil {
		return err
	}
	waiting := make(map[string]bool, len(members))
	for _, id := range members {
		waiting[id] = true
	}
	var rows []models.Mention
	for _, id := range named {
		if waiting[id] {
			rows = append(rows, models.Mention{
				ID: ident.New(), UID: ident.NewUID(), CommentID: comment.ID, MentioneeID: id, MentionerID: comment.UserID,
				CreatedAt: comment.UpdatedAt, UpdatedAt: comment.UpdatedAt,
			})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.Create(&rows).Error
}
