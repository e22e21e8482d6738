-- What the sample asks: a table of scheduled steps, or a view of this name over the tables that you have. Texts are as DICOM has them: without
-- spaces around, names as Family^Given, sexes M, F and O. Dates are 2026-07-01, times 08:30:00. A column that you have nothing for is null.
CREATE TABLE worklist (
    accession_number                 TEXT NOT NULL,
    patient_id                       TEXT NOT NULL,
    patient_name                     TEXT NOT NULL,
    patient_birth_date               TEXT,
    patient_sex                      TEXT,
    referring_physician_name         TEXT,
    study_instance_uid               TEXT NOT NULL,
    requested_procedure_id           TEXT,
    requested_procedure_description  TEXT,
    step_id                          TEXT NOT NULL PRIMARY KEY,
    step_description                 TEXT,
    modality                         TEXT NOT NULL,
    station_ae_title                 TEXT NOT NULL,
    performing_physician_name        TEXT,
    start_date                       TEXT NOT NULL,
    start_time                       TEXT NOT NULL
);

CREATE INDEX worklist_start ON worklist (start_date, modality, station_ae_title);
CREATE INDEX worklist_patient ON worklist (patient_id);
CREATE INDEX worklist_accession ON worklist (accession_number);
