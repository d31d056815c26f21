//! Ids of others, ids that nearly are somebody's, and ids of nobody, asked for by every role: nobody is told anything the table does not grant.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{TestError, TestRunner},
};
use serde_json::{Value, json};
use support::{Database, InProcess, app::*, client::Answer, in_process::runtime};
use tobiume_backend::{
    db::schema::{
        attachments, basic_info_changes, basic_info_drafts, basic_info_entries, basic_info_revisions, consents, institutions, patients,
        registrations, stored_files, team_members, teams, users,
    },
    files::seal::Part,
};
use tobiume_common::{
    ApiError, EndpointInfo, ErrorCode, Method,
    access::{FindingScope, Grant, PatientAction, Permission, Relation, Role, finding_scope, permits},
    basic_info::{
        Item, ItemValue, Section,
        record::{Change, Draft},
    },
    endpoint::BodyKind,
    ids::RevisionId,
};

use super::path_to;

/// Who asks. Nobody of them gives a reason.
const READERS: [(Role, &str); 8] = [
    (Role::FamilyClinic, FAMILY_DOCTOR),
    (Role::FamilyClinic, CLINIC_CLERK),
    (Role::FamilyClinic, OTHER_DOCTOR),
    (Role::EmergencyHospital, EMERGENCY_DOCTOR),
    (Role::Crew, CREW),
    (Role::CareTeam, NURSE),
    (Role::City, CITY),
    (Role::Office, OFFICE),
];

/// What only one patient's record holds: words of which every patient gets their own.
#[derive(Clone, Copy, Debug)]
enum Mark {
    /// The address of the registration.
    Address,
    /// In an item that crews see.
    History,
    /// In an item that crews do not see.
    Remarks,
    /// In an attached file, its small picture and its title.
    File,
    /// In the scanned form of the consent.
    ConsentForm,
}

impl Mark {
    const ALL: [Self; 5] = [Self::Address, Self::History, Self::Remarks, Self::File, Self::ConsentForm];

    fn of(self, patient: i64) -> String {
        format!("標識{self:?}{patient}号")
    }

    const fn item(self) -> Option<Item> {
        match self {
            Self::History => Some(Item::History),
            Self::Remarks => Some(Item::Remarks),
            Self::Address | Self::File | Self::ConsentForm => None,
        }
    }

    fn may_be_seen(self, grant: &Grant) -> bool {
        match self {
            Self::Address => grant.allows(PatientAction::Open),
            Self::History => grant.reads(Section::History),
            Self::Remarks => grant.reads(Section::Remarks),
            Self::File => grant.allows(PatientAction::ReadFiles),
            Self::ConsentForm => grant.allows(PatientAction::ReadConsent),
        }
    }
}

/// In uploads and drafts of somebody who is not among the readers: nobody is ever told.
const NEVER: &str = "標識Never号";

struct Person {
    id: i64,
    name: String,
    kana: String,
    birth_date: chrono::NaiveDate,
    city_code: String,
    claims_program: bool,
    withdrawn: bool,
}

struct Reader {
    role: Role,
    cookie: String,
    city_code: String,
    own: HashSet<i64>,
    team: HashSet<i64>,
}

impl Reader {
    fn sign_in(app: &TestApp, role: Role, login_id: &str) -> Self {
        let (user, institution, city_code): (i64, i64, String) = app.query(|conn| {
            users::table
                .inner_join(institutions::table)
                .filter(users::login_id.eq(login_id))
                .select((users::id, institutions::id, institutions::city_code))
                .first(conn)
        });
        let own = registrations::table
            .filter(registrations::institution_id.eq(institution))
            .select(registrations::patient_id);
        let team = team_members::table
            .inner_join(teams::table)
            .filter(team_members::user_id.eq(user))
            .select(teams::patient_id);
        Self {
            role,
            cookie: app.sign_in(login_id).cookie().unwrap().to_owned(),
            city_code,
            own: app.query(|conn| own.load::<i64>(conn)).into_iter().collect(),
            team: app.query(|conn| team.load::<i64>(conn)).into_iter().collect(),
        }
    }

    fn permits(&self, person: &Person, action: PatientAction) -> Result<Grant, tobiume_common::access::Denial> {
        let relation = Relation {
            own: self.own.contains(&person.id),
            team: self.team.contains(&person.id),
            withdrawn: person.withdrawn,
            ..Relation::default()
        };
        permits(self.role, relation, action)
    }

