-- When a draft was saved last; NULL: not since it was begun. Drafts that nobody sends are removed after a while.
ALTER TABLE applications ADD COLUMN saved_at TIMESTAMP;
