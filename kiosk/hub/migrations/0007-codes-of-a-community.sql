-- Where the kiosk of a code must be; NULL: wherever it says, as all could before.
ALTER TABLE enrolment_code
    ADD COLUMN community text CHECK (community ~ '^[0-9]{12}$'),
    ADD CHECK (NOT (relay AND community IS NOT NULL));
