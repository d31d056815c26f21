//! The tables as diesel sees them, the same for both databases. A test compares them with both.
#![expect(missing_docs, reason = "the columns are described where they are made: backend/migrations")]

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! { district_associations (id) { id -> BigInt, name -> Text, area_id -> Nullable<BigInt>, version -> BigInt, } }

table! { medical_areas (id) { id -> BigInt, name -> Text, version -> BigInt, } }

table! {
    institutions (id) {
        id -> BigInt,
        code -> Text,
        name -> Text,
        kana -> Text,
        kind -> Text,
        emergency_level -> Nullable<SmallInt>,
        association_id -> Nullable<BigInt>,
        city_code -> Text,
        postal_code -> Text,
        address -> Text,
        phone -> Text,
        fax -> Text,
        email -> Text,
        joined_on -> Nullable<Date>,
        left_on -> Nullable<Date>,
        version -> BigInt,
    }
}

table! {
    users (id) {
        id -> BigInt,
        login_id -> Text,
        institution_id -> BigInt,
        name -> Text,
        kana -> Text,
        profession -> Text,
        password_hash -> Text,
        must_change_password -> Bool,
        disabled_at -> Nullable<Timestamp>,
        initial_until -> Nullable<Timestamp>,
        is_administrator -> Bool,
        version -> BigInt,
        removed_at -> Nullable<Timestamp>,
        moved_to -> Nullable<BigInt>,
    }
}

table! {
    sessions (id) {
        id -> BigInt,
        token_hash -> Binary,
        user_id -> BigInt,
        place -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        ended_because -> Nullable<Text>,
    }
}

table! { sign_ins (id) { id -> BigInt, user_id -> BigInt, place -> Text, signed_in_at -> Timestamp, } }

table! {
    sign_in_failures (login_hash) {
        login_hash -> Binary,
        failures -> Integer,
        last_failed_at -> Timestamp,
        locked_until -> Nullable<Timestamp>,
    }
}

table! {
    announcements (id) {
        id -> BigInt,
        published_on -> Date,
        title -> Text,
        body -> Text,
        important -> Bool,
        shown_until -> Nullable<Date>,
        audience -> Text,
        version -> BigInt,
    }
}

table! {
    patients (id) {
        id -> BigInt,
        name -> Text,
        kana -> Text,
        name_key -> Text,
        kana_key -> Text,
        birth_date -> Date,
        sex -> Text,
        postal_code -> Text,
        address -> Text,
        phone -> Text,
        blood_type -> Text,
        city_code -> Text,
        card_number -> Nullable<Text>,
        emergency_contacts -> Text,
        has_namesake -> Bool,
        consent_given_on -> Date,
        consent_withdrawn_on -> Nullable<Date>,
        claims_program -> Bool,
        kept_until -> Nullable<Date>,
    }
}

table! {
    consents (id) {
        id -> BigInt,
        patient_id -> BigInt,
        kind -> Text,
        happened_on -> Date,
        explained_by -> Text,
        signed_by -> Text,
        relation -> Text,
        note -> Text,
        institution_id -> BigInt,
        user_id -> BigInt,
        form_file_id -> Nullable<BigInt>,
        recorded_at -> Timestamp,
    }
}

table! {
    insurances (number, insurer_number, symbol, patient_id) {
        number -> Text,
        insurer_number -> Text,
        symbol -> Text,
        patient_id -> BigInt,
        branch -> Text,
        is_current -> Bool,
    }
}

table! {
    registrations (patient_id, institution_id) {
        patient_id -> BigInt,
        institution_id -> BigInt,
        registered_on -> Date,
    }
}

table! { teams (id) { id -> BigInt, patient_id -> BigInt, name -> Text, } }

table! { team_members (team_id, user_id) { team_id -> BigInt, user_id -> BigInt, } }

table! { patient_keys (scope, key, patient_id) { scope -> BigInt, key -> Text, patient_id -> BigInt, } }

table! {
    basic_info_entries (patient_id, institution_id, item) {
        patient_id -> BigInt,
        institution_id -> BigInt,
        item -> Text,
        value -> Text,
        author_id -> BigInt,
        updated_on -> Date,
    }
}

table! {
    basic_info_records (patient_id, institution_id, recorded_on) {
        patient_id -> BigInt,
        institution_id -> BigInt,
        recorded_on -> Date,
    }
}

