package projectcopy

import (
	"slices"
	"time"

	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// copiers are the levels that may copy a project, and create one in the company that the copy goes to.
var copiers = func() []models.UserAccessLevel {
	rule, _ := auth.RuleOf("copyProject")
	return rule.Levels
}()

// blank is a new project with the settings of another one. It has no slug yet.
func blank(source *models.Project, name string, now time.Time) *models.Project {
	out := *source
	out.ID, out.UID, out.Slug, out.Name = ident.New(), ident.NewUID(), "", name
	out.Archived, out.IsTemplate, out.IsOfficialTemplate = false, false, false
	out.CreatedAt, out.UpdatedAt = now, now
	return &out
}

// addProject writes the project. What its settings say of custom fields is about those of the copy.
func (c *copier) addProject() error {
	if c.options.CustomFields {
		var ids []string
		err := c.tx.Model(&models.CustomField{}).Where("project_id = ?", c.source.ID).Order("id").Pluck("id", &ids).Error
		if err != nil {
			return err
		}
		for _, id := range ids {
			c.fields.of(id)
		}
	}
	var err error
	if c.project.TodoFields, err = rewriteLayout(c.source.TodoFields, c.fields); err != nil {
		return err
	}
	c.project.SequenceCustomFieldID = c.fields.known(c.source.SequenceCustomFieldID)
	c.project.NameFormula = c.fields.replace(c.source.NameFormula)
	if err := c.addImage(); err != nil {
		return err
	}
	return tenancy.AddProject(c.tx, c.project, c.ownerID, c.folderID)
}

// addImage gives the copy a picture of its own.
func (c *copier) addImage() error {
	var image models.Image
	switch {
	case c.imageURL != nil && *c.imageURL != "":
		url := *c.imageURL
		image = models.Image{Type: models.ImageProject, Thumbnail: url, Small: url, Medium: url, Large: url, Original: url}
	case c.source.ImageID != nil:
		if err := c.tx.Limit(1).Find(&image, "id = ?", *c.source.ImageID).Error; err != nil {
			return err
		}
	}
	c.project.ImageID = nil
	if image.Original == "" {
		return nil
	}
	image.ID, image.CreatedAt, image.UpdatedAt = ident.New(), c.now, c.now
	c.project.ImageID = &image.ID
	return c.tx.Create(&image).Error
}

// addCover writes how cards choose their cover. A configuration that names a field which is left out is left out too.
func (c *copier) addCover() error {
	cover := c.cover
	if cover == nil && c.options.CoverConfig {
		var rows []*models.TodoCoverConfig
		if err := c.tx.Where("project_id = ?", c.source.ID).Find(&rows).Error; err != nil {
			return err
		}
		if len(rows) > 0 {
			cover = rows[0]
		}
	}
	if cover == nil {
		return nil
	}
	out := *cover
	if out.SourceID != nil {
		if out.SourceID = c.fields.known(cover.SourceID); out.SourceID == nil {
			return nil
		}
	}
	out.ID, out.ProjectID, out.CreatedAt, out.UpdatedAt = ident.New(), c.project.ID, c.now, c.now
	return c.tx.Create(&out).Error
}

// addMembers brings along the members of the project who are members of the copy's company. The copy has one OWNER, who
// has made it: other owners become ADMIN, and so do owners of the company, as everywhere.
func (c *copier) addMembers() error {
	c.people[c.ownerID] = true
	if !c.options.People {
		return nil
	}
	var rows []struct {
		models.ProjectUser `gorm:"embedded"`
		CompanyLevel       models.UserAccessLevel
		Last               float64
	}
	err := c.tx.Raw(`SELECT pu.*, cu.level AS company_level,
			(SELECT MAX(o.position) FROM project_users o WHERE o.user_id = pu.user_id) AS last
		FROM project_users pu JOIN company_users cu ON cu.user_id = pu.user_id AND cu.company_id = ?
		WHERE pu.project_id = ? AND pu.user_id <> ? ORDER BY pu.id`,
		c.project.CompanyID, c.source.ID, c.ownerID).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	members := make([]models.ProjectUser, len(rows))
	for i, row := range rows {
		members[i] = row.ProjectUser
		member := &members[i]
		member.ID, member.ProjectID, member.LastAccessedAt = ident.New(), c.project.ID, nil
		member.Position, member.CreatedAt, member.UpdatedAt = row.Last+models.PositionStep, c.now, c.now
		if slices.Contains([]models.UserAccessLevel{row.Level, row.CompanyLevel}, models.LevelOwner) {
			member.Level = models.LevelAdmin
		}
		c.people[member.UserID] = true
	}
	return c.tx.Create(&members).Error
}

func (c *copier) addTags() error {
	if !c.options.Tags {
		return nil
	}
	return carry(c, "project_id", []string{c.source.ID}, func(row *models.Tag) bool {
		row.ID, row.UID, row.ProjectID = c.tags.of(row.ID), ident.NewUID(), c.project.ID
		return true
	})
}

func (c *copier) addFields() error {
	err := carry(c, "id", c.fields.old(), func(row *models.CustomField) bool {
		row.ID, row.UID, row.ProjectID = c.fields.of(row.ID), ident.NewUID(), c.project.ID
		return true
	})
	if err != nil {
		return err
	}
	return carry(c, "custom_field_id", c.fields.old(), func(row *models.CustomFieldOption) bool {
		row.ID, row.UID, row.CustomFieldID = c.choices.of(row.ID), ident.NewUID(), c.fields[row.CustomFieldID]
		return true
	})
}

func (c *copier) addLists() error {
	if !c.options.TodoLists {
		return nil
	}
	return carry(c, "project_id", []string{c.source.ID}, func(row *models.TodoList) bool {
		row.ID, row.UID, row.ProjectID = c.lists.of(row.ID), ident.NewUID(), c.project.ID
		return true
	})
}
