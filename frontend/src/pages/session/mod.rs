//! Signing in, and the own password.

mod password;
mod sign_in;

use std::rc::Rc;

use tobiume_common::session::Session;
use yew::prelude::*;

use crate::state::session::{Farewell, SessionHandle};

/// The sign-in form, in the place of whatever page was asked for.
pub fn sign_in(session: &SessionHandle, farewell: &Farewell) -> Html {
    html! { <sign_in::SignInPage session={session.clone()} farewell={farewell.clone()} /> }
}

/// The forced change of the initial password.
pub fn first_password(session: &SessionHandle, user: &Rc<Session>) -> Html {
    html! { <password::PasswordPage session={session.clone()} user={user.clone()} first=true /> }
}

/// The change of the own password whenever one likes.
pub fn change_password(session: &SessionHandle, user: &Rc<Session>) -> Html {
    html! { <password::PasswordPage session={session.clone()} user={user.clone()} first=false /> }
}