table! {
    basic_info_revisions (id) {
        id -> BigInt,
        patient_id -> BigInt,
        institution_id -> BigInt,
        author_id -> BigInt,
        saved_at -> Timestamp,
    }
}

table! {
    basic_info_changes (revision_id, item) {
        revision_id -> BigInt,
        item -> Text,
        value -> Nullable<Text>,
    }
}

table! {
    basic_info_drafts (patient_id, user_id) {
        patient_id -> BigInt,
        user_id -> BigInt,
        base -> BigInt,
        content -> Text,
        saved_at -> Timestamp,
    }
}

table! { master_editions (kind) { kind -> Text, edition -> BigInt, } }

table! {
    masters (kind, code) {
        kind -> Text,
        code -> Text,
        name -> Text,
        kana -> Text,
        unit -> Text,
        generic_name -> Text,
        yj_code -> Text,
        icd10 -> Text,
        is_suffix -> Bool,
        successor -> Text,
        abolished_on -> Nullable<Date>,
    }
}

table! { postal_codes (code, place) { code -> Text, place -> Integer, city_code -> Text, address -> Text, } }

table! {
    claims_programs (city_code) {
        city_code -> Text,
        city -> Text,
        name -> Text,
        latest_month -> Nullable<Integer>,
        started_on -> Nullable<Date>,
        version -> BigInt,
    }
}

table! {
    claims_program_associations (city_code, association_id) {
        city_code -> Text,
        association_id -> BigInt,
    }
}

table! {
    claim_imports (id) {
        id -> BigInt,
        city_code -> Text,
        sha256 -> Text,
        started_at -> Timestamp,
        applied_at -> Nullable<Timestamp>,
        receipts -> BigInt,
        unmatched -> BigInt,
        asks_again -> Bool,
    }
}

table! {
    claim_receipts (patient_id, month, import_id, line) {
        patient_id -> BigInt,
        month -> Integer,
        import_id -> BigInt,
        line -> BigInt,
        kind -> Text,
        institution_code -> Text,
        institution_name -> Text,
        days -> SmallInt,
        content -> Text,
        answer_key -> Nullable<Text>,
    }
}

table! {
    audit_log (id) {
        id -> BigInt,
        at -> Timestamp,
        user_id -> Nullable<BigInt>,
        institution_id -> Nullable<BigInt>,
        action -> Text,
        patient_id -> Nullable<BigInt>,
        patients -> Nullable<Text>,
        detail -> Nullable<Text>,
        address -> Text,
        request_id -> Text,
        session_id -> Nullable<BigInt>,
        hash -> Binary,
    }
}

table! {
    audit_head (id) {
        id -> SmallInt,
        first_id -> BigInt,
        first_hash -> Binary,
        last_id -> BigInt,
        last_hash -> Binary,
        seal -> Binary,
    }
}

table! {
    record_openings (id) {
        id -> BigInt,
        patient_id -> BigInt,
        session_id -> BigInt,
        user_id -> BigInt,
        institution_id -> BigInt,
        reason -> Text,
        note -> Text,
        opened_at -> Timestamp,
    }
}

table! {
    stored_files (id) {
        id -> BigInt,
        token -> Text,
        user_id -> Nullable<BigInt>,
        application_id -> Nullable<BigInt>,
        name -> Text,
        sent_size -> BigInt,
        begun_at -> Timestamp,
        object -> Text,
        object_key -> Binary,
        object_size -> BigInt,
        has_thumbnail -> Bool,
        media -> Nullable<Text>,
        kept_at -> Nullable<Timestamp>,
    }
}

table! { upload_pieces (file_id, number) { file_id -> BigInt, number -> Integer, } }

table! {
    attachments (file_id) {
        file_id -> BigInt,
        patient_id -> BigInt,
        institution_id -> BigInt,
        author_id -> BigInt,
        title -> Text,
        kind -> Text,
        added_at -> Timestamp,
        position -> SmallInt,
        removed_at -> Nullable<Timestamp>,
        removed_by -> Nullable<BigInt>,
    }
}

