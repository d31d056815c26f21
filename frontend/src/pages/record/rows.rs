//! Lists of lines: drugs, diseases, persons to be called. The same for all of them; what a line has is data.
//!
//! Keys: Enter makes a line below, the up and down keys go from line to line, Ctrl+Shift+Backspace removes the line (alone among the
//! keys with "delete" on them it means nothing to a browser on Windows or a Mac), and so does Backspace in an empty one.

use tobiume_common::masters::MasterHit;
use yew::prelude::*;

use super::{
    hand::{Hand, error_id, error_line, is_converting, is_plain, text_of},
    master::MasterField,
    shape::{Columns, Input, Part, field_id},
    typed::{Row, Unreadable, next_key},
};

/// The lines of an item.
pub fn rows(hand: &Hand, columns: Columns, rows: &[Row], problems: &[Unreadable]) -> Html {
    let lines = rows
        .iter()
        .enumerate()
        .map(|(place, row)| line(hand, columns, place, row, problems));
    let add = {
        let (hand, last) = (hand.clone(), rows.len());
        Callback::from(move |_: MouseEvent| add(&hand, columns, last))
    };
    let full = rows.len() >= columns.most;
    html! {
        <>
            <ol class={classes!("line-list", (columns.parts.len() > 2).then_some("three"))}>{ for lines }</ol>
            if full {
                <p class="hint">{ format!("{}は{}件までです。続きは「病名・病歴等」に入力してください。", columns.thing, columns.most) }</p>
            } else {
                <p><button type="button" class="add" onclick={add}>{ format!("{}を追加", columns.thing) }</button></p>
            }
        </>
    }
}

fn line(hand: &Hand, columns: Columns, place: usize, row: &Row, problems: &[Unreadable]) -> Html {
    let key = row.key;
    let wrong = problems.iter().any(|problem| problem.part == place);
    let id = field_id(hand.item, &[key, 0]);
    let cells = columns.parts.iter().zip(&row.cells).enumerate().map(|(column, (part, text))| {
        let at = At {
            columns,
            place,
            key,
            column,
        };
        html! { <div class="line-cell">{ cell(hand, at, *part, row, text, wrong) }</div> }
    });
    let onclick = {
        let hand = hand.clone();
        Callback::from(move |_: MouseEvent| remove(&hand, place))
    };
    let name = row
        .cells
        .first()
        .filter(|name| !name.is_empty())
        .map_or_else(|| format!("{}行目", place + 1), Clone::clone);
    html! {
        <li key={key} class="line">
            { for cells }
            <button type="button" class="quiet" aria-label={format!("{name}を削除")} {onclick}>{"削除"}</button>
            { error_line(&id, problems, place) }
        </li>
    }
}

/// Where a field stands.
#[derive(Clone, Copy)]
struct At {
    columns: Columns,
    place: usize,
    key: usize,
    column: usize,
}

fn cell(hand: &Hand, at: At, part: Part, row: &Row, text: &str, wrong: bool) -> Html {
    let id = field_id(hand.item, &[at.key, at.column]);
    let label = format!("{} {}", part.label, at.place + 1);
    let onkey = {
        let hand = hand.clone();
        Callback::from(move |event: KeyboardEvent| on_key(&hand, at, &event))
    };
    let described = wrong.then(|| error_id(&field_id(hand.item, &[at.key, 0])));
    let onchange = {
        let hand = hand.clone();
        Callback::from(move |text: String| set_cell(&hand, at, text))
    };
    let input = match part.input {
        Input::Master(kind) => html! {
            <MasterField id={id.clone()} {label} {kind} value={text.to_owned()} coded={!row.code.is_empty()} {described} {onchange} {onkey}
                onpick={let hand = hand.clone(); Callback::from(move |hit: MasterHit| pick(&hand, at, hit))} />
        },
        _ => html! {
            <input id={id.clone()} aria-label={label} value={text.to_owned()} autocomplete="off" aria-describedby={described}
                inputmode={(part.input == Input::Phone).then_some("tel")} onkeydown={onkey}
                oninput={onchange.reform(|event: InputEvent| text_of(&event))} />
        },
    };
    html! {
        <>
            <span class="cell-label" aria-hidden="true">{ part.label }</span>
            { input }
        </>
    }
}

fn set_cell(hand: &Hand, at: At, text: String) {
    hand.edit_rows(|rows| {
        if let Some(row) = rows.iter_mut().find(|row| row.key == at.key) {
            // Another name is another drug: the master's code belongs to the name it was chosen by.
            if at.column == 0 && row.cells[0] != text {
                row.code.clear();
            }
            row.cells[at.column] = text;
        }
    });
}

fn pick(hand: &Hand, at: At, hit: MasterHit) {
    hand.edit_rows(|rows| {
        if let Some(row) = rows.iter_mut().find(|row| row.key == at.key) {
            row.code = hit.code;
            row.cells[at.column] = hit.name;
        }
    });
    hand.focus_next(field_id(hand.item, &[at.key, at.column + 1]));
}

/// Makes a line at a place, where there may be one more.
fn add(hand: &Hand, columns: Columns, place: usize) {
    let mut made = None;
    hand.edit_rows(|rows| {
        if rows.len() < columns.most {
            let key = next_key(rows);
            rows.insert(
                place.min(rows.len()),
                Row {
                    key,
                    code: String::new(),
                    cells: vec![String::new(); columns.parts.len()],
                },
            );
            made = Some(key);
        }
    });
    if let Some(key) = made {
        hand.focus_next(field_id(hand.item, &[key, 0]));
    }
}

/// Removes the line at a place; the last one is emptied.
fn remove(hand: &Hand, place: usize) {
    let mut next = None;
    hand.edit_rows(|rows| {
        if rows.len() > 1 {
            rows.remove(place);
        } else if let Some(row) = rows.first_mut() {
            row.code.clear();
            row.cells.iter_mut().for_each(String::clear);
        }
        next = rows.get(place.min(rows.len() - 1)).map(|row| row.key);
    });
    if let Some(key) = next {
        hand.focus_next(field_id(hand.item, &[key, 0]));
    }
}

fn on_key(hand: &Hand, at: At, event: &KeyboardEvent) {
    if is_converting(event) {
        return;
    }
    let typed = hand.form.typed(hand.item);
    let rows = typed.rows();
    let empty = rows.get(at.place).is_none_or(Row::is_empty);
    let plain = is_plain(event);
    match event.key().as_str() {
        "Enter" if plain => {
            event.prevent_default();
            if !empty {
                add(hand, at.columns, at.place + 1);
            }
        }
        "ArrowDown" if plain => go(hand, rows.get(at.place + 1), at, event),
        "ArrowUp" if plain => go(hand, at.place.checked_sub(1).and_then(|place| rows.get(place)), at, event),
        "Backspace" if plain && empty && rows.len() > 1 => {
            event.prevent_default();
            remove(hand, at.place);
            if let Some(before) = at.place.checked_sub(1).and_then(|place| rows.get(place)) {
                hand.focus_next(field_id(hand.item, &[before.key, 0]));
            }
        }
        "Backspace" if event.ctrl_key() && event.shift_key() => {
            event.prevent_default();
            remove(hand, at.place);
        }
        _ => {}
    }
}

fn go(hand: &Hand, to: Option<&Row>, at: At, event: &KeyboardEvent) {
    if let Some(row) = to {
        event.prevent_default();
        hand.focus_next(field_id(hand.item, &[row.key, at.column]));
    }
}
