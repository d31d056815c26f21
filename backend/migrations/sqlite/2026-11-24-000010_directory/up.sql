-- What the list of participants and the office's directory say about an institution, and who may ask for changes.

-- 郵便番号 as `802-0001`, 住所, 電話番号, FAX番号, メールアドレス: empty where not known.
ALTER TABLE institutions ADD COLUMN postal_code TEXT NOT NULL DEFAULT '';
ALTER TABLE institutions ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE institutions ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE institutions ADD COLUMN fax TEXT NOT NULL DEFAULT '';
ALTER TABLE institutions ADD COLUMN email TEXT NOT NULL DEFAULT '';
-- The day from which it takes part; NULL: since before this was written down.
ALTER TABLE institutions ADD COLUMN joined_on DATE;
-- The day from which it no longer takes part (退会).
ALTER TABLE institutions ADD COLUMN left_on DATE;

-- 施設管理者: asks for changes of the institution's users and devices, and for leaving.
ALTER TABLE users ADD COLUMN is_administrator BOOLEAN NOT NULL DEFAULT FALSE;

-- What is asked for: 'participation' and, from inside the portal, what common::application::Kind names.
ALTER TABLE applications ADD COLUMN kind TEXT NOT NULL DEFAULT 'participation';
-- 施設名 as typed, for the queue.
ALTER TABLE applications ADD COLUMN institution_name TEXT NOT NULL DEFAULT '';
