-- When in the day in China a report was to be made, where it says so.
ALTER TABLE report ADD COLUMN due time;
