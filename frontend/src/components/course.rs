//! What happened to an application or a request.

use tobiume_common::application::HistoryLine;
use yew::prelude::*;

use crate::time;

/// When, what, by whom and why, oldest first: the same for who asked and for the office.
pub fn course(lines: &[HistoryLine]) -> Html {
    let line = |line: &HistoryLine| {
        html! {
            <li>
                <p><b>{ line.step.label() }</b>{" "}<span>{ &line.who }</span>{" "}<span class="small nb">{ time::moment(&line.at) }</span></p>
                if !line.note.is_empty() { <p class="text">{ &line.note }</p> }
            </li>
        }
    };
    html! { <ol class="course">{ for lines.iter().map(line) }</ol> }
}
