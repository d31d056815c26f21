//! Values of items as they are read on the page.

pub use tobiume_common::basic_info::words::plain;
use tobiume_common::basic_info::{
    Acp, Check, Contact, Item, ItemValue, Line, SourcedValue,
    words::{stale_words, talk, with_note},
};
use yew::prelude::*;

/// The value as it is read on the page.
pub fn full(item: Item, value: &ItemValue) -> Html {
    match value {
        ItemValue::Text(text) => html! { <p class="val text">{ text.trim() }</p> },
        ItemValue::Checks(checks) => html! { <ul class="chips">{ for checks.iter().map(|check| chip(item, check)) }</ul> },
        ItemValue::Lines(lines) => html! { <ul class="lines">{ for lines.iter().map(line) }</ul> },
        ItemValue::Contacts(contacts) => contact_list(contacts),
        ItemValue::Acp(acp) => record_of_talk(acp),
        ItemValue::Choice(_) | ItemValue::Score(_) | ItemValue::Period { .. } => html! { <p class="val">{ plain(item, value) }</p> },
    }
}

/// A ticked choice.
pub fn chip(item: Item, check: &Check) -> Html {
    let unknown = (check.choice == "unknown").then_some("unknown");
    html! { <li class={classes!("chip", unknown)}>{ with_note(item, check) }</li> }
}

fn line(line: &Line) -> Html {
    html! {
        <li>
            <span>{ &line.name }</span>
            if !line.detail.is_empty() { <span class="detail">{ &line.detail }</span> }
        </li>
    }
}

/// Persons to be called, each with a number that a phone calls at a tap.
pub fn contact_list(contacts: &[Contact]) -> Html {
    let person = |contact: &Contact| {
        html! {
            <li>
                { &contact.name }
                if !contact.relation.is_empty() { { format!("（{}）", contact.relation) } }
                if !contact.phone.is_empty() {
                    {" "}<a class="nb" href={format!("tel:{}", contact.phone)}>{ &contact.phone }</a>
                }
            </li>
        }
    };
    html! { <ul class="plain">{ for contacts.iter().map(person) }</ul> }
}

fn record_of_talk(acp: &Acp) -> Html {
    html! {
        <>
            if !acp.decision.is_empty() { <p class="val">{ &acp.decision }</p> }
            if !acp.text.is_empty() { <p class="text">{ &acp.text }</p> }
            <p class="small">{ talk(acp) }</p>
        </>
    }
}

/// Where a value comes from: institution, author, 更新日, and whether it is old.
pub fn source(value: &SourcedValue) -> Html {
    html! {
        <p class="source">
            <span>{ &value.institution }</span>{" "}
            <span>{ &value.author }</span>{" "}
            <span class="nb"><span class="word">{"更新 "}</span>{ value.updated_on.to_string() }</span>
            { for stale(value) }
        </p>
    }
}

/// A mark for what nobody has confirmed for long.
pub fn stale(value: &SourcedValue) -> Option<Html> {
    let words = stale_words(value)?;
    Some(html! { <>{" "}<span class="tag warn">{ words }</span></> })
}
