//! Single fields: lines, long texts, dates and points.

use tobiume_common::basic_info::Item;
use yew::prelude::*;

use super::{
    hand::{Hand, error_id, error_line, text_of},
    shape::{Input, Part, field_id},
    typed::{Unreadable, read_date},
};
use crate::time;

/// The fields of an item that has a fixed number of them.
pub fn texts(hand: &Hand, parts: &'static [Part], texts: &[String], problems: &[Unreadable]) -> Html {
    let field = |(number, (part, text)): (usize, (&Part, &String))| {
        let id = text_id(hand.item, number);
        html! {
            <div class={classes!("part", long(part.input))}>
                if !part.label.is_empty() { <label for={id.clone()}>{ part.label }</label> }
                { control(hand, &id, number, *part, text, problems) }
                { error_line(&id, problems, number) }
            </div>
        }
    };
    html! { <div class="parts">{ for parts.iter().zip(texts).enumerate().map(field) }</div> }
}

/// The id of a text of an item. The first one's is the item's own, which its label names.
pub fn text_id(item: Item, number: usize) -> String {
    match number {
        0 => field_id(item, &[]),
        _ => field_id(item, &[number]),
    }
}

const fn long(input: Input) -> Option<&'static str> {
    match input {
        Input::Long => Some("long"),
        Input::Date | Input::Score(_) => Some("short"),
        _ => None,
    }
}

fn control(hand: &Hand, id: &str, number: usize, part: Part, text: &str, problems: &[Unreadable]) -> Html {
    let wrong = problems.iter().any(|problem| problem.part == number);
    let (invalid, described) = (wrong.then_some("true"), wrong.then(|| error_id(id)));
    let oninput = {
        let hand = hand.clone();
        Callback::from(move |event: InputEvent| hand.set_text(number, text_of(&event)))
    };
    let id = id.to_owned();
    match part.input {
        Input::Long => html! {
            <textarea {id} {oninput} value={text.to_owned()} rows={rows_of(text)} autocomplete="off"
                aria-invalid={invalid} aria-describedby={described} />
        },
        Input::Date => html! {
            <div class="with-words">
                <input {id} {oninput} value={text.to_owned()} autocomplete="off" placeholder="R8.4.1"
                    aria-invalid={invalid} aria-describedby={described} />
                <span class="words">{ understood(text) }</span>
            </div>
        },
        Input::Score(most) => html! {
            <div class="with-words">
                <input {id} {oninput} value={text.to_owned()} autocomplete="off" inputmode="numeric"
                    aria-invalid={invalid} aria-describedby={described} />
                <span class="words">{ format!("/ {most}点") }</span>
            </div>
        },
        Input::Line | Input::Phone | Input::Master(_) => html! {
            <input {id} {oninput} value={text.to_owned()} autocomplete="off" aria-invalid={invalid} aria-describedby={described} />
        },
    }
}

/// As many lines as the text has, within reason: browsers that can let the field grow by itself.
fn rows_of(text: &str) -> String {
    (text.lines().count() + 1).clamp(2, 12).to_string()
}

/// What was understood of a date.
fn understood(text: &str) -> String {
    read_date(text).ok().flatten().map(time::both_calendars).unwrap_or_default()
}
