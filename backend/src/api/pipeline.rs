//! The way of every request: same site? signed in? allowed? parsed; handled; audited; answered.

use axum::{
    RequestExt,
    extract::{Path, Query, Request},
    response::Response,
};
use tobiume_common::{
    ApiError, Endpoint, ErrorCode,
    access::{Denial, Permission, permits},
    endpoint::{Body, BodyKind, Content, PathValues},
    ids::PatientId,
};

use super::{
    AppError, AppResult, ByteRange, Call, Client,
    answer::{Answer, Step},
    body,
    body::Received,
    client, error,
};
use crate::{
    app::App,
    audit::{Action, Event},
    db::Conn,
    patients::{self, PatientAccess},
    session::{self, CurrentUser},
};

/// Serves one request of endpoint `E`.
pub(super) async fn serve<E: Endpoint>(
    app: App,
    handler: impl Fn(&mut Call<'_, E>) -> AppResult<Step> + Send + 'static,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let client = Client::of(&parts, &app.server);
    let request = Request::from_parts(parts, body);
    match answer::<E>(&app, handler, &client, request).await {
        Ok(answer) => answer.into_response(),
        Err(failure) => {
            if matches!(failure, AppError::Internal(_)) {
                app.db.suspect();
            }
            error::respond(&failure.into_api_error(&client.request_id))
        }
    }
}

async fn answer<E: Endpoint>(
    app: &App,
    handler: impl Fn(&mut Call<'_, E>) -> AppResult<Step> + Send + 'static,
    client: &Client,
    mut request: Request,
) -> AppResult<Answer> {
    let authority = request.uri().authority().map(http::uri::Authority::as_str);
    let same_site = client::is_same_site(request.method(), request.headers(), authority);
    let path = path_of::<E>(&mut request).await;
    let query = Query::<E::Query>::try_from_uri(request.uri());
    let token = session::cookie::token(request.headers());
    let range = ByteRange::of(request.headers());
    let (parts, body) = request.into_parts();

    // A small body is taken in before any refusal: a connection with an unread body would have to be closed.
    let (small, upload) = match E::Body::KIND {
        BodyKind::Upload => (Ok(Received::Empty), Some(body)),
        kind => (body::receive(kind, &parts.headers, body).await, None),
    };
    if !same_site {
        return Err(ErrorCode::CrossSite.into());
    }
    let (path, mut received) = (path?, small?);
    if let Some(upload) = upload {
        // Nobody fills our disk before we know who it is.
        let token = token.clone();
        app.with_connection(move |app, conn| authorise::<E>(app, conn, token.as_deref()))
            .await?;
        received = body::receive(BodyKind::Upload, &parts.headers, upload).await?;
    }

    let client = client.clone();
    let taken = Taken {
        path,
        // Told like a wrong body: after it is known who asks, and whether they may.
        query: query.map(|Query(query)| query).map_err(|_| ErrorCode::Invalid),
        received,
        token,
        range,
    };
    let (result, events) = app
        .with_connection(move |app, conn| handle::<E>(app, conn, handler, &client, taken))
        .await?;
    let result = match result {
        Ok(Step::Done(answer)) => Ok(answer),
        Ok(Step::Later(rest)) => rest.await,
        Err(failure) => Err(failure),
    };
    app.audit.append(events).await?;
    result
}

/// What was taken from the HTTP request.
struct Taken<E: Endpoint> {
    path: E::Path,
    query: Result<E::Query, ErrorCode>,
    received: Received,
    token: Option<String>,
    range: Option<ByteRange>,
}

async fn path_of<E: Endpoint>(request: &mut Request) -> AppResult<E::Path> {
    if !E::PATH.contains('{') {
        // A path without placeholders has the type `()`.
        return serde_json::from_value(serde_json::Value::Null).map_err(|error| AppError::Internal(error.into()));
    }
    // An id that is no id is a thing that is not there.
    let Path(path) = request.extract_parts::<Path<E::Path>>().await.map_err(|_| ErrorCode::NotFound)?;
    Ok(path)
}

type Handled = (AppResult<Step>, Vec<Event>);

/// Everything that needs the database: session, permission, handler.
fn handle<E: Endpoint>(
    app: &App,
    conn: &mut Conn,
    handler: impl Fn(&mut Call<'_, E>) -> AppResult<Step>,
    client: &Client,
    request: Taken<E>,
) -> AppResult<Handled> {
    let user = authorise::<E>(app, conn, request.token.as_deref())?;
    let access = match patient_access::<E>(conn, user.as_ref(), request.path.patient())? {
        Ok(access) => access,
        Err(denial) => {
            let event = refusal_event(app, client, user.as_ref(), request.path.patient(), denial);
            return Ok((Err(denial.into()), vec![event]));
        }
    };
    let query = request.query?;
    let (mut upload, mut chunk) = (None, bytes::Bytes::new());
    let body = match request.received {
        Received::Empty => parse::<E>(b"null")?,
        Received::Json(bytes) => parse::<E>(&bytes)?,
        Received::Upload(file) => {
            upload = Some(file);
            parse::<E>(b"null")?
        }
        Received::Chunk(bytes) => {
            chunk = bytes;
            parse::<E>(b"null")?
        }
    };
    let mut call = Call {
        app,
        conn,
        path: request.path,
        query,
        body,
        client,
        range: request.range,
        upload,
        chunk,
        access,
        download: None,
        user,
        cookie: None,
        events: Vec::new(),
    };
    let result = handler(&mut call);
    Ok((result, call.events))
}

/// Who calls, if they may. `None` only at a public endpoint.
fn authorise<E: Endpoint>(app: &App, conn: &mut Conn, token: Option<&str>) -> AppResult<Option<CurrentUser>> {
    let user = match token {
        Some(token) => session::current(app, conn, token)?,
        None => None,
    };
    if E::ACCESS == Permission::Public {
        return Ok(user);
    }
    let Some(user) = user else {
        return Err(session::farewell(conn, token)?.into());
    };
    if user.must_change_password && !E::ACCESS.allows_initial_password() {
        return Err(ErrorCode::MustChangePassword.into());
    }
    if !E::ACCESS.allows(user.role) || (E::ACCESS.asks_administrator() && !user.is_administrator) {
        return Err(ErrorCode::Forbidden.into());
    }
    Ok(Some(user))
}

/// What the caller may do with the patient of the path, at an endpoint that is about one. The outer error is the server's, the inner one a
/// refusal, which the audit log tells of.
fn patient_access<E: Endpoint>(
    conn: &mut Conn,
    user: Option<&CurrentUser>,
    patient: Option<PatientId>,
) -> AppResult<Result<Option<PatientAccess>, Denial>> {
    let Permission::Patient(action) = E::ACCESS else {
        return Ok(Ok(None));
    };
    let (user, patient) = user.zip(patient).ok_or(ErrorCode::NotFound)?;
    let (summary, detail) = patients::model::find(conn, patient)?.ok_or(ErrorCode::NotFound)?;
    let relation = patients::model::relation(conn, user, patient, &detail)?;
    Ok(match permits(user.role, relation, action) {
        Ok(grant) => Ok(Some(PatientAccess {
            summary,
            detail,
            relation,
            grant,
        })),
        Err(denial) => Err(denial),
    })
}

fn refusal_event(app: &App, client: &Client, user: Option<&CurrentUser>, patient: Option<PatientId>, denial: Denial) -> Event {
    let mut event = Event::new(Action::RefusedPatient, app.clock.timestamp(), client);
    if let Some((user, patient)) = user.zip(patient) {
        event.by(user).about(patient);
    }
    event.detail(match denial {
        Denial::ReasonRequired => "reason_required",
        Denial::NotFound | Denial::NotAllowed => "not_permitted",
    });
    event
}

fn parse<E: Endpoint>(bytes: &[u8]) -> AppResult<Content<E>> {
    serde_json::from_slice(bytes).map_err(|_| ApiError::new(ErrorCode::Invalid).into())
}
