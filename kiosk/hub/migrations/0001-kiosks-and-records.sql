-- What every node must know: the hub's own keys.
CREATE TABLE secret (
    name  text PRIMARY KEY,
    value bytea NOT NULL
);

CREATE TABLE kiosk (
    id          text PRIMARY KEY,
    community   text NOT NULL,
    name        text NOT NULL,
    public_key  bytea NOT NULL CHECK (octet_length(public_key) = 32),
    credential  bytea NOT NULL UNIQUE,  -- SHA-256
    enrolled_at timestamptz NOT NULL,
    revoked_at  timestamptz,
    revoked_why text
);

CREATE TABLE enrolment_code (
    digest     bytea PRIMARY KEY,  -- SHA-256
    kiosk      text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);

-- How far each kiosk is taken. Its row is locked while a batch is filed: that, and
-- nothing else, is why every record is there exactly once.
CREATE TABLE mark (
    kiosk      text PRIMARY KEY REFERENCES kiosk,
    through    bigint NOT NULL DEFAULT 0,
    tail       text,                        -- the hash row `through` states; NULL: lost
    head_seq   bigint NOT NULL DEFAULT 0,   -- the last right row
    head_hash  text NOT NULL,
    record_at  timestamptz,                 -- wall time of the last right row
    contact_at timestamptz,
    journal_seq bigint,                     -- where the kiosk's own journal ends
    ahead_s    real,                        -- of the kiosk's clock before the hub's
    clock      text,                        -- how sure the kiosk is of its clock
    gap_at     timestamptz,                 -- when it last skipped rows
    overdue    integer,                     -- household members, by the last summary
    overdue_at timestamptz
) WITH (fillfactor = 50);

CREATE TABLE record (
    kiosk       text NOT NULL,
    seq         bigint NOT NULL,
    received_at timestamptz NOT NULL,
    moment      timestamptz NOT NULL,
    at          text NOT NULL,  -- as the hash covers it
    kind        text NOT NULL,
    payload     text NOT NULL,  -- not jsonb, which would not give back the same bytes
    prev        bytea NOT NULL,
    hash        bytea NOT NULL,
    -- of a passage, to search by
    passage     text,
    lane        text,
    direction   text,
    outcome     text,
    verdict     text,
    reason      text,
    class       text,
    celsius     real,
    PRIMARY KEY (kiosk, seq, received_at)
) PARTITION BY RANGE (received_at);

CREATE INDEX record_moment ON record (moment) WHERE kind = 'passage';

-- Rows that were not right, as they came: they took their number, and nothing else.
CREATE TABLE quarantine (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kiosk       text NOT NULL,
    seq         bigint NOT NULL,
    code        text NOT NULL,
    detail      text NOT NULL,
    digest      bytea NOT NULL,  -- SHA-256 of `row`
    row         text NOT NULL,   -- JSON, ASCII
    received_at timestamptz NOT NULL,
    UNIQUE (kiosk, seq, digest)
);

CREATE TABLE alarm (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kiosk    text NOT NULL,
    code     text NOT NULL,
    detail   text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    count    integer NOT NULL DEFAULT 1,
    seen_at  timestamptz,
    seen_by  text
);
CREATE UNIQUE INDEX alarm_open ON alarm (kiosk, code) WHERE seen_at IS NULL;
