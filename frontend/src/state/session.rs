//! Who is signed in.

use std::rc::Rc;

use tobiume_common::{
    ApiError, ErrorCode,
    session::{GetSession, Session, SignOut},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{self, Abort},
    dom,
    routes::{self, Route},
};

/// What is known of who is signed in.
#[derive(Clone, PartialEq)]
pub enum SignedIn {
    /// The server has not answered yet.
    Unknown,
    /// Nobody.
    No(Farewell),
    /// This user.
    Yes(Rc<Session>),
}

/// Why nobody is signed in: said above the form.
#[derive(Clone, Debug, PartialEq)]
pub enum Farewell {
    /// There was no session.
    None,
    /// The person signed out.
    SignedOut,
    /// The person signed out, but the server could not be told.
    Unconfirmed,
    /// Nothing was done for too long, or the session was ended elsewhere.
    Expired,
    /// The office ended the session, for this reason.
    Told(AttrValue),
    /// The server could not be asked.
    Unreachable,
}

/// Changes who is signed in.
pub enum Change {
    /// The server said who.
    Known(Session),
    /// There is no session, as far as one can tell at the start.
    Nobody,
    /// The server could not be asked.
    Unreachable,
    /// The session ended without the person's doing.
    Ended,
    /// The office ended the session, for this reason.
    Told(String),
    /// The person signed out.
    Left,
    /// The server could not be told that the person signed out.
    NotTold,
}

impl Reducible for SignedIn {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let was_signed_in = matches!(*self, Self::Yes(_));
        match change {
            Change::Known(_) => dom::set_session_hint(true),
            Change::Nobody | Change::Ended | Change::Told(_) | Change::Left => dom::set_session_hint(false),
            Change::Unreachable | Change::NotTold => {}
        }
        Rc::new(match change {
            Change::Known(session) => Self::Yes(Rc::new(session)),
            Change::Left => Self::No(Farewell::SignedOut),
            Change::Told(why) => Self::No(Farewell::Told(why.into())),
            Change::Unreachable if !was_signed_in => Self::No(Farewell::Unreachable),
            Change::Ended if was_signed_in => Self::No(Farewell::Expired),
            Change::Nobody if !was_signed_in => Self::No(Farewell::None),
            Change::NotTold if !was_signed_in => Self::No(Farewell::Unconfirmed),
            Change::Nobody | Change::Unreachable | Change::Ended | Change::NotTold => return self,
        })
    }
}

/// Who is signed in, and how to change it.
pub type SessionHandle = UseReducerHandle<SignedIn>;

/// Keeps who is signed in for the whole program. A browser that has no session shows the form at once.
#[hook]
pub fn use_session_state() -> SessionHandle {
    let session = use_reducer(|| match dom::session_hint() {
        true => SignedIn::Unknown,
        false => SignedIn::No(Farewell::None),
    });
    let may_be_signed_in = *session == SignedIn::Unknown;
    let dispatcher = session.dispatcher();
    use_effect_with((), move |()| {
        spawn_local(async move {
            if !may_be_signed_in {
                api::on_signed_out(move |refusal| dispatcher.dispatch(ended(refusal, Change::Ended)));
                return;
            }
            dispatcher.dispatch(match api::call::<GetSession>(&Abort::new(), &(), &(), &()).await {
                Ok(session) => Change::Known(session),
                Err(error) if error.code == ErrorCode::SignedOut => ended(&error, Change::Nobody),
                Err(_) => Change::Unreachable,
            });
            // From now on; the refusal of this first question is no end of a session.
            api::on_signed_out(move |refusal| dispatcher.dispatch(ended(refusal, Change::Ended)));
        });
    });
    session
}

/// What a refusal means: what the office has to say, or what it usually means.
fn ended(refusal: &ApiError, usually: Change) -> Change {
    match refusal.message == refusal.code.message() {
        true => usually,
        false => Change::Told(refusal.message.clone()),
    }
}

/// Signs out: on this screen at once, and on the server; when that cannot be told, the person is.
pub fn sign_out(session: &SessionHandle) {
    leave(session, Change::Left);
    routes::go_unasked(&Route::Portal);
}

/// Ends the session after too long without a sign of life; the place on the screen is kept.
pub fn expire(session: &SessionHandle) {
    leave(session, Change::Ended);
}

fn leave(session: &SessionHandle, change: Change) {
    session.dispatch(change);
    let dispatcher = session.dispatcher();
    spawn_local(async move {
        match api::call::<SignOut>(&Abort::new(), &(), &(), &()).await {
            Err(error) if error.code != ErrorCode::SignedOut => dispatcher.dispatch(Change::NotTold),
            _ => {}
        }
    });
}
