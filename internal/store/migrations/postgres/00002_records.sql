-- +goose Up
CREATE TABLE images (
    id         text PRIMARY KEY,
    type       text NOT NULL,
    thumbnail  text NOT NULL,
    small      text NOT NULL,
    medium     text NOT NULL,
    large      text NOT NULL,
    original   text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

ALTER TABLE projects ADD COLUMN image_id text;
ALTER TABLE projects ADD COLUMN hide_status_update boolean NOT NULL DEFAULT false;
ALTER TABLE projects ADD COLUMN show_time_spent_in_todo_list boolean NOT NULL DEFAULT false;
ALTER TABLE projects ADD COLUMN show_time_spent_in_project boolean NOT NULL DEFAULT false;
ALTER TABLE projects ADD COLUMN sequence_custom_field_id text;
ALTER TABLE projects ADD COLUMN duplicate_detection boolean;
ALTER TABLE projects ADD COLUMN compact_cards boolean;
ALTER TABLE projects ADD COLUMN name_formula text;
ALTER TABLE projects ADD COLUMN bulk_action_complete boolean;
ALTER TABLE projects ADD COLUMN bulk_action_assignee boolean;
ALTER TABLE projects ADD COLUMN bulk_action_tag boolean;
ALTER TABLE projects ADD COLUMN bulk_action_due_date boolean;

CREATE TABLE todo_cover_configs (
    id                   text PRIMARY KEY,
    project_id           text NOT NULL UNIQUE REFERENCES projects (id) ON DELETE CASCADE,
    enabled              boolean NOT NULL,
    fit                  text NOT NULL,
    image_selection_type text NOT NULL,
    source               text NOT NULL,
    source_id            text,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL
);

CREATE TABLE folders (
    id            text PRIMARY KEY,
    uid           text NOT NULL UNIQUE,
    type          text NOT NULL,
    title         text NOT NULL,
    color         text,
    position      double precision NOT NULL,
    company_id    text NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    project_id    text REFERENCES projects (id) ON DELETE CASCADE,
    parent_id     text REFERENCES folders (id) ON DELETE CASCADE,
    created_by_id text REFERENCES users (id) ON DELETE SET NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);
CREATE INDEX folders_company ON folders (company_id);
CREATE INDEX folders_project ON folders (project_id);
CREATE INDEX folders_parent ON folders (parent_id);

-- A folder of projects belongs to one person, who orders it among the others.
CREATE TABLE company_user_folders (
    id              text PRIMARY KEY,
    uid             text NOT NULL UNIQUE,
    position        double precision NOT NULL,
    folder_id       text NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    company_user_id text NOT NULL REFERENCES company_users (id) ON DELETE CASCADE,
    UNIQUE (company_user_id, folder_id)
);
CREATE INDEX company_user_folders_folder ON company_user_folders (folder_id);

-- A person puts a project into one folder at most.
CREATE TABLE project_user_folders (
    id              text PRIMARY KEY,
    uid             text NOT NULL UNIQUE,
    position        double precision NOT NULL,
    folder_id       text NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
    project_user_id text NOT NULL UNIQUE REFERENCES project_users (id) ON DELETE CASCADE
);
CREATE INDEX project_user_folders_folder ON project_user_folders (folder_id);

CREATE TABLE project_copies (
    id               text PRIMARY KEY,
    state            text NOT NULL,
    request          text NOT NULL,
    error            text,
    user_id          text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    old_project_id   text NOT NULL,
    new_company_id   text NOT NULL,
    new_project_id   text,
    new_project_name text NOT NULL,
    is_template      boolean NOT NULL,
    created_at       timestamptz NOT NULL,
    started_at       timestamptz,
    finished_at      timestamptz
);
CREATE INDEX project_copies_user ON project_copies (user_id, id);
-- One copy at a time for each person.
CREATE UNIQUE INDEX project_copies_running ON project_copies (user_id) WHERE finished_at IS NULL;

-- Who was a member of a project that is gone, for the webhooks that are still to hear of it.
CREATE TABLE deleted_project_members (
    project_id            text NOT NULL,
    user_id               text NOT NULL,
    level                 text NOT NULL,
    company_level         text NOT NULL,
    hide_email_from_roles text NOT NULL,
    deleted_at            timestamptz NOT NULL,
    PRIMARY KEY (project_id, user_id)
);
CREATE INDEX deleted_project_members_deleted ON deleted_project_members (deleted_at);

CREATE TABLE invitations (
    id            text PRIMARY KEY,
    uid           text NOT NULL UNIQUE,
    email         text NOT NULL,
    access_level  text NOT NULL,
    metadata      text,
    company_id    text NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    project_id    text REFERENCES projects (id) ON DELETE CASCADE,
    invited_by_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expired_at    timestamptz NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);
CREATE INDEX invitations_company ON invitations (company_id);
CREATE INDEX invitations_project ON invitations (project_id);

ALTER TABLE todos ADD COLUMN cover_locked boolean NOT NULL DEFAULT false;
ALTER TABLE todos ADD COLUMN archived_at timestamptz;
ALTER TABLE todos ADD COLUMN archived_by_id text;
-- The beginning of the title in lower case, short enough for an index.
ALTER TABLE todos ADD COLUMN sort_title text COLLATE "C" NOT NULL DEFAULT '';
UPDATE todos SET sort_title = left(lower(title COLLATE "und-x-icu"), 200);
CREATE INDEX todos_created ON todos (project_id, created_at, id);
CREATE INDEX todos_updated ON todos (project_id, updated_at, id);
CREATE INDEX todos_due ON todos (project_id, dued_at NULLS FIRST, id);
CREATE INDEX todos_title ON todos (project_id, sort_title, id);

-- blocker has to be done before blocked; a pair of records has one link at most, whatever its direction.
CREATE TABLE todo_dependencies (
    id         text PRIMARY KEY,
    uid        text NOT NULL UNIQUE,
    blocker_id text NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    blocked_id text NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (blocker_id, blocked_id)
);
CREATE INDEX todo_dependencies_blocked ON todo_dependencies (blocked_id);

CREATE TABLE todo_reminders (
    id         text PRIMARY KEY,
    todo_id    text NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    user_id    text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    remind_at  timestamptz NOT NULL,
    sent_at    timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (todo_id, user_id)
);
CREATE INDEX todo_reminders_waiting ON todo_reminders (remind_at) WHERE sent_at IS NULL;

CREATE TABLE repeating_todos (
    id            text PRIMARY KEY,
    todo_id       text NOT NULL UNIQUE REFERENCES todos (id) ON DELETE CASCADE,
    todo_list_id  text NOT NULL REFERENCES todo_lists (id) ON DELETE CASCADE,
    rule          text NOT NULL,
    runs          integer NOT NULL,
    next_at       timestamptz,
    created_by_id text REFERENCES users (id) ON DELETE CASCADE,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);
CREATE INDEX repeating_todos_list ON repeating_todos (todo_list_id);
CREATE INDEX repeating_todos_next ON repeating_todos (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE checklist_item_users (
    id                text PRIMARY KEY,
    uid               text NOT NULL UNIQUE,
    checklist_item_id text NOT NULL REFERENCES checklist_items (id) ON DELETE CASCADE,
    user_id           text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    UNIQUE (checklist_item_id, user_id)
);
CREATE INDEX checklist_item_users_user ON checklist_item_users (user_id);

ALTER TABLE comments ADD COLUMN parent_id text;
CREATE INDEX comments_parent ON comments (parent_id);
CREATE INDEX comments_user ON comments (user_id);

CREATE TABLE mentions (
    id           text PRIMARY KEY,
    uid          text NOT NULL UNIQUE,
    comment_id   text NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
    mentionee_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    mentioner_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_read      boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    UNIQUE (comment_id, mentionee_id)
);
CREATE INDEX mentions_mentionee ON mentions (mentionee_id, id);

-- The feed. What it tells of may be gone since; only its company and its project take it along.
CREATE TABLE activities (
    id                text PRIMARY KEY,
    uid               text NOT NULL UNIQUE,
    category          text NOT NULL,
    html              text NOT NULL,
    metadata          text,
    invitee_email     text,
    user_access_level text,
    company_id        text NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    project_id        text REFERENCES projects (id) ON DELETE CASCADE,
    todo_id           text,
    todo_list_id      text,
    comment_id        text,
    custom_field_id   text,
    affected_by_id    text,
    created_by_id     text NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);
CREATE INDEX activities_project ON activities (project_id, created_at, id);
CREATE INDEX activities_company ON activities (company_id, created_at, id);
CREATE INDEX activities_todo ON activities (todo_id);
CREATE INDEX activities_list ON activities (todo_list_id);
CREATE INDEX activities_comment ON activities (comment_id);
CREATE INDEX activities_author ON activities (created_by_id, created_at, id);
CREATE INDEX activities_person ON activities (affected_by_id, created_at, id);

CREATE TABLE user_activities (
    id          text PRIMARY KEY,
    uid         text NOT NULL UNIQUE,
    activity_id text NOT NULL REFERENCES activities (id) ON DELETE CASCADE,
    user_id     text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_seen     boolean NOT NULL,
    is_read     boolean NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    UNIQUE (activity_id, user_id)
);
CREATE INDEX user_activities_user ON user_activities (user_id, id);

-- The history of a record.
CREATE TABLE todo_actions (
    id              text PRIMARY KEY,
    uid             text NOT NULL UNIQUE,
    type            text NOT NULL,
    old_value       text,
    new_value       text,
    automated       boolean NOT NULL,
    todo_id         text NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    user_id         text,
    affected_by_id  text,
    custom_field_id text,
    deleted_at      timestamptz,
    deleted_by_id   text,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX todo_actions_todo ON todo_actions (todo_id, created_at, id);

-- What a person made is found without reading every record.
CREATE INDEX todos_author ON todos (created_by_id, id);
CREATE INDEX todo_lists_author ON todo_lists (created_by_id, id);
CREATE INDEX checklists_author ON checklists (created_by_id, id);
CREATE INDEX checklist_items_author ON checklist_items (created_by_id, id);

-- +goose Down
DROP INDEX checklist_items_author;
DROP INDEX checklists_author;
DROP INDEX todo_lists_author;
DROP INDEX todos_author;
DROP TABLE todo_actions;
DROP TABLE user_activities;
DROP TABLE activities;
DROP TABLE mentions;
DROP INDEX comments_user;
DROP INDEX comments_parent;
ALTER TABLE comments DROP COLUMN parent_id;
DROP TABLE checklist_item_users;
DROP TABLE repeating_todos;
DROP TABLE todo_reminders;
DROP TABLE todo_dependencies;
DROP INDEX todos_title;
DROP INDEX todos_due;
DROP INDEX todos_updated;
DROP INDEX todos_created;
ALTER TABLE todos DROP COLUMN sort_title;
ALTER TABLE todos DROP COLUMN archived_by_id;
ALTER TABLE todos DROP COLUMN archived_at;
ALTER TABLE todos DROP COLUMN cover_locked;
DROP TABLE invitations;
DROP TABLE deleted_project_members;
DROP TABLE project_copies;
DROP TABLE project_user_folders;
DROP TABLE company_user_folders;
DROP TABLE folders;
DROP TABLE todo_cover_configs;
ALTER TABLE projects DROP COLUMN bulk_action_due_date;
ALTER TABLE projects DROP COLUMN bulk_action_tag;
ALTER TABLE projects DROP COLUMN bulk_action_assignee;
ALTER TABLE projects DROP COLUMN bulk_action_complete;
ALTER TABLE projects DROP COLUMN name_formula;
ALTER TABLE projects DROP COLUMN compact_cards;
ALTER TABLE projects DROP COLUMN duplicate_detection;
ALTER TABLE projects DROP COLUMN sequence_custom_field_id;
ALTER TABLE projects DROP COLUMN show_time_spent_in_project;
ALTER TABLE projects DROP COLUMN show_time_spent_in_todo_list;
ALTER TABLE projects DROP COLUMN hide_status_update;
ALTER TABLE projects DROP COLUMN image_id;
DROP TABLE images;
