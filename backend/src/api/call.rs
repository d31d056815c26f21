//! What a handler gets.

use bytes::Bytes;
use tobiume_common::{Endpoint, ErrorCode, endpoint::Content};

use super::{AppResult, ByteRange, Client, Download, UploadedFile, answer::Answer};
use crate::{
    app::App,
    audit::{Action, Event},
    db::Conn,
    patients::PatientAccess,
    session::CurrentUser,
};

/// One call of endpoint `E`, with session and permission already checked and everything parsed.
pub struct Call<'a, E: Endpoint> {
    /// The application.
    pub app: &'a App,
    /// A connection of this call's own.
    pub conn: &'a mut Conn,
    /// The path's values.
    pub path: E::Path,
    /// The query's values.
    pub query: E::Query,
    /// The JSON body.
    pub body: Content<E>,
    /// The caller as HTTP shows it.
    pub client: &'a Client,
    /// The part of a file that is asked for, where not all of it is.
    pub range: Option<ByteRange>,
    pub(super) upload: Option<UploadedFile>,
    pub(super) chunk: Bytes,
    pub(super) access: Option<PatientAccess>,
    pub(super) download: Option<Download>,
    pub(super) user: Option<CurrentUser>,
    pub(super) cookie: Option<String>,
    pub(super) events: Vec<Event>,
}

impl<E: Endpoint> Call<'_, E> {
    /// Who calls. Present at every endpoint that is not public.
    ///
    /// # Errors
    /// Signed out, at a public endpoint without a session.
    pub fn user(&self) -> AppResult<CurrentUser> {
        self.user.clone().ok_or_else(|| ErrorCode::SignedOut.into())
    }

    /// The uploaded body.
    ///
    /// # Errors
    /// Invalid, where the endpoint takes no upload.
    pub fn upload(&mut self) -> AppResult<UploadedFile> {
        self.upload.take().ok_or_else(|| ErrorCode::Invalid.into())
    }

    /// The piece of a file that came as the body; empty at other endpoints.
    pub fn chunk(&mut self) -> Bytes {
        std::mem::take(&mut self.chunk)
    }

    /// The patient of the path and what the caller may do there: decided before the handler runs. Once.
    ///
    /// # Errors
    /// Not found, at an endpoint that is not about one patient.
    pub fn patient(&mut self) -> AppResult<PatientAccess> {
        self.access.take().ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// Answers with a file: what an endpoint declared with `=> file` does.
    pub fn answer_with(&mut self, download: Download) {
        self.download = Some(download);
    }

    /// The answer with this response, or with the file in its place.
    pub(super) fn answer(&mut self, response: &E::Response) -> AppResult<Answer> {
        match self.download.take() {
            Some(download) => Ok(Answer::File(download)),
            None => Answer::json(response, self.cookie.take()),
        }
    }

    /// Sets the session cookie with the answer; an empty token removes it.
    pub fn set_session_cookie(&mut self, token: &str) {
        self.cookie = Some(crate::session::cookie::header(token, self.app.server.is_secure()));
    }

    /// An event for the audit log by the caller. It is durable before the answer leaves.
    pub fn audit(&mut self, action: Action) -> &mut Event {
        let mut event = Event::new(action, self.app.clock.timestamp(), self.client);
        if let Some(user) = &self.user {
            event.by(user);
        }
        let at = self.events.len();
        self.events.push(event);
        &mut self.events[at]
    }
}
