-- What the sample asks: a table of scheduled steps, or a view of this name over the tables that you have. Texts are as DICOM has them: without
-- spaces around, names as Family^Given, sexes M, F and O. A column that you have nothing for is null.
CREATE TABLE worklist (
    accession_number                 text NOT NULL,
    patient_id                       text NOT NULL,
    patient_name                     text NOT NULL,
    patient_birth_date               date,
    patient_sex                      text,
    referring_physician_name         text,
    study_instance_uid               text NOT NULL,
    requested_procedure_id           text,
    requested_procedure_description  text,
    step_id                          text NOT NULL PRIMARY KEY,
    step_description                 text,
    modality                         text NOT NULL,
    station_ae_title                 text NOT NULL,
    performing_physician_name        text,
    start_date                       date NOT NULL,
    start_time                       time NOT NULL
);

CREATE INDEX worklist_start ON worklist (start_date, modality, station_ae_title);
CREATE INDEX worklist_patient ON worklist (patient_id);
CREATE INDEX worklist_accession ON worklist (accession_number);
CREATE INDEX worklist_name ON worklist (upper(patient_name) text_pattern_ops);
