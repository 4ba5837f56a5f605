package auth_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// bundle is a database with two companies, of which the caller owns one, and the project slug "same" in both.
type bundle struct {
	db          *store.DB
	gate        *auth.Gate
	user        models.User
	secret      string
	token       models.PersonalAccessToken
	own, other  models.Company
	mine, yours models.Project
}

func setup(t *testing.T, db *store.DB) *bundle {
	t.Helper()
	b := &bundle{db: db, gate: auth.NewGate(db)}
	err := db.Tx(t.Context(), func(tx *store.Tx) error {
		granted, err := tenancy.InsertGrant(tx, tenancy.Grant{Email: "ada@example.com", CompanySlug: "own"}, start)
		if err != nil {
			return err
		}
		stranger, err := tenancy.InsertGrant(tx, tenancy.Grant{Email: "bob@example.com", CompanySlug: "other"}, start)
		if err != nil {
			return err
		}
		b.user, b.secret, b.token, b.own, b.other = granted.User, granted.Secret, granted.Token, granted.Company, stranger.Company
		b.yours = project(b.other.ID, start)
		if err := tenancy.InsertProject(tx, &b.yours, stranger.User.ID); err != nil {
			return err
		}
		b.mine = project(b.own.ID, start.Add(time.Hour))
		return tenancy.InsertProject(tx, &b.mine, b.user.ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func project(companyID string, made time.Time) models.Project {
	return models.Project{
		ID: ident.New(), UID: ident.NewUID(), Slug: "same", Name: "Same", Category: models.ProjectCategoryGeneral,
		CompanyID: companyID, CreatedAt: made, UpdatedAt: made,
	}
}

// join makes the caller a member of the stranger's project.
func (b *bundle) join(t *testing.T, level models.UserAccessLevel) {
	t.Helper()
	row := models.ProjectUser{ID: ident.New(), ProjectID: b.yours.ID, UserID: b.user.ID, Level: level, CreatedAt: start, UpdatedAt: start}
	if err := b.db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(&row).Error }); err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) as(t *testing.T, company, project string) context.Context {
	t.Helper()
	return auth.WithActor(t.Context(), &auth.Actor{User: &b.user, CompanyKey: company, ProjectKey: project})
}

func TestAuthenticate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := setup(t, db)
		now := start
		a := auth.NewAuthenticator(db, clock.Clock(func() time.Time { return now }))
		check := func(c auth.Credentials, want bool) {
			t.Helper()
			user, err := a.Authenticate(t.Context(), c)
			if err != nil || (user != nil) != want || want && user.ID != b.user.ID {
				t.Errorf("%+v gave %v, %v; want a user: %v", c, user, err, want)
			}
		}
		check(auth.Credentials{}, false)
		check(auth.Credentials{TokenID: b.token.UID, TokenSecret: b.secret}, true)
		check(auth.Credentials{TokenID: b.token.ID, TokenSecret: b.secret}, true)
		check(auth.Credentials{TokenID: b.token.UID, TokenSecret: b.secret + "0"}, false)
		check(auth.Credentials{TokenID: b.token.UID}, false)
		check(auth.Credentials{TokenSecret: b.secret}, false)
		check(auth.Credentials{TokenID: "unknown", TokenSecret: b.secret}, false)
		if _, err := a.Authenticate(t.Context(), auth.Credentials{HasBearer: true, TokenID: b.token.UID, TokenSecret: b.secret}); !errors.Is(err, auth.ErrBadBearer) {
			t.Errorf("a bad bearer gave %v", err)
		}
		lastUse := func() time.Time {
			var token models.PersonalAccessToken
			if err := db.Read(t.Context()).Take(&token, "id = ?", b.token.ID).Error; err != nil {
				t.Fatal(err)
			}
			return *token.LastUsedAt
		}
		now = start.Add(59 * time.Second)
		check(auth.Credentials{TokenID: b.token.UID, TokenSecret: b.secret}, true)
		if got := lastUse(); !got.Equal(start) {
			t.Errorf("the last use was written again after 59 s: %v", got)
		}
		now = start.Add(time.Minute)
		check(auth.Credentials{TokenID: b.token.UID, TokenSecret: b.secret}, true)
		if got := lastUse(); !got.Equal(now) {
			t.Errorf("the last use was not written after a minute: %v", got)
		}
		err := db.Tx(t.Context(), func(tx *store.Tx) error {
			return tx.Model(&models.PersonalAccessToken{}).Where("id = ?", b.token.ID).Update("expired_at", now.Add(time.Second)).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		check(auth.Credentials{TokenID: b.token.UID, TokenSecret: b.secret}, true)
		now = now.Add(time.Second)
		check(auth.Credentials{TokenID: b.token.UID, TokenSecret: b.secret}, false)
	})
}

func TestWhichProjectAHeaderNames(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := setup(t, db)
		b.join(t, models.LevelMember) // the stranger's project is the older one of the two called "same"
		for _, c := range []struct {
			name             string
			company, project string
			at               auth.Place
			want             string
		}{
			{"id", "", b.mine.ID, auth.AtHeader(), b.mine.ID},
			{"slug without a company: the oldest", "", "same", auth.AtHeader(), b.yours.ID},
			{"slug in the company, by slug", "own", "same", auth.AtHeader(), b.mine.ID},
			{"slug in the company, by id", b.own.ID, "same", auth.AtHeader(), b.mine.ID},
			{"a company of somebody else acts as none", "other", "same", auth.AtHeader(), b.yours.ID},
			{"an id of another company", "own", b.yours.ID, auth.AtHeader(), b.yours.ID},
			{"the argument wins", "own", b.mine.ID, auth.AtProject(b.yours.ID), b.yours.ID},
			{"a slug prefers the company", "own", "", auth.AtProject("same"), b.mine.ID},
			{"no argument means the header", "own", b.mine.ID, auth.AtProject(""), b.mine.ID},
			{"nothing", "own", "", auth.AtProject(""), ""},
			{"unknown", "own", "nowhere", auth.AtHeader(), ""},
		} {
			access, err := b.gate.Project(b.as(t, c.company, c.project), "project", c.at)
			switch {
			case c.want == "" && !errors.Is(err, apperr.ErrProjectNotFound):
				t.Errorf("%s: %v", c.name, err)
			case c.want != "" && (err != nil || access.Project.ID != c.want || access.Company.ID != access.Project.CompanyID):
				t.Errorf("%s: %+v, %v", c.name, access, err)
			}
		}
	})
}

