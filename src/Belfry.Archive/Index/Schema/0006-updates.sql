-- When something below was taken away, in milliseconds since 1970, UTC: what came is told by the instances.
ALTER TABLE patients ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE studies ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN updated INTEGER NOT NULL DEFAULT 0;