    fn finds(&self, person: &Person) -> bool {
        match finding_scope(self.role) {
            FindingScope::EveryRegistration => true,
            _ if person.withdrawn => false,
            FindingScope::Everyone => true,
            FindingScope::OwnAndTeams => self.own.contains(&person.id) || self.team.contains(&person.id),
            FindingScope::Teams => self.team.contains(&person.id),
            FindingScope::Residents => person.claims_program && person.city_code == self.city_code,
        }
    }
}

/// Everything there is to be asked for, and who asks.
struct World {
    server: InProcess,
    endpoints: Vec<EndpointInfo>,
    readers: Vec<Reader>,
    persons: Vec<Person>,
    by_id: HashMap<i64, usize>,
    namesakes: HashSet<i64>,
    files: Vec<i64>,
    revisions: Vec<i64>,
    uploads: Vec<String>,
}

impl World {
    fn new(app: &TestApp) -> Self {
        type Row = (i64, String, String, chrono::NaiveDate, String, bool, Option<chrono::NaiveDate>);
        let rows: Vec<Row> = app.query(|conn| {
            patients::table
                .select((
                    patients::id,
                    patients::name,
                    patients::kana,
                    patients::birth_date,
                    patients::city_code,
                    patients::claims_program,
                    patients::consent_withdrawn_on,
                ))
                .load(conn)
        });
        let person = |(id, name, kana, birth_date, city_code, claims_program, withdrawn_on): Row| Person {
            id,
            name,
            kana,
            birth_date,
            city_code,
            claims_program,
            withdrawn: withdrawn_on.is_some(),
        };
        let persons: Vec<Person> = rows.into_iter().map(person).collect();
        let mut files = Vec::new();
        for person in &persons {
            put_into_record(app, person.id);
            files.extend(put_files(app, person.id));
        }
        let shares_name = |person: &&Person| {
            persons
                .iter()
                .any(|other| other.id != person.id && (other.name == person.name || other.kana == person.kana))
        };
        Self {
            namesakes: persons.iter().filter(shares_name).map(|person| person.id).collect(),
            server: InProcess::new(&app.app),
            endpoints: app.endpoints(),
            readers: READERS
                .iter()
                .map(|&(role, login_id)| Reader::sign_in(app, role, login_id))
                .collect(),
            by_id: persons.iter().enumerate().map(|(at, person)| (person.id, at)).collect(),
            persons,
            files,
            revisions: app.query(|conn| basic_info_revisions::table.select(basic_info_revisions::id).load(conn)),
            uploads: (0..3).map(|_| store_file(app, NEVER, None).1).collect(),
        }
    }
}

/// Marks in the registration and in the record of the patient: what it says, what it said before, and a draft.
fn put_into_record(app: &TestApp, patient: i64) {
    let now = app.app.clock.timestamp();
    let author: i64 = app.query(|conn| users::table.filter(users::login_id.eq(NEW_DOCTOR)).select(users::id).first(conn));
    app.query(|conn| {
        diesel::update(patients::table.find(patient))
            .set(patients::address.eq(Mark::Address.of(patient)))
            .execute(conn)?;
        for (mark, item) in Mark::ALL.into_iter().filter_map(|mark| Some((mark, mark.item()?))) {
            let value = serde_json::to_string(&ItemValue::Text(mark.of(patient))).unwrap();
            let of_item = basic_info_entries::table
                .filter(basic_info_entries::patient_id.eq(patient))
                .filter(basic_info_entries::item.eq(item.code()));
            diesel::delete(of_item).execute(conn)?;
            diesel::insert_into(basic_info_entries::table)
                .values((
                    basic_info_entries::patient_id.eq(patient),
                    basic_info_entries::institution_id.eq(1),
                    basic_info_entries::item.eq(item.code()),
                    basic_info_entries::value.eq(&value),
                    basic_info_entries::author_id.eq(author),
                    basic_info_entries::updated_on.eq(now.date()),
                ))
                .execute(conn)?;
            let revision: i64 = diesel::insert_into(basic_info_revisions::table)
                .values((
                    basic_info_revisions::patient_id.eq(patient),
                    basic_info_revisions::institution_id.eq(1),
                    basic_info_revisions::author_id.eq(author),
                    basic_info_revisions::saved_at.eq(now),
                ))
                .returning(basic_info_revisions::id)
                .get_result(conn)?;
            diesel::insert_into(basic_info_changes::table)
                .values((
                    basic_info_changes::revision_id.eq(revision),
                    basic_info_changes::item.eq(item.code()),
                    basic_info_changes::value.eq(value),
                ))
                .execute(conn)?;
        }
        let draft = Draft {
            base: RevisionId(0),
            changes: vec![Change {
                item: Item::Remarks,
                value: Some(ItemValue::Text(NEVER.to_owned())),
            }],
        };
        diesel::insert_into(basic_info_drafts::table)
            .values((
                basic_info_drafts::patient_id.eq(patient),
                basic_info_drafts::user_id.eq(author),
                basic_info_drafts::base.eq(0),
                basic_info_drafts::content.eq(serde_json::to_string(&draft.changes).unwrap()),
                basic_info_drafts::saved_at.eq(now),
            ))
            .execute(conn)
    });
}

