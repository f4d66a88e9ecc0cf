-- A relay is another hub that sends what its kiosks sent; their ids begin with its own.
ALTER TABLE kiosk
    ADD COLUMN relay boolean NOT NULL DEFAULT false,
    ADD COLUMN via text REFERENCES kiosk,
    ALTER COLUMN credential DROP NOT NULL,
    ADD CHECK ((credential IS NULL) = (via IS NOT NULL));
ALTER TABLE enrolment_code ADD COLUMN relay boolean NOT NULL DEFAULT false;

-- How far the hub above has each of our kiosks.
CREATE TABLE relayed (
    kiosk   text PRIMARY KEY REFERENCES kiosk,
    through bigint NOT NULL
);
