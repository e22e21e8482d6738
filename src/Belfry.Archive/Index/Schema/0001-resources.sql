-- The tree of patients, studies, series and instances. public_id is the identifier of REST (SHA-1, 20 bytes). tags is what answers are made of:
-- the indexed attributes of the level, Explicit VR Little Endian, text in UTF-8. The other columns are searched; '\' (or -1) in one of them says
-- "several values or odd ones: look at tags".

CREATE TABLE patients (
    id INTEGER PRIMARY KEY,
    public_id BLOB NOT NULL,
    patient_id TEXT NOT NULL,
    birth_date INTEGER,
    sex TEXT,
    is_protected INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    tags BLOB NOT NULL
);
CREATE UNIQUE INDEX patients_by_public_id ON patients (public_id);
CREATE INDEX patients_by_patient_id ON patients (patient_id);
CREATE INDEX patients_by_use ON patients (used) WHERE is_protected = 0;

-- The names of a patient, folded: the whole of each, and each of its groups.
CREATE TABLE patient_names (
    text TEXT NOT NULL,
    patient INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
    PRIMARY KEY (text, patient)
) WITHOUT ROWID;
CREATE INDEX patient_names_by_patient ON patient_names (patient);

CREATE TABLE studies (
    id INTEGER PRIMARY KEY,
    public_id BLOB NOT NULL,
    patient INTEGER NOT NULL REFERENCES patients (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    study_date INTEGER,
    study_time INTEGER,
    accession_number TEXT,
    study_id TEXT,
    description TEXT,
    referrer TEXT,
    tags BLOB NOT NULL
);
CREATE UNIQUE INDEX studies_by_public_id ON studies (public_id);
CREATE INDEX studies_by_patient ON studies (patient);
CREATE INDEX studies_by_uid ON studies (uid);
CREATE INDEX studies_by_date ON studies (study_date);
CREATE INDEX studies_by_accession_number ON studies (accession_number) WHERE accession_number IS NOT NULL;

CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    public_id BLOB NOT NULL,
    study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    modality TEXT,
    number INTEGER NOT NULL DEFAULT 0,
    tags BLOB NOT NULL
);
CREATE UNIQUE INDEX series_by_public_id ON series (public_id);
CREATE INDEX series_by_study ON series (study, modality);
CREATE INDEX series_by_uid ON series (uid);

-- SOP class and transfer syntax: few, and the same for many instances.
CREATE TABLE kinds (
    id INTEGER PRIMARY KEY,
    sop_class TEXT NOT NULL,
    transfer_syntax TEXT NOT NULL,
    UNIQUE (sop_class, transfer_syntax)
);

-- Where instances come from: few, and the same for many of them.
CREATE TABLE origins (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    calling_ae TEXT NOT NULL,
    called_ae TEXT NOT NULL,
    address TEXT NOT NULL,
    user TEXT NOT NULL,
    UNIQUE (kind, calling_ae, called_ae, address, user)
);

CREATE TABLE instances (
    id INTEGER PRIMARY KEY,
    public_id BLOB NOT NULL,
    series INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
    uid TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind INTEGER NOT NULL REFERENCES kinds (id),
    origin INTEGER NOT NULL REFERENCES origins (id),
    received INTEGER NOT NULL,
    file BLOB NOT NULL,
    length INTEGER NOT NULL,
    stored_length INTEGER NOT NULL,
    data_set_offset INTEGER NOT NULL,
    pixel_data_offset INTEGER,
    is_compressed INTEGER NOT NULL,
    md5 BLOB,
    tags BLOB NOT NULL
);
CREATE INDEX instances_by_public_id ON instances (public_id);
CREATE INDEX instances_by_uid ON instances (uid, series);
CREATE INDEX instances_by_series ON instances (series, number, kind);
CREATE INDEX instances_by_file ON instances (file);

-- Files that are written but not yet flushed to the disk.
CREATE TABLE unsynced (
    id INTEGER PRIMARY KEY,
    file BLOB NOT NULL,
    bytes BLOB NOT NULL
);

-- One row: how much there is.
CREATE TABLE totals (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    patients INTEGER NOT NULL,
    studies INTEGER NOT NULL,
    series INTEGER NOT NULL,
    instances INTEGER NOT NULL,
    length INTEGER NOT NULL,
    stored_length INTEGER NOT NULL,
    last_unsynced INTEGER NOT NULL,
    is_use_kept INTEGER NOT NULL
);
INSERT INTO totals VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0);

-- Files whose rows are gone and which are not known to be deleted.
CREATE TABLE unneeded (
    file BLOB PRIMARY KEY
) WITHOUT ROWID;