/// An attached file and a consent's form of the patient: their ids.
fn put_files(app: &TestApp, patient: i64) -> [i64; 2] {
    let now = app.app.clock.timestamp();
    let (file, _) = store_file(app, &Mark::File.of(patient), Some(now));
    let (form, _) = store_file(app, &Mark::ConsentForm.of(patient), Some(now));
    app.query(|conn| {
        diesel::insert_into(attachments::table)
            .values((
                attachments::file_id.eq(file),
                attachments::patient_id.eq(patient),
                attachments::institution_id.eq(1),
                attachments::author_id.eq(1),
                attachments::title.eq(Mark::File.of(patient)),
                attachments::kind.eq("other"),
                attachments::added_at.eq(now),
                attachments::position.eq(0),
            ))
            .execute(conn)?;
        diesel::insert_into(consents::table)
            .values((
                consents::patient_id.eq(patient),
                consents::kind.eq("given"),
                consents::happened_on.eq(now.date()),
                consents::explained_by.eq(""),
                consents::signed_by.eq(""),
                consents::relation.eq(""),
                consents::note.eq(Mark::ConsentForm.of(patient)),
                consents::institution_id.eq(1),
                consents::user_id.eq(1),
                consents::form_file_id.eq(form),
                consents::recorded_at.eq(now),
            ))
            .execute(conn)
    });
    [file, form]
}

/// A picture, as far as the server knows; its id and its token. It belongs to a patient since `kept_at`.
fn store_file(app: &TestApp, content: &str, kept_at: Option<chrono::NaiveDateTime>) -> (i64, String) {
    let store = &app.app.files;
    let (sealer, key) = store.create(content.len() as u64).unwrap();
    runtime().block_on(async {
        store.write(&sealer, Part::Piece(0), content.as_bytes()).await.unwrap();
        store.write(&sealer, Part::Thumbnail, content.as_bytes()).await.unwrap();
    });
    let size = i64::try_from(content.len()).unwrap();
    let token = tobiume_backend::api::random_hex(16).unwrap();
    let owner: i64 = app.query(|conn| users::table.filter(users::login_id.eq(NEW_DOCTOR)).select(users::id).first(conn));
    let id = app.query(|conn| {
        diesel::insert_into(stored_files::table)
            .values((
                stored_files::token.eq(&token),
                stored_files::user_id.eq(owner),
                stored_files::name.eq(content),
                stored_files::sent_size.eq(size),
                stored_files::begun_at.eq(app.app.clock.timestamp()),
                stored_files::object.eq(sealer.object()),
                stored_files::object_key.eq(&key),
                stored_files::object_size.eq(size),
                stored_files::has_thumbnail.eq(true),
                stored_files::media.eq("jpeg"),
                stored_files::kept_at.eq(kept_at),
            ))
            .returning(stored_files::id)
            .get_result(conn)
    });
    (id, token)
}

/// A number to ask for.
#[derive(Clone, Debug)]
enum Id {
    Somebodys(Index),
    Near(Index, i64),
    Any(i64),
}

impl Id {
    fn of(&self, known: &[i64]) -> i64 {
        match self {
            Self::Somebodys(index) => *index.get(known),
            Self::Near(index, by) => index.get(known).wrapping_add(*by),
            Self::Any(id) => *id,
        }
    }
}

fn ids() -> impl Strategy<Value = Id> {
    prop_oneof![
        6 => any::<Index>().prop_map(Id::Somebodys),
        2 => (any::<Index>(), -40..40i64).prop_map(|(index, by)| Id::Near(index, by)),
        1 => any::<i64>().prop_map(Id::Any),
        1 => prop_oneof![Just(0), Just(-1), Just(i64::MAX), Just(i64::MIN)].prop_map(Id::Any),
    ]
}

