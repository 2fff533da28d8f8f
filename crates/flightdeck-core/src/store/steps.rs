//! The steps of the main database, the first version's first.

use super::schema::Steps;

/// Each step brings the database one version up; a step that was released is never changed.
pub(super) const STEPS: Steps = &[
    "
    CREATE TABLE launches (
        request_id  TEXT PRIMARY KEY,
        connection  TEXT NOT NULL,
        destination TEXT NOT NULL,
        sent_ms     INTEGER NOT NULL,
        request     TEXT NOT NULL,
        target      TEXT NOT NULL,
        outcome     TEXT,
        deployment  TEXT
    );
    CREATE INDEX launches_of_connection ON launches (connection, sent_ms);
    CREATE INDEX launches_of_deployment ON launches (connection, deployment);
    CREATE TABLE seen (
        connection  TEXT NOT NULL,
        deployment  TEXT NOT NULL,
        pending     INTEGER NOT NULL,
        in_progress INTEGER NOT NULL,
        succeeded   INTEGER NOT NULL,
        failed      INTEGER NOT NULL,
        aborted     INTEGER NOT NULL,
        unknown     INTEGER NOT NULL,
        at_ms       INTEGER NOT NULL,
        PRIMARY KEY (connection, deployment)
    ) WITHOUT ROWID;
    CREATE TABLE drafts (
        connection TEXT PRIMARY KEY,
        draft      TEXT NOT NULL,
        saved_ms   INTEGER NOT NULL
    );
",
    "
    ALTER TABLE launches ADD COLUMN clock_offset_ms INTEGER;
    ALTER TABLE launches ADD COLUMN before TEXT;
    CREATE TABLE flows (
        connection TEXT NOT NULL,
        flow       TEXT NOT NULL,
        name       TEXT NOT NULL,
        PRIMARY KEY (connection, flow)
    ) WITHOUT ROWID;
",
    "
    CREATE TABLE guards (
        number     INTEGER PRIMARY KEY,
        id         TEXT NOT NULL UNIQUE,
        connection TEXT NOT NULL,
        guard      TEXT NOT NULL
    );
",
    "
    CREATE TABLE templates (
        id         TEXT PRIMARY KEY,
        connection TEXT NOT NULL,
        name       TEXT NOT NULL,
        draft      TEXT NOT NULL,
        asks       TEXT NOT NULL,
        saved_ms   INTEGER NOT NULL,
        UNIQUE (connection, name)
    );
",
    "
    CREATE TABLE batches (
        number     INTEGER PRIMARY KEY,
        id         TEXT NOT NULL UNIQUE,
        connection TEXT NOT NULL,
        batch      TEXT NOT NULL
    );
    CREATE TABLE batch_devices (
        batch  TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
        place  INTEGER NOT NULL,
        device TEXT NOT NULL,
        name   TEXT,
        PRIMARY KEY (batch, place)
    ) WITHOUT ROWID;
",
    "
    CREATE TABLE secret_marks (
        connection TEXT NOT NULL,
        flow       TEXT NOT NULL,
        name       TEXT NOT NULL,
        secret     INTEGER NOT NULL,
        PRIMARY KEY (connection, flow, name)
    ) WITHOUT ROWID;
    CREATE TABLE several_drafts (
        id         TEXT PRIMARY KEY,
        connection TEXT NOT NULL,
        draft      TEXT NOT NULL,
        saved_ms   INTEGER NOT NULL
    );
    INSERT INTO several_drafts (id, connection, draft, saved_ms)
        SELECT lower(hex(randomblob(16))), connection, draft, saved_ms FROM drafts;
    DROP TABLE drafts;
    ALTER TABLE several_drafts RENAME TO drafts;
    CREATE INDEX drafts_of_connection ON drafts (connection, saved_ms);
",
    "
    CREATE TABLE plans (
        number     INTEGER PRIMARY KEY,
        id         TEXT NOT NULL UNIQUE,
        connection TEXT NOT NULL,
        plan       TEXT NOT NULL
    );
",
    "
    CREATE TABLE landings (
        number     INTEGER PRIMARY KEY,
        connection TEXT NOT NULL,
        deployment TEXT NOT NULL,
        landing    TEXT NOT NULL,
        UNIQUE (connection, deployment)
    );
",
    "
    ALTER TABLE launches ADD COLUMN sum INTEGER;
    ALTER TABLE launches ADD COLUMN outcome_sum INTEGER;
",
    "
    ALTER TABLE launches ADD COLUMN before_sum INTEGER;
    ALTER TABLE drafts ADD COLUMN sum INTEGER;
    ALTER TABLE templates ADD COLUMN sum INTEGER;
    ALTER TABLE guards ADD COLUMN sum INTEGER;
    ALTER TABLE batches ADD COLUMN sum INTEGER;
    ALTER TABLE batches ADD COLUMN devices_sum INTEGER;
    ALTER TABLE plans ADD COLUMN sum INTEGER;
    ALTER TABLE landings ADD COLUMN sum INTEGER;
",
    "
    ALTER TABLE seen ADD COLUMN sum INTEGER;
    ALTER TABLE flows ADD COLUMN sum INTEGER;
    ALTER TABLE secret_marks ADD COLUMN sum INTEGER;
",
];
