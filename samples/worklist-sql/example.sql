-- Invented steps, for both databases.
INSERT INTO worklist (
    accession_number, patient_id, patient_name, patient_birth_date, patient_sex, referring_physician_name, study_instance_uid, requested_procedure_id,
    requested_procedure_description, step_id, step_description, modality, station_ae_title, performing_physician_name, start_date, start_time)
VALUES
    ('A-1', 'P-1', 'Sample^Anna', '1950-02-01', 'F', 'Referrer^One', '2.25.101', 'R-1', 'CT of the chest', 'S-1', 'Chest', 'CT', 'CT1', 'Doctor^A', '2026-07-01', '08:30:00'),
    ('A-2', 'P-2', 'Sample^Bernd', '1960-03-02', 'M', 'Referrer^One', '2.25.102', 'R-2', 'MR of the knee', 'S-2', 'Knee', 'MR', 'MR1', NULL, '2026-07-01', '09:00:00'),
    ('A-3', 'P-3', 'Müller^Jürg', NULL, 'M', NULL, '2.25.103', 'R-3', 'CT of the head', 'S-3', 'Head', 'CT', 'CT2', 'Doctor^B', '2026-07-02', '10:15:00'),
    ('A-4', 'P_4', 'Yamada^Tarou=山田^太郎', '1970-04-03', 'O', 'Referrer^Two', '2.25.104', 'R-4', 'Ultrasound 100%', 'S-4', 'Abdomen', 'US', 'US1', NULL, '2026-07-03', '23:59:59'),
    ('A-5', 'P-44', 'O''Sample^Zoé', '1980-05-04', 'F', 'Referrer^Two', '2.25.105', 'R-5', NULL, 'S-5', NULL, 'CT', 'CT1', 'Doctor^A', '2026-07-04', '07:00:00');
