-- Every saving of basic_info, and what somebody typed and has not saved yet.

-- One saving of one institution. Within a record they count up in the order of saving.
CREATE TABLE basic_info_revisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    author_id BIGINT NOT NULL REFERENCES users (id),
    saved_at TIMESTAMP NOT NULL
);
CREATE INDEX basic_info_revisions_record ON basic_info_revisions (patient_id, institution_id, id);

-- What a saving changed. Without a value: the item was emptied.
CREATE TABLE basic_info_changes (
    revision_id BIGINT NOT NULL REFERENCES basic_info_revisions (id),
    item TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (revision_id, item)
) WITHOUT ROWID;

-- For the user alone. Vanishes with the saving.
CREATE TABLE basic_info_drafts (
    patient_id BIGINT NOT NULL REFERENCES patients (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    base BIGINT NOT NULL,
    content TEXT NOT NULL,
    saved_at TIMESTAMP NOT NULL,
    PRIMARY KEY (patient_id, user_id)
);

-- What was there before savings were kept becomes the first one of each record: by the author of the newest entry, at noon (Japan) of its day.
INSERT INTO basic_info_revisions (patient_id, institution_id, author_id, saved_at)
SELECT e.patient_id, e.institution_id, min(e.author_id), datetime(e.updated_on, '+3 hours')
FROM basic_info_entries e
WHERE e.updated_on = (
    SELECT max(newest.updated_on) FROM basic_info_entries newest
    WHERE newest.patient_id = e.patient_id AND newest.institution_id = e.institution_id
)
GROUP BY e.patient_id, e.institution_id, e.updated_on;

INSERT INTO basic_info_changes (revision_id, item, value)
SELECT r.id, e.item, e.value
FROM basic_info_revisions r
JOIN basic_info_entries e ON e.patient_id = r.patient_id AND e.institution_id = r.institution_id;

-- Counts up with each import that changed something, so that every node sees when what it keeps of a master is old.
CREATE TABLE master_editions (
    kind TEXT NOT NULL PRIMARY KEY,
    edition BIGINT NOT NULL
) WITHOUT ROWID;
