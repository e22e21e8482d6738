-- Small texts beside resources, by kind (RegistryKind, numbers that never change) and name, in the order in which they came.
CREATE TABLE registry (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (kind, name)
);
