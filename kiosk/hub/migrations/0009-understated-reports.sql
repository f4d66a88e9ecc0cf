-- Which rows a report is about, and how many incidents it says were opened in them.
ALTER TABLE report
    ADD COLUMN after bigint, ADD COLUMN through bigint, ADD COLUMN opened bigint;
CREATE INDEX incident_row ON incident (kiosk, seq);
