//! Choices from lists.
//!
//! One of a list is a native `<select>` and no row of radio buttons: it is one stop of the tab key whose arrow keys choose, a phone shows
//! it as its own wheel, ten levels of care take no more room than two, and it can be emptied again, which radio buttons cannot.

use tobiume_common::basic_info::{Check, Choice, Item};
use web_sys::HtmlInputElement;
use yew::{html::TargetCast, prelude::*};

use super::{
    hand::{Hand, error_id, error_line, text_of},
    select::Select,
    shape::field_id,
    typed::{Typed, Unreadable},
};

/// One of a list, with a note once something is chosen.
pub fn choice(hand: &Hand, check: &Check, problems: &[Unreadable]) -> Html {
    let item = hand.item;
    let id = field_id(item, &[]);
    let onchange = {
        let hand = hand.clone();
        Callback::from(move |code: String| {
            hand.edit(|typed| {
                if let Typed::Choice(check) = typed {
                    if code.is_empty() {
                        check.note.clear();
                    }
                    check.choice = code;
                }
            });
        })
    };
    let option = |choice: &Choice| html! { <option value={choice.code}>{ choice.label }</option> };
    // A value of an older list stays as it is until another is chosen.
    let foreign = !check.choice.is_empty() && item.choices().iter().all(|choice| choice.code != check.choice);
    let wrong = !problems.is_empty();
    html! {
        <div class="pick-one">
            <Select id={id.clone()} value={check.choice.clone()} {onchange} error={wrong.then(|| AttrValue::from(error_id(&id)))}>
                <option value="">{"（未入力）"}</option>
                if foreign { <option value={check.choice.clone()}>{ &check.choice }</option> }
                { for item.choices().iter().map(option) }
            </Select>
            if !check.choice.is_empty() { { note(hand, item.label(), &check.choice, &check.note) } }
            { error_line(&id, problems, 0) }
        </div>
    }
}

/// Any of a list, each with a note once it is ticked.
pub fn checks(hand: &Hand, checks: &[Check], problems: &[Unreadable]) -> Html {
    let item = hand.item;
    let line = |(number, choice): (usize, &Choice)| {
        let ticked = checks.iter().find(|check| check.choice == choice.code);
        html! {
            <div class="check">
                <label>
                    <input id={tick_id(item, number)} type="checkbox" checked={ticked.is_some()} onchange={tick(hand, choice.code)} />
                    { choice.label }
                </label>
                if let Some(check) = ticked { { note(hand, choice.label, choice.code, &check.note) } }
            </div>
        }
    };
    let id = field_id(item, &[]);
    html! {
        <>
            <div class="checks">{ for item.choices().iter().enumerate().map(line) }</div>
            { error_line(&id, problems, 0) }
        </>
    }
}

/// The first box has the item's own id.
fn tick_id(item: Item, number: usize) -> String {
    match number {
        0 => field_id(item, &[]),
        _ => field_id(item, &[number]),
    }
}

fn tick(hand: &Hand, code: &'static str) -> Callback<Event> {
    let hand = hand.clone();
    Callback::from(move |event: Event| {
        let on = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
        hand.edit(|typed| {
            if let Typed::Checks(checks) = typed {
                checks.retain(|check| check.choice != code);
                if on {
                    checks.push(Check {
                        choice: code.to_owned(),
                        note: String::new(),
                    });
                }
            }
        });
    })
}

fn note(hand: &Hand, of: &str, code: &str, text: &str) -> Html {
    let oninput = {
        let (hand, code) = (hand.clone(), code.to_owned());
        Callback::from(move |event: InputEvent| {
            let text = text_of(&event);
            hand.edit(|typed| {
                let check = match typed {
                    Typed::Choice(check) => Some(check),
                    Typed::Checks(checks) => checks.iter_mut().find(|check| check.choice == code),
                    _ => None,
                };
                if let Some(check) = check {
                    check.note = text;
                }
            });
        })
    };
    html! {
        <input class="note" {oninput} value={text.to_owned()} placeholder="補足" aria-label={format!("{of}の補足")} autocomplete="off" />
    }
}
