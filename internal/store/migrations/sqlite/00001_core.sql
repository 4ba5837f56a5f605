-- +goose Up
CREATE TABLE users (
    id                         text PRIMARY KEY,
    uid                        text NOT NULL UNIQUE,
    username                   text,
    email                      text NOT NULL UNIQUE,
    first_name                 text NOT NULL,
    last_name                  text NOT NULL,
    phone_number               text,
    date_of_birth              datetime,
    is_email_verified          boolean NOT NULL,
    job_title                  text,
    locale                     text NOT NULL,
    date_format                text,
    calendar_first_day         integer,
    role                       text NOT NULL,
    last_active_at             datetime,
    is_welcome_guide_completed boolean NOT NULL,
    timezone                   text,
    theme                      text,
    created_at                 datetime NOT NULL,
    updated_at                 datetime NOT NULL
);

CREATE TABLE personal_access_tokens (
    id           text PRIMARY KEY,
    uid          text NOT NULL UNIQUE,
    user_id      text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         text NOT NULL,
    secret_hash  text NOT NULL,
    scopes       text,
    expired_at   datetime,
    last_used_at datetime,
    created_at   datetime NOT NULL,
    updated_at   datetime NOT NULL
);
CREATE INDEX personal_access_tokens_user ON personal_access_tokens (user_id);

CREATE TABLE companies (
    id          text PRIMARY KEY,
    uid         text NOT NULL UNIQUE,
    slug        text NOT NULL UNIQUE,
    name        text NOT NULL,
    description text,
    is_banned   boolean NOT NULL,
    created_at  datetime NOT NULL,
    updated_at  datetime NOT NULL
);

CREATE TABLE company_users (
    id                 text PRIMARY KEY,
    company_id         text NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    user_id            text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    level              text NOT NULL,
    allow_notification boolean NOT NULL,
    last_accessed_at   datetime,
    created_at         datetime NOT NULL,
    updated_at         datetime NOT NULL,
    UNIQUE (user_id, company_id)
);
CREATE INDEX company_users_company ON company_users (company_id);

CREATE TABLE projects (
    id                    text PRIMARY KEY,
    uid                   text NOT NULL UNIQUE,
    slug                  text NOT NULL,
    name                  text NOT NULL,
    description           text,
    archived              boolean NOT NULL,
    color                 text,
    icon                  text,
    category              text NOT NULL,
    is_template           boolean NOT NULL,
    is_official_template  boolean NOT NULL,
    hide_email_from_roles text NOT NULL,
    todo_alias            text,
    hide_record_count     boolean NOT NULL,
    features              text,
    todo_fields           text,
    company_id            text NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    created_at            datetime NOT NULL,
    updated_at            datetime NOT NULL,
    UNIQUE (company_id, slug)
);
CREATE INDEX projects_slug ON projects (slug);

CREATE TABLE project_users (
    id                 text PRIMARY KEY,
    project_id         text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id            text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    level              text NOT NULL,
    position           real NOT NULL,
    allow_notification boolean NOT NULL,
    last_accessed_at   datetime,
    created_at         datetime NOT NULL,
    updated_at         datetime NOT NULL,
    UNIQUE (user_id, project_id)
);
CREATE INDEX project_users_project ON project_users (project_id);

CREATE TABLE todo_lists (
    id            text PRIMARY KEY,
    uid           text NOT NULL UNIQUE,
    title         text NOT NULL,
    position      real NOT NULL,
    is_locked     boolean NOT NULL,
    project_id    text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    created_by_id text REFERENCES users (id) ON DELETE SET NULL,
    created_at    datetime NOT NULL,
    updated_at    datetime NOT NULL
);
CREATE INDEX todo_lists_project ON todo_lists (project_id, position);

