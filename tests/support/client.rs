//! A client of the API: the endpoints by their types, and raw requests for what no client of ours would send.

use serde_json::Value;
use tobiume_common::{
    ApiError, Endpoint, ErrorCode,
    basic_info::{
        Change, Draft, Item, ItemValue,
        record::{GetOwnRecord, OwnRecord, SaveOutcome, SaveRecord},
    },
    endpoint::{Content, Method, path_of},
    ids::{PatientId, PatientPath, RevisionId},
    patients::{GetPatient, OpenPatient, OpenReason, OpenRequest, PatientList, PatientQuery, PatientView, SearchPatients},
    session::{Session, SignIn, SignInRequest},
};

/// An answer as HTTP has it.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The error's code.
    pub fn code(&self) -> ErrorCode {
        serde_json::from_slice::<ApiError>(&self.body).unwrap().code
    }
}

/// One browser's worth of state: the session cookie.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    base: String,
    cookie: Option<String>,
}

/// What our own pages send with every request.
pub const OWN_PAGE: (&str, &str) = ("sec-fetch-site", "same-origin");

impl Client {
    /// Nobody yet.
    pub fn new(base: &str) -> Self {
        // A refused request may leave its body unread, and the server then closes the connection: none is used again.
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_idle_connections(0);
        let agent = config.build().into();
        Self {
            agent,
            base: base.to_owned(),
            cookie: None,
        }
    }

    /// The same session at another address.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        Self {
            base: base.to_owned(),
            ..self.clone()
        }
    }

    /// Sends a request with these headers and this body, and keeps a cookie that is set.
    pub fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, headers, body).unwrap()
    }

    /// The same, where the connection may break.
    pub fn try_send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, ureq::Error> {
        let mut request = ureq::http::Request::builder()
            .method(method.as_str())
            .uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let mut response = self.agent.run(request.body(body.to_vec()).unwrap())?;
        let headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let answer = Answer {
            status: response.status().as_u16(),
            headers,
            body: response.body_mut().read_to_vec()?,
        };
        if let Some(cookie) = answer.header("set-cookie") {
            let pair = cookie.split(';').next().unwrap().to_owned();
            self.cookie = (!pair.ends_with('=')).then_some(pair);
        }
        Ok(answer)
    }

    /// Calls an endpoint as our pages do.
    pub fn call<E: Endpoint>(&mut self, path: &E::Path, query: &str, body: &Content<E>) -> Result<E::Response, ApiError> {
        let answer = self.send_json(
            E::METHOD,
            &format!("{}{query}", path_of::<E>(path)),
            &serde_json::to_value(body).unwrap(),
        );
        if answer.status == 200 {
            Ok(serde_json::from_slice(&answer.body).unwrap())
        } else {
            Err(serde_json::from_slice(&answer.body).unwrap())
        }
    }

    /// Calls an endpoint of a server that may have gone: `None` where no whole answer came.
    pub fn call_if_there<E: Endpoint>(&mut self, path: &E::Path, body: &Content<E>) -> Option<Result<E::Response, ApiError>> {
        let body = serde_json::to_vec(body).unwrap();
        let headers = [OWN_PAGE, ("content-type", "application/json")];
        let answer = self.try_send(E::METHOD, &path_of::<E>(path), &headers, &body).ok()?;
        Some(if answer.status == 200 {
            Ok(serde_json::from_slice(&answer.body).unwrap())
        } else {
            Err(serde_json::from_slice(&answer.body).unwrap())
        })
    }

    /// A JSON request as our pages send it.
    pub fn send_json(&mut self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(
            method,
            path,
            &[OWN_PAGE, ("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
    }

    /// Uploads bytes as our pages do.
    pub fn upload<E: Endpoint>(&mut self, path: &E::Path, bytes: &[u8]) -> Answer {
        self.send(
            E::METHOD,
            &path_of::<E>(path),
            &[OWN_PAGE, ("content-type", "application/octet-stream")],
            bytes,
        )
    }

    /// Signs in and keeps the session.
    pub fn sign_in(&mut self, login_id: &str, password: &str) -> Result<Session, ApiError> {
        self.call::<SignIn>(
            &(),
            "",
            &SignInRequest {
                login_id: login_id.to_owned(),
                password: password.to_owned(),
            },
        )
    }

    /// The session cookie as it is sent.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// Searches by name.
    pub fn search(&mut self, name: &str) -> Result<PatientList, ApiError> {
        self.search_for(name, "", "")
    }

    /// Searches by name, birth date and card number.
    pub fn search_for(&mut self, name: &str, birth_date: &str, card_number: &str) -> Result<PatientList, ApiError> {
        let query = PatientQuery {
            name: name.into(),
            birth_date: birth_date.into(),
            card_number: card_number.into(),
        };
        self.call::<SearchPatients>(&(), "", &query)
    }

    /// The names that a search lists.
    pub fn names(&mut self, name: &str) -> Vec<String> {
        self.search(name)
            .unwrap()
            .patients
            .into_iter()
            .map(|patient| patient.name)
            .collect()
    }

    /// Opens a record; `mode` as in the URL, empty for the role's first.
    pub fn view(&mut self, patient: i64, mode: &str) -> Result<PatientView, ApiError> {
        let query = if mode.is_empty() { String::new() } else { format!("?mode={mode}") };
        self.call::<GetPatient>(
            &PatientPath {
                patient: PatientId(patient),
            },
            &query,
            &(),
        )
    }

    /// Gives a reason for opening a record.
    pub fn open(&mut self, patient: i64, reason: OpenReason, note: &str) -> Result<(), ApiError> {
        let request = OpenRequest {
            reason,
            note: note.to_owned(),
        };
        self.call::<OpenPatient>(
            &PatientPath {
                patient: PatientId(patient),
            },
            "",
            &request,
        )
    }

    /// What the own institution keeps of a patient.
    pub fn own_record(&mut self, patient: i64) -> Result<OwnRecord, ApiError> {
        self.call::<GetOwnRecord>(&patient_path(patient), "", &())
    }

    /// Saves changes of basic_info that began with a revision.
    pub fn save(&mut self, patient: i64, base: RevisionId, changes: &[(Item, Option<ItemValue>)]) -> Result<SaveOutcome, ApiError> {
        self.call::<SaveRecord>(&patient_path(patient), "", &draft(base, changes))
    }

    /// The same where nothing speaks against it: the new revision.
    pub fn saved(&mut self, patient: i64, base: RevisionId, changes: &[(Item, Option<ItemValue>)]) -> RevisionId {
        match self.save(patient, base, changes).unwrap() {
            SaveOutcome::Saved(revision) => revision,
            conflicts => panic!("{conflicts:?}"),
        }
    }
}

/// The path of what belongs to a patient.
pub fn patient_path(patient: i64) -> PatientPath {
    PatientPath {
        patient: PatientId(patient),
    }
}

/// Changes of basic_info that began with a revision.
pub fn draft(base: RevisionId, changes: &[(Item, Option<ItemValue>)]) -> Draft {
    let change = |(item, value): &(Item, Option<ItemValue>)| Change {
        item: *item,
        value: value.clone(),
    };
    Draft {
        base,
        changes: changes.iter().map(change).collect(),
    }
}
