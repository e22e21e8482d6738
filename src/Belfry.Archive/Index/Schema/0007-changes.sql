-- The order in which things happened, as numbers: an instance has that of its row, a resource above it that of the instance it came with. So nothing is
-- written for what is new. Other changes take a number of the same count.
ALTER TABLE patients ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
ALTER TABLE studies ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
ALTER TABLE series ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
UPDATE series SET created = coalesce((SELECT min(i.id) FROM instances i WHERE i.series = series.id), 0);
UPDATE studies SET created = coalesce((SELECT min(e.created) FROM series e WHERE e.study = studies.id), 0);
UPDATE patients SET created = coalesce((SELECT min(s.created) FROM studies s WHERE s.patient = patients.id), 0);
CREATE INDEX patients_by_creation ON patients (created);
CREATE INDEX studies_by_creation ON studies (created);
CREATE INDEX series_by_creation ON series (created);

CREATE TABLE changes (
    number INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    level INTEGER NOT NULL,
    resource BLOB NOT NULL,
    happened INTEGER NOT NULL
);
