-- What REST puts beside resources. A resource is named by its level and identifier; what it has goes with it.
CREATE TABLE labels (
    level INTEGER NOT NULL,
    resource BLOB NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (level, resource, label)
) WITHOUT ROWID;
CREATE INDEX labels_by_label ON labels (label, level);

CREATE TABLE metadata (
    level INTEGER NOT NULL,
    resource BLOB NOT NULL,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (level, resource, number)
) WITHOUT ROWID;

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    level INTEGER NOT NULL,
    resource BLOB NOT NULL,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    uuid BLOB NOT NULL,
    length INTEGER NOT NULL,
    md5 TEXT NOT NULL,
    is_compressed INTEGER NOT NULL,
    stored_length INTEGER NOT NULL,
    stored_md5 TEXT NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (level, resource, number)
);

CREATE TRIGGER patients_extras AFTER DELETE ON patients BEGIN
    DELETE FROM labels WHERE level = 0 AND resource = old.public_id;
    DELETE FROM metadata WHERE level = 0 AND resource = old.public_id;
    DELETE FROM attachments WHERE level = 0 AND resource = old.public_id;
END;
CREATE TRIGGER studies_extras AFTER DELETE ON studies BEGIN
    DELETE FROM labels WHERE level = 1 AND resource = old.public_id;
    DELETE FROM metadata WHERE level = 1 AND resource = old.public_id;
    DELETE FROM attachments WHERE level = 1 AND resource = old.public_id;
END;
CREATE TRIGGER series_extras AFTER DELETE ON series BEGIN
    DELETE FROM labels WHERE level = 2 AND resource = old.public_id;
    DELETE FROM metadata WHERE level = 2 AND resource = old.public_id;
    DELETE FROM attachments WHERE level = 2 AND resource = old.public_id;
END;
CREATE TRIGGER instances_extras AFTER DELETE ON instances BEGIN
    DELETE FROM labels WHERE level = 3 AND resource = old.public_id;
    DELETE FROM metadata WHERE level = 3 AND resource = old.public_id;
    DELETE FROM attachments WHERE level = 3 AND resource = old.public_id;
END;

-- What was sent to others, when that is to be written down.
CREATE TABLE exports (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    happened INTEGER NOT NULL,
    modality TEXT NOT NULL,
    level INTEGER NOT NULL,
    resource BLOB NOT NULL,
    patient TEXT NOT NULL,
    study TEXT NOT NULL,
    series TEXT NOT NULL,
    instance TEXT NOT NULL
);
