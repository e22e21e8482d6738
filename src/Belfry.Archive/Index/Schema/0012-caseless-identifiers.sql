-- Patient ID and accession number are found whether case counts or not (docs/decisions/0264). The collation folds the letters of ASCII alone.
DROP INDEX patients_by_patient_id;
CREATE INDEX patients_by_patient_id ON patients (patient_id COLLATE NOCASE);
DROP INDEX studies_by_accession_number;
CREATE INDEX studies_by_accession_number ON studies (accession_number COLLATE NOCASE) WHERE accession_number IS NOT NULL;
