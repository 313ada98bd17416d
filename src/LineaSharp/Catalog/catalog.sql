CREATE TABLE artifact (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    next_version INTEGER NOT NULL,             -- never goes back, so a number is never given out twice
    latest_id    INTEGER,                      -- the version of the highest number that is left; NULL when all are deleted
    latest_at    INTEGER                       -- that version's created_at
);
CREATE INDEX artifact_by_latest ON artifact (latest_at, latest_id, name);
CREATE TABLE version (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    artifact_id      INTEGER NOT NULL REFERENCES artifact (id),
    number           INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,         -- milliseconds since 1970, UTC
    format           TEXT    NOT NULL,         -- the format's or flavor's name
    value_type       TEXT    NOT NULL,         -- a label for people; it never chooses a type
    size             INTEGER NOT NULL,
    sha256           TEXT    NOT NULL,
    description      TEXT,
    backend          TEXT    NOT NULL,
    location         TEXT    NOT NULL,         -- the backend's own word for where the files are
    requested        TEXT,                     -- the backend that the caller named
    placement_reason TEXT    NOT NULL,
    UNIQUE (artifact_id, number)
);
-- Listings go from the newest version down. Each index below ends with created_at and, as all of SQLite's do, with the id, so a page is
-- one short walk whatever it is filtered by.
CREATE INDEX version_by_time ON version (created_at);
CREATE INDEX version_by_artifact ON version (artifact_id, created_at);
CREATE INDEX version_by_format ON version (format, created_at);
CREATE INDEX version_by_backend ON version (backend, created_at);
CREATE TABLE version_mlflow (
    version_id               INTEGER PRIMARY KEY REFERENCES version (id),
    tracking_uri             TEXT NOT NULL,
    registry_uri             TEXT NOT NULL,
    model_uri                TEXT NOT NULL,
    flavor                   TEXT NOT NULL,
    run_id                   TEXT,
    model_id                 TEXT,
    registered_model_name    TEXT,
    registered_model_version INTEGER
);
CREATE TABLE version_file (
    version_id INTEGER NOT NULL REFERENCES version (id),
    path       TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT    NOT NULL,
    PRIMARY KEY (version_id, path)
) WITHOUT ROWID;
CREATE INDEX version_file_by_sha256 ON version_file (sha256);
CREATE TABLE version_tag (
    version_id INTEGER NOT NULL REFERENCES version (id),
    key        TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    created_at INTEGER NOT NULL,               -- the version's, so that a tag's versions lie in their order
    PRIMARY KEY (version_id, key)
) WITHOUT ROWID;
CREATE INDEX version_tag_by_value ON version_tag (key, value, created_at, version_id);
CREATE TABLE alias (
    artifact_id INTEGER NOT NULL REFERENCES artifact (id),
    alias       TEXT    NOT NULL,
    number      INTEGER NOT NULL,
    PRIMARY KEY (artifact_id, alias)
) WITHOUT ROWID;
