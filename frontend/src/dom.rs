//! The few things asked of the browser that are neither HTTP nor URLs.

use std::{pin::Pin, rc::Rc};

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, UnwrapThrowExt, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Document, Element, Event, EventTarget, HtmlElement, HtmlMetaElement, ScrollIntoViewOptions, ScrollLogicalPosition, Storage, Window,
};

/// The window. A page without one does not run this program.
pub fn window() -> Window {
    web_sys::window().unwrap_throw()
}

/// The document of the window.
pub fn document() -> Document {
    window().document().unwrap_throw()
}

#[wasm_bindgen]
extern "C" {
    /// Of assets/boot.js: the page that says what to do when the program cannot go on.
    #[wasm_bindgen(js_name = tobiumeTrouble)]
    fn trouble(kind: &str);
}

/// Adds the style sheet of the pages where one works, which is no part of the first load, and says whether it came. assets/start.js knows
/// where it is; assets/boot.js leaves it to the caller what a sheet that did not arrive means: it may have been fetched ahead of need.
pub fn load_work_styles(told: Rc<dyn Fn(bool)>) {
    // Another part has brought it.
    if matches!(document().query_selector("link[data-later=came]"), Ok(Some(_))) {
        told(true);
        return;
    }
    let address = property(&window(), "tobiumeWorkStyles").as_string();
    let (Some(address), Ok(link), Some(head)) = (address, document().create_element("link"), document().head()) else {
        told(false);
        return;
    };
    // An element that was just made takes every attribute and fits into every page.
    let _ = (link.set_attribute("rel", "stylesheet"), link.set_attribute("href", &address));
    let _ = link.set_attribute("data-later", "");
    for name in ["load", "error"] {
        let (told, this) = (told.clone(), link.clone());
        let action = move |_: &Event| {
            if name == "error" {
                this.remove();
            } else {
                let _ = this.set_attribute("data-later", "came");
            }
            told(name == "load");
        };
        listen(&link, name, Box::new(action)).forget();
    }
    let _ = head.append_child(&link);
}

/// Whether the page's address is this one or lies below it.
pub fn is_below(path: &str) -> bool {
    let here = window().location().pathname().unwrap_or_default();
    here.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A part of the program did not arrive: says so, and how to go on.
pub fn loading_failed() {
    trouble("load");
}

/// Moves the keyboard's place to an element, and shows it.
pub fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus just does not take it.
        let _ = element.focus();
    }
}

/// Moves the keyboard's place to the first element that a selector finds.
pub fn focus_first(selector: &str) {
    focus(document().query_selector(selector).ok().flatten());
}

/// Runs something that waits. Takes any future as one type, as [`listen`] and [`after`] take closures: whoever makes a JavaScript closure
/// becomes part of the first load with all that the closure reaches (wasm-bindgen describes closures there), and so only these three do.
#[inline(never)]
pub fn run(future: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(future);
}

/// Listens as long as the listener lives. The action may prevent what the browser would do.
#[inline(never)]
pub fn listen(target: &EventTarget, name: &'static str, action: Box<dyn FnMut(&Event)>) -> EventListener {
    EventListener::new_with_options(target, name, EventListenerOptions::enable_prevent_default(), action)
}

/// Does something after a time, unless the timer is dropped before.
#[inline(never)]
pub fn after(milliseconds: u32, action: Box<dyn FnOnce()>) -> Timeout {
    Timeout::new(milliseconds, action)
}

/// A property of something of the browser, such as an element's `scrollTop`. By its name and not by web-sys: whatever of the browser the
/// program names in Rust is part of the first load, whichever part of the program asks for it.
pub fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

/// A property that is a number; 0 where it is not.
pub fn number(of: &JsValue, name: &str) -> f64 {
    property(of, name).as_f64().unwrap_or_default()
}

/// Gives a property a value.
pub fn set_property(of: &JsValue, name: &str, value: &JsValue) {
    // What a browser has as a property it lets set.
    let _ = Reflect::set(of, &name.into(), value);
}

/// The entries of a list of the browser's, such as the files that were chosen.
pub fn entries(list: &JsValue) -> Vec<JsValue> {
    let mut entries = Vec::new();
    while f64::from(u32::try_from(entries.len()).unwrap_or(u32::MAX)) < number(list, "length") {
        entries.push(property(list, &entries.len().to_string()));
    }
    entries
}

/// Scrolls a list as little as it takes to show one of its entries.
pub fn scroll_into_list(entry: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    entry.scroll_into_view_with_scroll_into_view_options(&options);
}

/// Whether the window is as wide as a PC's or a tablet's; the style sheets draw the same line.
pub fn is_wide() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_none_or(|width| width >= 720.0)
}

/// The name of the network, as the server wrote it into the page.
pub fn network_name() -> String {
    document()
        .query_selector("meta[name=application-name]")
        .ok()
        .flatten()
        .and_then(|element| element.dyn_into::<HtmlMetaElement>().ok())
        .map(|meta| meta.content())
        .unwrap_or_default()
}

/// The secretariat's telephone, as the server wrote it into the page; empty where it did not.
pub fn office_phone() -> String {
    document()
        .query_selector(".office-phone")
        .ok()
        .flatten()
        .and_then(|element| element.text_content())
        .unwrap_or_default()
}

const HINT: &str = "signed-in";

const LAST_ANSWER: &str = "last-answer";

/// What the tabs of this browser share; none where storage is forbidden.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Remembers that this browser has a session, and nothing about whose: so that the sign-in form
/// need not wait for the server to say that there is none.
pub fn set_session_hint(signed_in: bool) {
    let Some(storage) = storage() else {
        return;
    };
    // Where storage is forbidden the server is always asked, and the form waits for its answer.
    let _ = match signed_in {
        true => storage.set_item(HINT, "1"),
        false => storage.remove_item(HINT),
    };
}

/// Whether this browser may have a session.
pub fn session_hint() -> bool {
    storage().is_none_or(|storage| storage.get_item(HINT).ok().flatten().is_some())
}

/// Tells the other tabs when the server last answered this one, in seconds: they share its session.
pub fn share_last_answer(seconds: u32) {
    if let Some(storage) = storage() {
        // A full storage is as good as none.
        let _ = storage.set_item(LAST_ANSWER, &seconds.to_string());
    }
}

/// When the server last answered any tab, as far as they could say so.
pub fn shared_last_answer() -> Option<u32> {
    storage()?.get_item(LAST_ANSWER).ok()??.parse().ok()
}