table! {
    applications (id) {
        id -> BigInt,
        code_hash -> Binary,
        state -> Text,
        version -> BigInt,
        form -> Text,
        code -> Text,
        name_key -> Text,
        phone_key -> Text,
        clerk_id -> Nullable<BigInt>,
        institution_id -> Nullable<BigInt>,
        address -> Text,
        begun_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        kind -> Text,
        institution_name -> Text,
        association -> Text,
        saved_at -> Nullable<Timestamp>,
    }
}

table! {
    set_up_times (id) {
        id -> BigInt,
        application_id -> BigInt,
        day -> Date,
        from_minute -> SmallInt,
        to_minute -> SmallInt,
        picked -> Bool,
    }
}

table! {
    set_up_devices (id) {
        id -> BigInt,
        application_id -> BigInt,
        kind -> Text,
        name -> Text,
        certificate -> Text,
        result -> Nullable<Text>,
        done_on -> Nullable<Date>,
        note -> Text,
    }
}

table! {
    application_events (id) {
        id -> BigInt,
        application_id -> BigInt,
        step -> Text,
        user_id -> Nullable<BigInt>,
        note -> Text,
        happened_at -> Timestamp,
    }
}

table! {
    outbox (id) {
        id -> BigInt,
        application_id -> BigInt,
        notice -> Text,
        recipient -> Nullable<Text>,
        state -> Text,
        attempts -> SmallInt,
        next_at -> Timestamp,
        reply -> Nullable<SmallInt>,
        written_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }
}
table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        place -> Text,
        user_id -> Nullable<BigInt>,
        started_at -> Timestamp,
        touched_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        rows_read -> BigInt,
        bytes_read -> BigInt,
        bytes_total -> BigInt,
        summary -> Text,
        problems -> Text,
        problem_count -> BigInt,
    }
}
table! { claim_persons (key) { key -> Text, patient_id -> Nullable<BigInt>, decided_at -> Timestamp, } }

table! { application_users (application_id, user_id) { application_id -> BigInt, user_id -> BigInt, } }

joinable!(jobs -> users (user_id));
joinable!(outbox -> applications (application_id));
joinable!(applications -> users (clerk_id));
joinable!(application_events -> users (user_id));
joinable!(district_associations -> medical_areas (area_id));
joinable!(institutions -> district_associations (association_id));
joinable!(users -> institutions (institution_id));
joinable!(sessions -> users (user_id));
joinable!(sign_ins -> users (user_id));
joinable!(consents -> patients (patient_id));
joinable!(consents -> institutions (institution_id));
joinable!(insurances -> patients (patient_id));
joinable!(registrations -> patients (patient_id));
joinable!(registrations -> institutions (institution_id));
joinable!(teams -> patients (patient_id));
joinable!(team_members -> teams (team_id));
joinable!(patient_keys -> patients (patient_id));
joinable!(basic_info_entries -> institutions (institution_id));
joinable!(basic_info_entries -> users (author_id));
joinable!(basic_info_records -> institutions (institution_id));
joinable!(basic_info_revisions -> institutions (institution_id));
joinable!(basic_info_revisions -> users (author_id));
joinable!(basic_info_changes -> basic_info_revisions (revision_id));
joinable!(claim_imports -> claims_programs (city_code));
joinable!(claim_receipts -> claim_imports (import_id));
joinable!(record_openings -> patients (patient_id));
joinable!(record_openings -> institutions (institution_id));
joinable!(audit_log -> patients (patient_id));
joinable!(stored_files -> applications (application_id));
joinable!(upload_pieces -> stored_files (file_id));
joinable!(attachments -> stored_files (file_id));
joinable!(attachments -> institutions (institution_id));
joinable!(attachments -> users (author_id));

allow_tables_to_appear_in_same_query!(
    district_associations,
    medical_areas,
    institutions,
    users,
    sessions,
    sign_ins,
    announcements,
    applications,
    application_events,
    set_up_times,
    set_up_devices,
    application_users,
    claim_persons,
    jobs,
    outbox,
    patients,
    consents,
    insurances,
    registrations,
    teams,
    team_members,
    patient_keys,
    basic_info_entries,
    basic_info_records,
    basic_info_revisions,
    basic_info_changes,
    basic_info_drafts,
    master_editions,
    masters,
    postal_codes,
    claims_programs,
    claims_program_associations,
    claim_imports,
    claim_receipts,
    audit_log,
    record_openings,
    stored_files,
    upload_pieces,
    attachments,
);
