CREATE TABLE tally (
    kiosk text NOT NULL,
    day   date NOT NULL,  -- in China
    what  text NOT NULL,  -- a verdict
    count integer NOT NULL,
    PRIMARY KEY (day, kiosk, what)
) WITH (fillfactor = 70);

CREATE TABLE incident (
    kiosk     text NOT NULL,
    passage   text NOT NULL,
    seq       bigint NOT NULL,
    moment    timestamptz NOT NULL,
    verdict   text NOT NULL,
    reason    text NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (kiosk, passage)
);
CREATE INDEX incident_open ON incident (kiosk) WHERE closed_at IS NULL;

CREATE TABLE report (
    kiosk  text NOT NULL,
    day    date NOT NULL,
    seq    bigint NOT NULL,
    moment timestamptz NOT NULL,
    late   boolean NOT NULL,
    zero   boolean NOT NULL,
    PRIMARY KEY (day, kiosk)
);

-- Passages that count against a household's quota, for the other kiosks there. Numbered
-- under a lock of the community, so that nobody who asks "after" misses one.
CREATE TABLE use (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    community text NOT NULL,
    kiosk     text NOT NULL,
    seq       bigint NOT NULL,
    at        text NOT NULL,
    household text NOT NULL,
    member    smallint,
    direction text NOT NULL,
    what      text NOT NULL
);
CREATE INDEX use_after ON use (community, id);

CREATE TABLE bundle (
    seq       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text NOT NULL,
    community text NOT NULL,  -- '' is for every one without its own
    etag      text NOT NULL,
    issued_at timestamptz NOT NULL,
    content   bytea NOT NULL
);
CREATE INDEX bundle_newest ON bundle (kind, community, seq DESC);

CREATE TABLE staff (
    number   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text NOT NULL UNIQUE,
    password text NOT NULL,  -- Argon2id
    active   boolean NOT NULL DEFAULT true,
    failures integer NOT NULL DEFAULT 0,
    wait_until timestamptz
);

CREATE TABLE session (
    digest  bytea PRIMARY KEY,  -- SHA-256 of the cookie
    staff   integer NOT NULL REFERENCES staff,
    began_at timestamptz NOT NULL,
    used_at  timestamptz NOT NULL
);

-- What supervisors did.
CREATE TABLE deed (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at    timestamptz NOT NULL,
    staff text NOT NULL,
    what  text NOT NULL,
    about text NOT NULL
);
