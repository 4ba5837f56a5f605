package event

import (
	"bluemirror/internal/jsonwire"
	"bluemirror/models"
)

// payload writes one frozen entity and remembers where the e-mail addresses stand in it.
type payload struct {
	jsonwire.Writer
	current    bool
	redactions []models.Redaction
}

// address writes a member that may hold an e-mail address and marks its bytes for those who may not read it.
func (p *payload) address(key, value, userID string) {
	p.Key(key)
	start := p.Len() + 1
	p.String(value)
	if end := p.Len() - 1; end > start {
		p.redactions = append(p.redactions, models.Redaction{Current: p.current, Start: start, End: end, UserID: userID})
	}
}

func (p *payload) user(u *models.User) {
	p.Str("id", u.ID)
	p.Str("uid", u.UID)
	if name := u.DisplayName(); name == u.Email {
		p.address("username", name, u.ID)
	} else {
		p.Str("username", name)
	}
	p.address("email", u.Email, u.ID)
	p.Str("firstName", u.FirstName)
	p.Str("lastName", u.LastName)
	p.OptStr("jobTitle", u.JobTitle)
	p.OptStr("timezone", u.Timezone)
	p.At("createdAt", u.CreatedAt)
	p.At("updatedAt", u.UpdatedAt)
}

func (p *payload) company(c *models.Company) {
	p.Str("id", c.ID)
	p.Str("uid", c.UID)
	p.Str("slug", c.Slug)
	p.Str("name", c.Name)
	p.OptStr("description", c.Description)
	p.At("createdAt", c.CreatedAt)
	p.At("updatedAt", c.UpdatedAt)
	// A server of one's own has no trials and no subscriptions.
	p.Nulls("freeTrialExpiredAt", "freeTrialStartedAt", "subscribedAt", "imageId", "subscriptionPlanId",
		"freeTrialExtendedById", "freeTrialExtendedAt")
}

func (p *payload) project(project *models.Project, company *models.Company) {
	p.Str("id", project.ID)
	p.Str("uid", project.UID)
	p.Str("slug", project.Slug)
	p.Str("name", project.Name)
	p.Str("description", deref(project.Description))
	p.Flag("archived", project.Archived)
	p.At("createdAt", project.CreatedAt)
	p.At("updatedAt", project.UpdatedAt)
	p.Flag("isTemplate", project.IsTemplate)
	p.Flag("isOfficialTemplate", project.IsOfficialTemplate)
	p.Str("category", string(project.Category))
	p.Str("companyId", project.CompanyID)
	p.OptStr("imageId", project.ImageID)
	p.Key("hideEmailFromRoles")
	p.OpenArray()
	for _, level := range project.HideEmailFromRoles {
		p.String(level)
	}
	p.CloseArray()
	p.object("company", func() { p.company(company) })
}

func (p *payload) list(l *models.TodoList, project *models.Project, company *models.Company) {
	p.Str("id", l.ID)
	p.Str("uid", l.UID)
	p.At("createdAt", l.CreatedAt)
	p.At("updatedAt", l.UpdatedAt)
	p.Str("title", l.Title)
	p.Num("position", l.Position)
	p.OptStr("createdById", l.CreatedByID)
	p.Str("projectId", l.ProjectID)
	p.object("project", func() { p.project(project, company) })
}

func (p *payload) object(key string, members func()) {
	p.Key(key)
	p.item(members)
}

func (p *payload) item(members func()) {
	p.OpenObject()
	members()
	p.CloseObject()
}

// array writes a member that is an array of objects.
func array[T any](p *payload, key string, rows []T, members func(row *T)) {
	p.Key(key)
	p.OpenArray()
	for i := range rows {
		p.item(func() { members(&rows[i]) })
	}
	p.CloseArray()
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// emptyAsNull is a text that the wire shows as null when there is nothing in it.
func emptyAsNull(s *string) *string {
	if s == nil || *s == "" {
		return nil
	}
	return s
}
