-- What plugins keep: values by store and key, and queues. A number of a queue's value is never given twice, since plugins name it when they are done;
-- reserved_until is in ms since 1970, UTC.
CREATE TABLE plugin_values (
    store TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (store, key)
);

CREATE TABLE plugin_queues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    value BLOB NOT NULL,
    reserved_until INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX plugin_queues_by_name ON plugin_queues (queue, id);
