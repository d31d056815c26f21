//! The office's work: a long queue, and the approval of a large institution with all letters.

use std::time::Instant;

use anyhow::bail;
use diesel::{RunQueryDsl, connection::SimpleConnection, sql_query};
use support::{
    Client,
    app::{OFFICE, PASSWORD},
    client::OWN_PAGE,
};
use tobiume_common::{
    Endpoint,
    application::{
        ApplicationForm, ApplicationPath, ApproveApplication, ApproveRequest, BeginApplication, BeginRequest, FormRequest,
        ListApplications, Queue, QueueQuery, Step, StepApplication, StepRequest, SubmitApplication,
        form::{DeviceKind, DeviceLine, InstitutionForm, System, UserLine},
    },
    check_digit::with_modulus10,
    endpoint::path_of,
    institutions::{InstitutionKind, Profession},
};

use crate::{
    load::{Load, Measured},
    report::{figure, progress, skipped},
    server::Server,
    store::{Kind, Store},
};

/// Applications in the queue.
const APPLICATIONS: usize = 500;

/// Users of the institution that is approved.
const USERS: usize = 50;

/// Takes the figures; `cookie` is the session of the office's clerk. What was made is removed at the end.
pub fn measure(store: &Store, server: &Server, name: &str) -> anyhow::Result<Measured> {
    let mut office = Client::new(&server.base);
    if let Err(error) = office.sign_in(OFFICE, PASSWORD) {
        bail!("the office cannot sign in: {}", error.message);
    }
    progress("applications …");
    let mut clinic = Client::new(&server.base);
    for number in 0..APPLICATIONS {
        if number % 10 == 0 {
            // Ten an hour may be begun from one address.
            execute(store, "UPDATE applications SET begun_at = '2020-01-01 00:00:00'")?;
        }
        send(&mut clinic, number)?;
    }
    let cookie = office.cookie().unwrap_or_default().to_owned();
    let lines = [
        QueueQuery::default(),
        QueueQuery {
            text: "医院12".to_owned(),
            ..QueueQuery::default()
        },
    ];
    let lines = lines.iter().map(|query| {
        let body = serde_json::to_string(query).unwrap_or_default();
        format!("POST {} {body}", ListApplications::PATH)
    });
    let measured = Load::of(lines)?.run(server, &cookie, None);
    let approval = approve(&mut office);
    remove(store)?;
    match approval? {
        Some(seconds) => figure(&format!("approval_{name}_of_{USERS}_users"), seconds, "s"),
        None => skipped("approval", "TOBIUME_WORKER is not set or not built"),
    }
    measured
}

fn form(number: usize) -> ApplicationForm {
    let digits = with_modulus10(&format!("{:06}", 800_000 + number)).unwrap_or_default();
    let user = |number: usize| UserLine {
        name: format!("青葉 {number}"),
        kana: "アオバ イチロウ".to_owned(),
        profession: Some(Profession::Nurse),
        is_administrator: number == 0,
    };
    ApplicationForm {
        institution: InstitutionForm {
            name: format!("医院{number}"),
            kana: "イイン".to_owned(),
            kind: Some(InstitutionKind::Clinic),
            code: format!("401{digits}"),
            postal_code: "802-0001".to_owned(),
            address: "福岡県北九州市小倉北区浅野0丁目1番".to_owned(),
            city_code: "40100".to_owned(),
            phone: format!("093-000-{number:04}"),
            association: "北九州市医師会".to_owned(),
            ..InstitutionForm::default()
        },
        systems: vec![System::EmergencyCare],
        devices: vec![DeviceLine {
            kind: DeviceKind::Windows,
            count: 2,
            network: String::new(),
        }],
        users: (0..USERS).map(user).collect(),
        agrees: true,
        ..ApplicationForm::default()
    }
}

fn send(clinic: &mut Client, number: usize) -> anyhow::Result<()> {
    let form = form(number);
    let begun = clinic.call::<BeginApplication>(
        &(),
        "",
        &BeginRequest {
            form: form.clone(),
            homepage: String::new(),
        },
    );
    let ticket = begun.map_err(|error| anyhow::anyhow!(error.message))?;
    let request = FormRequest {
        ticket,
        version: 1,
        form,
        answer: String::new(),
    };
    let sent = clinic.call::<SubmitApplication>(&(), "", &request);
    sent.map_err(|error| anyhow::anyhow!(error.message))?;
    Ok(())
}

/// Seconds from the click to the letters; none where nothing typesets them.
fn approve(office: &mut Client) -> anyhow::Result<Option<f64>> {
    let queue: Queue = office
        .call::<ListApplications>(&(), "", &QueueQuery::default())
        .map_err(|error| anyhow::anyhow!(error.message))?;
    let Some(line) = queue.lines.first() else {
        bail!("the queue is empty")
    };
    let path = ApplicationPath { application: line.id };
    let step = StepRequest {
        version: line.version,
        step: Step::TakeUp,
        reason: String::new(),
    };
    let taken = office.call::<StepApplication>(&path, "", &step);
    let taken = taken.map_err(|error| anyhow::anyhow!(error.message))?;
    let request = ApproveRequest {
        version: taken.version,
        code: String::new(),
    };
    let body = serde_json::to_vec(&request)?;
    let headers = [OWN_PAGE, ("content-type", "application/json")];
    let began = Instant::now();
    let answer = office.send(ApproveApplication::METHOD, &path_of::<ApproveApplication>(&path), &headers, &body);
    let passed = began.elapsed().as_secs_f64();
    match answer.status {
        200 => Ok(Some(passed)),
        500 => Ok(None),
        status => bail!("the approval answered {status}: {}", answer.text()),
    }
}

fn execute(store: &Store, statement: &str) -> anyhow::Result<()> {
    sql_query(statement).execute(&mut store.url.connect()?)?;
    Ok(())
}

/// Leaves the store as it was, but for the audit log.
fn remove(store: &Store) -> anyhow::Result<()> {
    let mut conn = store.url.connect()?;
    conn.batch_execute(
        "DELETE FROM application_events;
         DELETE FROM applications;
         DELETE FROM users WHERE institution_id IN (SELECT id FROM institutions WHERE name LIKE '医院%');
         DELETE FROM institutions WHERE name LIKE '医院%';",
    )?;
    conn.batch_execute(match store.kind {
        Kind::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE);",
        Kind::Postgres => "VACUUM ANALYZE applications",
    })?;
    Ok(())
}
