//! What was just done, said on the page that one comes to next. In memory alone: it may name a person.

use std::cell::RefCell;

use crate::routes::{self, Route};

/// Something that was done, and what one may do next.
pub struct News {
    /// What was done.
    pub text: String,
    /// What may be next, and its name.
    pub next: Vec<(Route, &'static str)>,
}

thread_local! {
    static NEWS: RefCell<Option<News>> = const { RefCell::new(None) };
}

impl From<&str> for News {
    fn from(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            next: Vec::new(),
        }
    }
}

/// Goes to a page that says what was done. Nothing typed is lost by it any more.
pub fn go_saying(route: &Route, news: impl Into<News>) {
    NEWS.set(Some(news.into()));
    routes::go_unasked(route);
}

/// What the page that is drawn now has to say, once.
pub fn take() -> Option<News> {
    NEWS.take()
}
