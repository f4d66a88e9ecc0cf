-- Who may do more than look. Whoever is there stays a supervisor.
ALTER TABLE staff
    ADD COLUMN role text NOT NULL DEFAULT 'supervisor'
        CHECK (role IN ('supervisor', 'administrator')),
    ADD COLUMN first_until timestamptz,  -- of a password that others know; NULL: their own
    ADD COLUMN used_at timestamptz,
    ADD CHECK (char_length(name) BETWEEN 1 AND 20);

-- Older releases asked for no reason and set no limit, and only knew the command line.
ALTER TABLE kiosk ADD COLUMN revoked_by text;
UPDATE kiosk SET revoked_by = 'command line', revoked_why =
    CASE WHEN char_length(revoked_why) < 2 THEN '没有说明' ELSE left(revoked_why, 80) END
WHERE revoked_at IS NOT NULL;
ALTER TABLE kiosk
    ADD CHECK (char_length(revoked_why) BETWEEN 2 AND 80),
    ADD CHECK (num_nulls(revoked_at, revoked_why, revoked_by) IN (0, 3));

-- A kiosk has one open code at most; and only ids with which one can be enrolled.
DELETE FROM enrolment_code AS older USING enrolment_code AS newer
WHERE older.kiosk = newer.kiosk AND older.used_at IS NULL AND newer.used_at IS NULL
    AND (older.expires_at, older.digest) < (newer.expires_at, newer.digest);
DELETE FROM enrolment_code WHERE kiosk !~ '^[A-Za-z0-9._-]{1,32}$';
ALTER TABLE enrolment_code
    ADD COLUMN issued_at timestamptz,
    ADD COLUMN issued_by text NOT NULL DEFAULT 'command line',
    ADD CHECK (kiosk ~ '^[A-Za-z0-9._-]{1,32}$');
UPDATE enrolment_code SET issued_at = expires_at - interval '24 hours';
ALTER TABLE enrolment_code
    ALTER COLUMN issued_at SET NOT NULL,
    ALTER COLUMN issued_by DROP DEFAULT;
CREATE UNIQUE INDEX enrolment_code_open ON enrolment_code (kiosk) WHERE used_at IS NULL;

-- When the hub above last took a kiosk's rows; NULL: before this was written down.
ALTER TABLE relayed ADD COLUMN taken_at timestamptz;