/// One request to be.
#[derive(Clone, Debug)]
struct Question {
    reader: Index,
    endpoint: Index,
    patient: Id,
    file: Id,
    upload: Index,
    /// One digit of the upload's token is another one.
    upload_changed: Option<usize>,
    revisions: (Id, Id),
    looked_for: Index,
}

fn questions() -> impl Strategy<Value = Question> {
    let index = any::<Index>;
    (
        (index(), index(), ids(), ids()),
        (index(), proptest::option::of(0..32usize), (ids(), ids()), index()),
    )
        .prop_map(
            |((reader, endpoint, patient, file), (upload, upload_changed, revisions, looked_for))| Question {
                reader,
                endpoint,
                patient,
                file,
                upload,
                upload_changed,
                revisions,
                looked_for,
            },
        )
}

/// A question in words of HTTP, and who asks what of whom.
struct Request<'a> {
    reader: &'a Reader,
    endpoint: &'a EndpointInfo,
    patient: i64,
    person: Option<&'a Person>,
    path: String,
    body: Option<Value>,
}

impl World {
    /// None where the answer would be a long work, or the end of what others are still to ask for, and is allowed.
    fn request(&self, question: &Question) -> Option<Request<'_>> {
        let (reader, endpoint) = (question.reader.get(&self.readers), question.endpoint.get(&self.endpoints));
        let known: Vec<i64> = self.persons.iter().map(|person| person.id).collect();
        let patient = question.patient.of(&known);
        let person = self.by_id.get(&patient).map(|&at| &self.persons[at]);
        let allowed = match endpoint.access {
            Permission::Patient(action) => person.is_some_and(|person| reader.permits(person, action).is_ok()),
            access => access.allows(reader.role),
        };
        let is_done_all_the_time = endpoint.method == Method::Get && !endpoint.path.ends_with("/print")
            || endpoint.body_kind == BodyKind::Json
            || endpoint.name == "PutChunk";
        if allowed && !is_done_all_the_time {
            return None;
        }
        let mut upload = question.upload.get(&self.uploads).clone();
        if let Some(at) = question.upload_changed {
            let other = if &upload[at..=at] == "0" { "1" } else { "0" };
            upload.replace_range(at..=at, other);
        }
        let query = match endpoint.name {
            "CompareRevisions" => {
                let (from, until) = &question.revisions;
                format!("?from={}&until={}", from.of(&self.revisions), until.of(&self.revisions))
            }
            "GetPatient" => "?mode=collaboration".to_owned(),
            _ => String::new(),
        };
        // Somebody's name; half of the time with the birth date that belongs to it.
        let (looked_for, other) = (question.looked_for.get(&self.persons), question.file.of(&self.files));
        let birth_date = looked_for.birth_date + chrono::Duration::days(other & 1);
        let body = match endpoint.name {
            "SearchPatients" => json!({"name": looked_for.name}),
            "FindDoubles" => json!({"kana": looked_for.kana, "birth_date": birth_date.to_string()}),
            "SearchMaster" => json!({"kind": "drug", "text": "標識"}),
            // Nothing is written: a body that says nothing is refused after everything else.
            _ => Value::Null,
        };
        Some(Request {
            reader,
            endpoint,
            patient,
            person,
            path: format!("{}{query}", path_to(endpoint, patient, question.file.of(&self.files), &upload)),
            body: (endpoint.body_kind == BodyKind::Json).then_some(body),
        })
    }

    /// What is wrong with an answer.
    fn check(&self, request: &Request<'_>, answer: &Answer) -> Result<(), String> {
        let Request {
            reader, endpoint, person, ..
        } = request;
        let text = answer.text();
        if let Permission::Patient(action) = endpoint.access {
            let refusal = match person {
                _ if !endpoint.access.allows(reader.role) => Some(ErrorCode::Forbidden),
                None => Some(ErrorCode::NotFound),
                Some(person) => reader.permits(person, action).err().map(|denial| match denial {
                    tobiume_common::access::Denial::NotFound => ErrorCode::NotFound,
                    tobiume_common::access::Denial::ReasonRequired => ErrorCode::ReasonRequired,
                    tobiume_common::access::Denial::NotAllowed => ErrorCode::Forbidden,
                }),
            };
            if let Some(code) = refusal {
                // Word by word what everybody is told who is refused: nothing of the patient is in it.
                let expected = serde_json::to_string(&ApiError::new(code)).unwrap();
                if (answer.status, text.as_str()) != (code.status(), expected.as_str()) {
                    return Err(format!("expected {expected}"));
                }
                return Ok(());
            }
        }
        if text.contains(NEVER) {
            return Err("an upload or a draft of somebody else".to_owned());
        }
        if answer.status >= 500 {
            return Err("an unexpected error".to_owned());
        }
        self.persons.iter().try_for_each(|other| self.check_person(request, other, &text))
    }

    /// Whether an answer may hold what it holds of a person.
    fn check_person(&self, request: &Request<'_>, other: &Person, text: &str) -> Result<(), String> {
        let Request { reader, endpoint, .. } = request;
        let grant = match endpoint.access {
            Permission::Patient(action) if other.id == request.patient => reader.permits(other, action).ok(),
            _ => None,
        };
        // A list holds whom the reader may find; who asks for doubles knows name and birth date already, and sees no address.
        let is_listed = matches!(endpoint.name, "SearchPatients" | "GetPortal") && reader.finds(other);
        for mark in Mark::ALL {
            let may_be_seen = grant.is_some_and(|grant| mark.may_be_seen(&grant)) || is_listed && matches!(mark, Mark::Address);
            if text.contains(&mark.of(other.id)) && !may_be_seen {
                return Err(format!("{mark:?} of patient {}", other.id));
            }
        }
        let is_asked_for = endpoint.name == "FindDoubles"
            && !other.withdrawn
            && request
                .body
                .as_ref()
                .is_some_and(|body| body["kana"] == other.kana && body["birth_date"] == other.birth_date.to_string());
        let is_named = [&other.name, &other.kana]
            .into_iter()
            .any(|name| text.contains(&serde_json::to_string(name).unwrap()));
        // Of namesakes the address tells which one it is.
        let may_be_named = grant.is_some() || is_listed || is_asked_for || self.namesakes.contains(&other.id);
        if is_named && !may_be_named {
            return Err(format!("the name of patient {}", other.id));
        }
        Ok(())
    }
}

