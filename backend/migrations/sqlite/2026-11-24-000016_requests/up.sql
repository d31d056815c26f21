-- 変更・退会・パスワード再発行: which users the approval of a request made, or whose password it ended. Their letters are issued from there.

CREATE TABLE application_users (
    application_id BIGINT NOT NULL REFERENCES applications (id),
    user_id BIGINT NOT NULL REFERENCES users (id),
    PRIMARY KEY (application_id, user_id)
);
CREATE INDEX applications_institution ON applications (institution_id, id);
