//! Ids of others, ids that nearly are somebody's, and ids of nobody, asked for by every role: nobody is told anything the table does not grant.

mod world;

use std::cell::Cell;

use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{TestError, TestRunner},
};
use serde_json::{Value, json};
use support::{Database, app::*, client::Answer, in_process::runtime};
use tobiume_common::{
    ApiError, EndpointInfo, ErrorCode, Method,
    access::{Denial, Grant, Permission},
    endpoint::BodyKind,
};

use super::path_to;
use world::{Mark, Person, Reader, World};

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
            || endpoint.name == "PutChunk"
            // None of these uploads is an application's.
            || endpoint.path.starts_with("/api/applications/uploads/");
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
                    Denial::NotFound => ErrorCode::NotFound,
                    Denial::ReasonRequired => ErrorCode::ReasonRequired,
                    Denial::NotAllowed => ErrorCode::Forbidden,
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
        if answer.status >= 500 {
            return Err("an unexpected error".to_owned());
        }
        self.check_marks(request, &text)?;
        self.check_names(request, &text)
    }

    /// What the reader may do with a person by the endpoint: the one of the path and nobody else.
    fn grant(&self, request: &Request<'_>, person: &Person) -> Option<Grant> {
        match request.endpoint.access {
            Permission::Patient(action) if person.id == request.patient => request.reader.permits(person, action).ok(),
            _ => None,
        }
    }

    fn check_marks(&self, request: &Request<'_>, text: &str) -> Result<(), String> {
        for rest in text.split(Mark::BEGINNING).skip(1) {
            let name = rest.split(Mark::END).next().unwrap_or_default();
            let Some(&(mark, at)) = self.marks.get(name) else {
                return Err(format!("{name}, which is nobody's to see"));
            };
            let person = &self.persons[at];
            let is_granted = self.grant(request, person).is_some_and(|grant| mark.may_be_seen(&grant));
            if !(is_granted || mark == Mark::Address && is_listed(request, person)) {
                return Err(format!("{mark:?} of patient {}", person.id));
            }
            self.seen.borrow_mut().insert(mark);
        }
        Ok(())
    }

    /// Names stand in answers as texts of their own. Of namesakes the address tells which one it is.
    fn check_names(&self, request: &Request<'_>, text: &str) -> Result<(), String> {
        for name in text.split('"') {
            let Some(&at) = self.names.get(name) else { continue };
            let person = &self.persons[at];
            let may_be_named = self.grant(request, person).is_some() || is_listed(request, person) || is_asked_for(request, person);
            if !may_be_named {
                return Err(format!("the name of patient {}", person.id));
            }
        }
        Ok(())
    }
}

/// A list holds whom the reader may find.
fn is_listed(request: &Request<'_>, person: &Person) -> bool {
    matches!(request.endpoint.name, "SearchPatients" | "GetPortal") && request.reader.finds(person)
}

/// Who asks for doubles knows name and birth date already.
fn is_asked_for(request: &Request<'_>, person: &Person) -> bool {
    let asks_for = |body: &Value| body["kana"] == person.kana && body["birth_date"] == person.birth_date.to_string();
    request.endpoint.name == "FindDoubles" && !person.withdrawn && request.body.as_ref().is_some_and(asks_for)
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
    let asked = Cell::new(0);
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
