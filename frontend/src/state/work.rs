//! The part of the program where one works, once it has arrived with its style sheet.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use yew::prelude::*;

use crate::{dom, parts};

thread_local! {
    static WORK: Cell<Option<parts::DrawWork>> = const { Cell::new(None) };
    /// It is on its way: whoever wants it, too, waits for the same.
    static LOADING: Cell<bool> = const { Cell::new(false) };
    static WAITING: RefCell<Vec<UseStateSetter<Option<parts::DrawWork>>>> = const { RefCell::new(Vec::new()) };
}

/// The part, once it has arrived; fetched when it is `wanted`.
#[hook]
pub fn use_work(wanted: bool) -> Option<parts::DrawWork> {
    let part = use_state(|| WORK.get());
    let setter = part.setter();
    use_effect_with((wanted, part.is_some()), move |(wanted, there)| match WORK.get() {
        _ if *there || !*wanted => {}
        // It came between the drawing and this moment.
        Some(draw) => setter.set(Some(draw)),
        None => {
            WAITING.with_borrow_mut(|waiting| waiting.push(setter));
            load();
        }
    });
    *part
}

/// Fetches the part while one still reads, so that its first page opens at once. Nothing is said when that fails: it is fetched again when it
/// is wanted.
pub fn fetch_ahead() {
    if WORK.get().is_none() {
        load();
    }
}

fn load() {
    if LOADING.replace(true) {
        return;
    }
    dom::run(Box::pin(async {
        match parts::work().await {
            Ok(draw) => dom::load_work_styles(Rc::new(move |came| ended(came.then_some(draw)))),
            Err(parts::NotLoaded) => ended(None),
        }
    }));
}

/// It has arrived, or it has not: those who wait for it are told.
fn ended(draw: Option<parts::DrawWork>) {
    LOADING.set(false);
    WORK.set(draw);
    let waiting = WAITING.take();
    if draw.is_none() && !waiting.is_empty() {
        dom::loading_failed();
    }
    waiting.into_iter().for_each(|setter| setter.set(draw));
}