CREATE TABLE todos (
    id                   text PRIMARY KEY,
    uid                  text NOT NULL UNIQUE,
    title                text NOT NULL,
    html                 text,
    text                 text,
    position             real NOT NULL,
    done                 boolean NOT NULL,
    archived             boolean NOT NULL,
    color                text,
    cover                text,
    started_at           datetime,
    dued_at              datetime,
    timezone             text,
    due_date_granularity text,
    completed_at         datetime,
    todo_list_id         text NOT NULL REFERENCES todo_lists (id) ON DELETE CASCADE,
    project_id           text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    created_by_id        text REFERENCES users (id) ON DELETE SET NULL,
    created_at           datetime NOT NULL,
    updated_at           datetime NOT NULL
);
CREATE INDEX todos_list ON todos (todo_list_id, position, id);
CREATE INDEX todos_project ON todos (project_id, position, id);

CREATE TABLE todo_users (
    id         text PRIMARY KEY,
    uid        text NOT NULL UNIQUE,
    todo_id    text NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    user_id    text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    UNIQUE (todo_id, user_id)
);
CREATE INDEX todo_users_user ON todo_users (user_id);

CREATE TABLE tags (
    id            text PRIMARY KEY,
    uid           text NOT NULL UNIQUE,
    title         text NOT NULL,
    color         text NOT NULL,
    project_id    text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    created_by_id text REFERENCES users (id) ON DELETE SET NULL,
    created_at    datetime NOT NULL,
    updated_at    datetime NOT NULL
);
CREATE INDEX tags_project ON tags (project_id, title);

CREATE TABLE todo_tags (
    id         text PRIMARY KEY,
    uid        text NOT NULL UNIQUE,
    todo_id    text NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    tag_id     text NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    created_at datetime NOT NULL,
    updated_at datetime NOT NULL,
    UNIQUE (todo_id, tag_id)
);
CREATE INDEX todo_tags_tag ON todo_tags (tag_id);

CREATE TABLE checklists (
    id            text PRIMARY KEY,
    uid           text NOT NULL UNIQUE,
    title         text NOT NULL,
    position      real NOT NULL,
    todo_id       text NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    created_by_id text REFERENCES users (id) ON DELETE SET NULL,
    created_at    datetime NOT NULL,
    updated_at    datetime NOT NULL
);
CREATE INDEX checklists_todo ON checklists (todo_id, position);

CREATE TABLE checklist_items (
    id            text PRIMARY KEY,
    uid           text NOT NULL UNIQUE,
    title         text NOT NULL,
    position      real NOT NULL,
    done          boolean NOT NULL,
    started_at    datetime,
    dued_at       datetime,
    checklist_id  text NOT NULL REFERENCES checklists (id) ON DELETE CASCADE,
    created_by_id text REFERENCES users (id) ON DELETE SET NULL,
    created_at    datetime NOT NULL,
    updated_at    datetime NOT NULL
);
CREATE INDEX checklist_items_checklist ON checklist_items (checklist_id, position);

CREATE TABLE comments (
    id            text PRIMARY KEY,
    uid           text NOT NULL UNIQUE,
    html          text NOT NULL,
    text          text NOT NULL,
    category      text NOT NULL,
    todo_id       text REFERENCES todos (id) ON DELETE CASCADE,
    user_id       text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    deleted_at    datetime,
    deleted_by_id text REFERENCES users (id) ON DELETE SET NULL,
    created_at    datetime NOT NULL,
    updated_at    datetime NOT NULL
);
CREATE INDEX comments_todo ON comments (todo_id, created_at);

CREATE TABLE custom_fields (
    id                  text PRIMARY KEY,
    uid                 text NOT NULL UNIQUE,
    name                text NOT NULL,
    type                text NOT NULL,
    position            real NOT NULL,
    description         text,
    min                 real,
    max                 real,
    currency            text,
    prefix              text,
    is_due_date         boolean,
    button_type         text,
    button_confirm_text text,
    metadata            text,
    project_id          text NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    created_by_id       text REFERENCES users (id) ON DELETE SET NULL,
    created_at          datetime NOT NULL,
    updated_at          datetime NOT NULL
);
CREATE INDEX custom_fields_project ON custom_fields (project_id, position);

CREATE TABLE custom_field_options (
    id              text PRIMARY KEY,
    uid             text NOT NULL UNIQUE,
    title           text NOT NULL,
    color           text NOT NULL,
    position        real NOT NULL,
    custom_field_id text NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
    created_at      datetime NOT NULL,
    updated_at      datetime NOT NULL
);
CREATE INDEX custom_field_options_field ON custom_field_options (custom_field_id, position);

