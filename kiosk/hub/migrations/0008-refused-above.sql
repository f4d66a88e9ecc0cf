-- Since when the hub above takes nothing of a kiosk, which it revoked; NULL: it does.
ALTER TABLE relayed ADD COLUMN refused_at timestamptz;
