//! The browser's half of tobiume: a single-page application.
//!
//! [`api`] is the only HTTP, [`routes`] the only place that knows URLs, `pages` hold state and
//! `components` are drawn from their properties. Each feature's pages are entered through one
//! function, so that its part of the program can be loaded on demand.

mod api;
mod app;
mod apply;
mod components;
mod desk;
mod dom;
mod pages;
mod parts;
mod routes;
mod state;
mod time;
mod wire;
mod work;

fn main() {
    if let Some(root) = dom::document().get_element_by_id("app") {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
