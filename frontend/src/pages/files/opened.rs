//! Which file is opened over a page. The page's address says it: the back button closes it, and a reload opens it again.

use tobiume_common::ids::FileId;
use yew::prelude::*;

use crate::{
    components::is_plain_click,
    routes::{self, Route},
};

/// The ways to open a file over a page, to go to another one, and to close it.
#[derive(Clone, PartialEq)]
pub struct Opened {
    /// Opens a file.
    pub open: Callback<FileId>,
    /// Goes from one file to another.
    pub step: Callback<FileId>,
    /// Closes it.
    pub close: Callback<()>,
    /// The page's address with this file open.
    pub route: Callback<Option<FileId>, Route>,
}

/// For a page whose address with a file open is what `route` says.
#[hook]
pub fn use_opened(is_open: bool, route: Callback<Option<FileId>, Route>) -> Opened {
    // Opened here, so that the step before this one is the page without it. After a reload nobody knows.
    let opened_here = use_mut_ref(|| false);
    let reset = opened_here.clone();
    use_effect_with(is_open, move |is_open| {
        if !is_open {
            reset.replace(false);
        }
    });
    let open = {
        let (route, opened_here) = (route.clone(), opened_here.clone());
        Callback::from(move |file| {
            opened_here.replace(true);
            routes::lay_over(&route.emit(Some(file)));
        })
    };
    let step = {
        let route = route.clone();
        Callback::from(move |file| routes::adjust(&route.emit(Some(file))))
    };
    let close = {
        let route = route.clone();
        Callback::from(move |()| match opened_here.replace(false) {
            true => routes::back(),
            false => routes::adjust(&route.emit(None)),
        })
    };
    Opened { open, step, close, route }
}

impl Opened {
    /// A link that opens a file: with a modifier key in another tab.
    pub fn link(&self, file: FileId, class: &'static str, content: Html) -> Html {
        let open = self.open.clone();
        let onclick = Callback::from(move |event: MouseEvent| {
            if is_plain_click(&event) {
                event.prevent_default();
                open.emit(file);
            }
        });
        html! { <a {class} href={self.route.emit(Some(file)).url()} {onclick}>{ content }</a> }
    }
}