CREATE TABLE todo_custom_fields (
    id                     text PRIMARY KEY,
    uid                    text NOT NULL UNIQUE,
    todo_id                text NOT NULL REFERENCES todos (id) ON DELETE CASCADE,
    custom_field_id        text NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
    number                 real,
    text                   text,
    checked                boolean,
    start_date             datetime,
    end_date               datetime,
    timezone               text,
    custom_field_option_id text REFERENCES custom_field_options (id) ON DELETE SET NULL,
    created_at             datetime NOT NULL,
    updated_at             datetime NOT NULL,
    UNIQUE (todo_id, custom_field_id)
);
CREATE INDEX todo_custom_fields_field ON todo_custom_fields (custom_field_id);
CREATE INDEX todo_custom_fields_option ON todo_custom_fields (custom_field_option_id);

CREATE TABLE todo_custom_field_options (
    id                     text PRIMARY KEY,
    uid                    text NOT NULL UNIQUE,
    todo_custom_field_id   text NOT NULL REFERENCES todo_custom_fields (id) ON DELETE CASCADE,
    custom_field_option_id text NOT NULL REFERENCES custom_field_options (id) ON DELETE CASCADE,
    created_at             datetime NOT NULL,
    updated_at             datetime NOT NULL,
    UNIQUE (todo_custom_field_id, custom_field_option_id)
);
CREATE INDEX todo_custom_field_options_option ON todo_custom_field_options (custom_field_option_id);

CREATE TABLE webhooks (
    id            text PRIMARY KEY,
    uid           text NOT NULL UNIQUE,
    name          text,
    url           text NOT NULL,
    secret_sealed blob NOT NULL,
    status        text NOT NULL,
    enabled       boolean NOT NULL,
    events        text NOT NULL,
    project_ids   text NOT NULL,
    vocabulary    text NOT NULL,
    created_by_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at    datetime NOT NULL,
    updated_at    datetime NOT NULL
);
CREATE INDEX webhooks_owner ON webhooks (created_by_id);

-- The outbox: a row is written in the transaction of the change it tells of.
CREATE TABLE events (
    id            text PRIMARY KEY,
    name          text NOT NULL,
    project_ids   text NOT NULL,
    previous      text NOT NULL,
    current       text NOT NULL,
    redactions    text,
    created_at    datetime NOT NULL,
    dispatched_at datetime
);
CREATE INDEX events_waiting ON events (id) WHERE dispatched_at IS NULL;
CREATE INDEX events_created ON events (created_at);

CREATE TABLE deliveries (
    id              text PRIMARY KEY,
    event_id        text NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    webhook_id      text NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    state           text NOT NULL,
    attempts        integer NOT NULL,
    next_attempt_at datetime NOT NULL,
    leased_by       integer,
    last_status     integer,
    last_error      text,
    created_at      datetime NOT NULL,
    finished_at     datetime,
    UNIQUE (event_id, webhook_id)
);
CREATE INDEX deliveries_waiting ON deliveries (webhook_id, event_id, next_attempt_at)
    WHERE state = 'PENDING' AND leased_by IS NULL;
CREATE INDEX deliveries_leased ON deliveries (leased_by) WHERE leased_by IS NOT NULL;
CREATE INDEX deliveries_webhook ON deliveries (webhook_id, id);

-- +goose Down
DROP TABLE deliveries;
DROP TABLE events;
DROP TABLE webhooks;
DROP TABLE todo_custom_field_options;
DROP TABLE todo_custom_fields;
DROP TABLE custom_field_options;
DROP TABLE custom_fields;
DROP TABLE comments;
DROP TABLE checklist_items;
DROP TABLE checklists;
DROP TABLE todo_tags;
DROP TABLE tags;
DROP TABLE todo_users;
DROP TABLE todos;
DROP TABLE todo_lists;
DROP TABLE project_users;
DROP TABLE projects;
DROP TABLE company_users;
DROP TABLE companies;
DROP TABLE personal_access_tokens;
DROP TABLE users;
