//! A part of the program, once it has arrived with its style sheet.

use std::{
    cell::{Cell, RefCell},
    pin::Pin,
    rc::Rc,
    thread::LocalKey,
};

use yew::prelude::*;

use crate::{dom, parts};

/// A part that is on its way.
type Coming<T> = Pin<Box<dyn Future<Output = Result<T, parts::NotLoaded>>>>;

/// A part of the program and whoever waits for it.
pub struct Part<T: Copy + 'static> {
    fetch: fn() -> Coming<T>,
    draw: Cell<Option<T>>,
    /// It is on its way: whoever wants it, too, waits for the same.
    loading: Cell<bool>,
    waiting: RefCell<Vec<UseStateSetter<Option<T>>>>,
}

impl<T: Copy + 'static> Part<T> {
    const fn new(fetch: fn() -> Coming<T>) -> Self {
        Self {
            fetch,
            draw: Cell::new(None),
            loading: Cell::new(false),
            waiting: RefCell::new(Vec::new()),
        }
    }
}

thread_local! {
    /// Where one works about patients.
    pub static WORK: Part<parts::DrawWork> = const { Part::new(|| Box::pin(parts::work())) };
    /// The secretariat's console.
    pub static OFFICE: Part<parts::DrawOffice> = const { Part::new(|| Box::pin(parts::office())) };
}

/// The part, once it has arrived; fetched when it is `wanted`.
#[hook]
pub fn use_part<T: Copy + 'static>(part: &'static LocalKey<Part<T>>, wanted: bool) -> Option<T> {
    let draw = use_state(|| part.with(|part| part.draw.get()));
    let setter = draw.setter();
    use_effect_with((wanted, draw.is_some()), move |(wanted, there)| {
        match part.with(|part| part.draw.get()) {
            _ if *there || !*wanted => {}
            // It came between the drawing and this moment.
            Some(draw) => setter.set(Some(draw)),
            None => {
                part.with(|part| part.waiting.borrow_mut().push(setter));
                load(part);
            }
        }
    });
    *draw
}

/// Fetches a part while one still reads, so that its first page opens at once. Nothing is said when that fails: it is fetched again when it
/// is wanted.
pub fn fetch_ahead<T: Copy + 'static>(part: &'static LocalKey<Part<T>>) {
    if part.with(|part| part.draw.get().is_none()) {
        load(part);
    }
}

fn load<T: Copy + 'static>(part: &'static LocalKey<Part<T>>) {
    if part.with(|part| part.loading.replace(true)) {
        return;
    }
    let fetch = part.with(|part| part.fetch);
    dom::run(Box::pin(async move {
        match fetch().await {
            Ok(draw) => dom::load_work_styles(Rc::new(move |came| ended(part, came.then_some(draw)))),
            Err(parts::NotLoaded) => ended(part, None),
        }
    }));
}

/// It has arrived, or it has not: those who wait for it are told.
fn ended<T: Copy + 'static>(part: &'static LocalKey<Part<T>>, draw: Option<T>) {
    let waiting = part.with(|part| {
        part.loading.set(false);
        part.draw.set(draw);
        part.waiting.take()
    });
    if draw.is_none() && !waiting.is_empty() {
        dom::loading_failed();
    }
    waiting.into_iter().for_each(|setter| setter.set(draw));
}