func TestGate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := setup(t, db)
		b.join(t, models.LevelViewOnly)
		ctx := b.as(t, "", "")
		expect := func(what string, err, want error) {
			t.Helper()
			if !errors.Is(err, want) {
				t.Errorf("%s gave %v, want %v", what, err, want)
			}
		}
		_, err := b.gate.SignedIn(t.Context(), "companies")
		expect("nobody", err, apperr.ErrUnauthenticated)
		_, err = b.gate.Project(t.Context(), "createTodo", auth.AtProject(b.mine.ID))
		expect("nobody in a project", err, apperr.ErrUnauthenticated)
		_, err = b.gate.Project(ctx, "createTodo", auth.AtProject(b.yours.ID))
		expect("a level that may not", err, apperr.ErrForbidden)
		_, err = b.gate.Project(ctx, "todo", auth.AtTodo("unknown"))
		expect("an unknown record", err, apperr.ErrTodoNotFound)
		_, err = b.gate.Project(ctx, "createComment", auth.AtTodo("unknown").Or(apperr.ErrForbidden))
		expect("another error", err, apperr.ErrForbidden)
		_, err = b.gate.Company(ctx, "company", "other")
		expect("a company of somebody else", err, apperr.ErrCompanyNotFound)
		if _, err = b.gate.Project(ctx, "companies", auth.AtProject(b.mine.ID)); err == nil {
			t.Error("an operation passed a gate of another scope")
		}
		if _, err = b.gate.SignedIn(ctx, "nothing"); err == nil {
			t.Error("an operation without a row passed")
		}
		err = db.Tx(t.Context(), func(tx *store.Tx) error {
			archived := tx.Model(&models.Project{}).Where("id = ?", b.mine.ID).Update("archived", true).Error
			return errors.Join(archived, tx.Model(&models.Company{}).Where("id = ?", b.other.ID).Update("is_banned", true).Error)
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.gate.Project(ctx, "createTodo", auth.AtProject(b.mine.ID))
		expect("a write in an archived project", err, apperr.ErrForbidden)
		_, err = b.gate.Project(ctx, "project", auth.AtProject(b.mine.ID))
		expect("a read in an archived project", err, nil)
		_, err = b.gate.Project(ctx, "project", auth.AtProject(b.yours.ID))
		expect("a project of a banned company", err, apperr.ErrCompanyBanned)
	})
}

func TestSeesEmails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		level, company models.UserAccessLevel
		hidden         []string
		want           bool
	}{
		{models.LevelOwner, "", nil, true},
		{models.LevelAdmin, models.LevelMember, nil, true},
		{models.LevelAdmin, models.LevelMember, []string{"ADMIN"}, false},
		{models.LevelMember, models.LevelOwner, nil, true},
		{models.LevelMember, models.LevelAdmin, nil, false},
	} {
		if got := auth.SeesEmails(c.level, c.company, c.hidden); got != c.want {
			t.Errorf("%+v gave %v", c, got)
		}
	}
}
