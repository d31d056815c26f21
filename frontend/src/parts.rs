//! The parts of the program that are loaded when they are needed. The first load carries this
//! file's callers; what is reached only through one of these functions comes in a file of its own
//! (`wasm-split` cuts there, see scripts/build-web.sh). A part is entered through one function.

use std::rc::Rc;

use tobiume_common::session::Session;
use yew::prelude::*;

use crate::{
    pages::files::ViewerProps,
    routes::{OfficePage, WorkPage},
    state::{search::SearchHandle, session::SessionHandle},
};

/// Draws everything that one sees after signing in.
pub type DrawDesk = fn(&SessionHandle, &Rc<Session>) -> Html;

/// What the part of the program draws where one works, rather than searches and reads.
#[derive(Clone, Copy)]
pub struct DrawWork {
    /// Its pages.
    pub page: fn(&Rc<Session>, &WorkPage, &SearchHandle) -> Html,
    /// An attached file, over the page that is shown.
    pub viewer: fn(&ViewerProps) -> Html,
}

/// Draws a page of the secretariat's console.
pub type DrawOffice = fn(&Rc<Session>, &OfficePage) -> Html;

/// Draws a page of 参加申請, for whoever has no account.
pub type DrawApply = fn() -> Html;

/// A part did not arrive.
pub struct NotLoaded;

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        Self
    }
}

/// The desk, once it has arrived.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(desk, fallible)]
pub fn desk() -> Result<DrawDesk, NotLoaded> {
    Ok(crate::desk::desk)
}

/// The desk: part of a program in one piece, as `make dev` builds it.
#[cfg(not(feature = "split"))]
pub async fn desk() -> Result<DrawDesk, NotLoaded> {
    Ok(crate::desk::desk)
}

/// The pages where one works, once they have arrived.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(work, fallible)]
pub fn work() -> Result<DrawWork, NotLoaded> {
    Ok(crate::work::WORK)
}

/// The pages where one works: part of a program in one piece.
#[cfg(not(feature = "split"))]
pub async fn work() -> Result<DrawWork, NotLoaded> {
    Ok(crate::work::WORK)
}

/// The secretariat's console, once it has arrived.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(office, fallible)]
pub fn office() -> Result<DrawOffice, NotLoaded> {
    Ok(crate::pages::office::page)
}

/// The secretariat's console: part of a program in one piece.
#[cfg(not(feature = "split"))]
pub async fn office() -> Result<DrawOffice, NotLoaded> {
    Ok(crate::pages::office::page)
}

/// 参加申請, once it has arrived.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(apply, fallible)]
pub fn apply() -> Result<DrawApply, NotLoaded> {
    Ok(crate::apply::apply)
}

/// 参加申請: part of a program in one piece.
#[cfg(not(feature = "split"))]
pub async fn apply() -> Result<DrawApply, NotLoaded> {
    Ok(crate::apply::apply)
}