/// Requests of one case: asked at the same time, so that one commit of the audit log serves many.
const AT_ONCE: usize = 50;

fn nobody_is_told_of_others(app: &TestApp, cases: u32) {
    let (world, runtime) = (World::new(app), runtime());
    let mut runner = TestRunner::new(ProptestConfig {
        cases: cases / u32::try_from(AT_ONCE).unwrap(),
        failure_persistence: None,
        // The sentence of a failure names the one request that failed.
        max_shrink_iters: 0,
        ..ProptestConfig::default()
    });
    let asked = std::cell::Cell::new(0);
    let tested = runner.run(&proptest::collection::vec(questions(), AT_ONCE), |questions| {
        let requests: Vec<Request<'_>> = questions.iter().filter_map(|question| world.request(question)).collect();
        asked.set(asked.get() + requests.len());
        let answers = runtime.block_on(async {
            let sent: Vec<_> = requests
                .iter()
                .map(|request| {
                    let (server, cookie, path) = (world.server.clone(), request.reader.cookie.clone(), request.path.clone());
                    let (method, body) = (request.endpoint.method, request.body.clone());
                    tokio::spawn(async move { server.send(&cookie, method, &path, body.as_ref()).await })
                })
                .collect();
            let mut answers = Vec::new();
            for answer in sent {
                answers.push(answer.await.unwrap());
            }
            answers
        });
        for (request, answer) in requests.iter().zip(&answers) {
            if let Err(wrong) = world.check(request, answer) {
                let (role, name, path) = (request.reader.role, request.endpoint.name, &request.path);
                return Err(TestCaseError::fail(format!(
                    "{role:?} {name} {path}: {wrong}; answered {} {}",
                    answer.status,
                    answer.text()
                )));
            }
        }
        Ok(())
    });
    if let Err(TestError::Fail(why, _)) = tested {
        panic!("{why}");
    }
    assert!(
        asked.get() * 10 > cases as usize * 8,
        "{} of {cases} questions were asked",
        asked.get()
    );
}

#[test]
fn a_hundred_thousand_questions_tell_nothing_of_others() {
    nobody_is_told_of_others(&TestApp::start(Database::Sqlite).unwrap(), 100_000);
}

/// Fewer: what is asked is the same, and the decision is not the database's.
#[test]
fn ten_thousand_questions_tell_nothing_of_others_on_postgres() {
    match TestApp::start(Database::Postgres) {
        Some(app) => nobody_is_told_of_others(&app, 10_000),
        None => support::skipped(
            "ten_thousand_questions_tell_nothing_of_others_on_postgres",
            "TOBIUME_TEST_POSTGRES is not set",
        ),
    }
}
