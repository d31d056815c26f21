DROP INDEX outbox_given_up;
