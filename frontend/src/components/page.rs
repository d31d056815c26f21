//! The frame of every page's content.

use yew::prelude::*;

use crate::dom;

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
/// screen reader says where one is now.
#[component]
pub fn Page(props: &PageProps) -> Html {
    use_effect_with(props.title.clone(), |title| {
        dom::document().set_title(&format!("{title}｜{}", dom::network_name()));
        dom::focus_first("h1");
    });
    html! {
        <main id="main" class={classes!("page", props.class.clone())}>
            if !props.own_heading {
                <h1 tabindex="-1">{ &props.title }</h1>
            }
            { props.children.clone() }
        </main>
    }
}
