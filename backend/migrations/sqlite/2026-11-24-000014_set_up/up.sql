-- 設定日程調整: when somebody comes to set up the devices, and what became of each of them.

-- 郡市区医師会 as typed, for the queue.
ALTER TABLE applications ADD COLUMN association TEXT NOT NULL DEFAULT '';

-- Times that are offered. Of one application one at most is picked.
CREATE TABLE set_up_times (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    application_id BIGINT NOT NULL REFERENCES applications (id),
    day DATE NOT NULL,
    -- Minutes since midnight in Japan.
    from_minute SMALLINT NOT NULL,
    to_minute SMALLINT NOT NULL,
    picked BOOLEAN NOT NULL
);
CREATE INDEX set_up_times_application ON set_up_times (application_id, day, from_minute);
CREATE UNIQUE INDEX set_up_times_picked ON set_up_times (application_id) WHERE picked;

CREATE TABLE set_up_devices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    application_id BIGINT NOT NULL REFERENCES applications (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Name or number of the certificate on it.
    certificate TEXT NOT NULL,
    -- 'done', 'failed' or 'dropped'; NULL where nothing has happened yet.
    result TEXT,
    done_on DATE,
    note TEXT NOT NULL
);
CREATE INDEX set_up_devices_application ON set_up_devices (application_id, id);
