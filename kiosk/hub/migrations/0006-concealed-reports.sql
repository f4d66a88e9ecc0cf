-- Whom a checkpoint stopped in the span of a report, which says that there was nobody.
CREATE INDEX incident_when ON incident (kiosk, moment);
