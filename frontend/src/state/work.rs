//! The part of the program where one works, once it has arrived with its style sheet.

use std::cell::Cell;

use yew::prelude::*;

use crate::{dom, parts};

thread_local! {
    static WORK: Cell<Option<parts::DrawWork>> = const { Cell::new(None) };
}

/// The part, once it has arrived; fetched when it is `wanted`.
#[hook]
pub fn use_work(wanted: bool) -> Option<parts::DrawWork> {
    let part = use_state(|| WORK.get());
    let arrived = part.setter();
    use_effect_with(wanted, move |wanted| {
        if *wanted && WORK.get().is_none() {
            dom::run(Box::pin(load(arrived)));
        }
    });
    part.or_else(|| WORK.get())
}

/// Fetches the part while one still reads, so that its first page opens at once. Nothing is said when that fails: it is fetched again when it
/// is wanted.
pub fn fetch_ahead() {
    if WORK.get().is_some() {
        return;
    }
    dom::run(Box::pin(async {
        if let Ok(draw) = parts::work().await {
            dom::load_work_styles(move || WORK.set(Some(draw)));
        }
    }));
}

async fn load(arrived: UseStateSetter<Option<parts::DrawWork>>) {
    match parts::work().await {
        Ok(draw) => dom::load_work_styles(move || {
            WORK.set(Some(draw));
            arrived.set(Some(draw));
        }),
        Err(parts::NotLoaded) => dom::loading_failed(),
    }
}
