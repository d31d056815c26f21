//! `DELETE /api/session`

use tobiume_common::session::SignOut;

use super::model;
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
};

/// Ends the session on the server and removes the cookie.
pub fn sign_out(call: &mut Call<'_, SignOut>) -> AppResult<()> {
    let user = call.user()?;
    let now = call.app.clock.timestamp();
    call.app.db.write(call.conn, |conn| {
        model::end(conn, user.session_id)?;
        audit::insert(&call.app.db, conn, Event::new(Action::SignOut, now, call.client).by(&user))
    })?;
    call.set_session_cookie("");
    Ok(())
}
