-- Mails to applicants that wait or were given to the SMTP server, and what the office's numbers are counted by.

-- A row is written in the transaction of the step that it tells of. The text of a mail follows from its notice and is not kept.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    application_id BIGINT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    -- What it tells.
    notice TEXT NOT NULL,
    -- NULL once nothing is sent any more.
    recipient TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'given_up')),
    -- How often its sending was begun: who finds it unchanged when they begin has it.
    attempts SMALLINT NOT NULL,
    -- Not sent before. While it is being sent: until when whoever does so has it.
    next_at TIMESTAMP NOT NULL,
    -- What the SMTP server said last; NULL where it said nothing.
    reply SMALLINT,
    written_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_application ON outbox (application_id);

CREATE INDEX sign_ins_time ON sign_ins (signed_in_at);
CREATE INDEX patients_withdrawn ON patients (consent_withdrawn_on);
CREATE INDEX patients_given ON patients (consent_given_on);
