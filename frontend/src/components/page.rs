//! The frame of every page's content.

use yew::prelude::*;

use super::Link;
use crate::{
    dom,
    routes::Route,
    state::news::{self, News},
};

/// Properties of [`Page`].
#[derive(Properties, PartialEq)]
pub struct PageProps {
    /// The heading, and the window's title with the network's name.
    pub title: AttrValue,
    /// The heading is not drawn, because the page draws one of its own.
    #[prop_or_default]
    pub own_heading: bool,
    /// Style of the content.
    #[prop_or_default]
    pub class: Classes,
    /// The content.
    pub children: Html,
}

/// Names the page in the window's title, and moves the keyboard's place to its heading, so that a
/// screen reader says where one is now. Says first what was done before one came here.
#[component]
pub fn Page(props: &PageProps) -> Html {
    use_effect_with(props.title.clone(), |title| {
        dom::document().set_title(&format!("{title}｜{}", dom::network_name()));
        dom::focus_first("h1");
    });
    let news = use_memo((), |()| news::take());
    html! {
        <main id="main" class={classes!("page", props.class.clone())}>
            { for news.as_ref().as_ref().map(said) }
            if !props.own_heading {
                <h1 tabindex="-1">{ &props.title }</h1>
            }
            { props.children.clone() }
        </main>
    }
}

fn said(news: &News) -> Html {
    let next = |(to, name): &(Route, &'static str)| html! { <Link to={to.clone()} class="btn">{ *name }</Link> };
    html! {
        <div class="message ok" role="status">
            <p>{ &news.text }</p>
            if !news.next.is_empty() { <p class="buttons">{ for news.next.iter().map(next) }</p> }
        </div>
    }
}
