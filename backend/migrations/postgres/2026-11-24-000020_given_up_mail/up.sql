-- Mails that were given up, as the office lists them.
CREATE INDEX outbox_given_up ON outbox (finished_at) WHERE state = 'given_up';
