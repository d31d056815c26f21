//! The lines of the queue: how old, what, of whom, in whose hands, and what to look at.

use tobiume_common::{
    application::{Doubt, Kind, QueueLine, Seen, State},
    ids::ApplicationId,
};
use yew::prelude::*;

use super::request::place;
use crate::{components::Link, dom, routes::Route, time};

/// Days after which whoever applied has waited for long.
const LONG_DAYS: u32 = 3;

/// What the list is drawn from.
pub struct Parts<'a> {
    /// The lines.
    pub lines: &'a [QueueLine],
    /// What is opened.
    pub open: Option<ApplicationId>,
    /// What is chosen.
    pub chosen: &'a [Seen],
    /// Chooses a line, or no longer.
    pub toggle: Callback<Seen>,
    /// Something is searched for.
    pub searched: bool,
    /// The state that is shown; none for what waits.
    pub state: Option<State>,
}

/// The lines, or why there are none.
pub fn list(parts: &Parts<'_>) -> Html {
    if parts.lines.is_empty() {
        let words = match (parts.searched, parts.state) {
            (true, _) => "見つかりません。受付番号の数字、施設名の一部、電話番号の下4桁などで探してください。",
            (false, None) => "対応を待っている申請はありません。新しい申請が届くと、ここに並びます。",
            (false, Some(_)) => "この状態の申請はありません。",
        };
        return html! { <p class="empty" role="status">{ words }</p> };
    }
    html! { <ul class="queue">{ for parts.lines.iter().map(|line| item(parts, line)) }</ul> }
}

fn item(parts: &Parts<'_>, line: &QueueLine) -> Html {
    let current = (parts.open == Some(line.id)).then_some(AttrValue::Static("page"));
    let seen = seen(line);
    let checked = parts.chosen.iter().any(|chosen| chosen.id == line.id);
    let onchange = parts.toggle.reform(move |_: Event| seen);
    let name = if line.institution.is_empty() {
        line.kind.label()
    } else {
        &line.institution
    };
    html! {
        <li key={line.id.0} id={dom_id(line.id)}>
            if line.state == State::Submitted {
                <label class="choose"><input type="checkbox" {checked} {onchange} aria-label={format!("まとめて始める申請に選ぶ：{name}")} /></label>
            }
            <Link to={Route::Office(place(line.kind, line.id))} class="line-link" {current}>
                <b>{ name }</b>
                <span class="second">
                    { age(line.state, &line.sent_at) }
                    { state_tag(line.state) }
                    if line.kind != Kind::Participation { <span class="tag">{ line.kind.label() }</span> }
                    <span class="nb">{ &line.receipt }</span>
                    <span>{ if line.clerk.is_empty() { "担当なし".to_owned() } else { format!("担当 {}", line.clerk) } }</span>
                </span>
                { for line.set_up.as_ref().map(|stand| stand.words(line.state)).filter(|words| !words.is_empty()).map(|words| html! {
                    <span class="stand">{ words }</span>
                }) }
                { for line.doubts.iter().map(|doubt| html! { <span class="doubt">{ short(doubt) }</span> }) }
            </Link>
        </li>
    }
}

/// A line as a step from the list names it.
pub const fn seen(line: &QueueLine) -> Seen {
    Seen {
        id: line.id,
        version: line.version,
    }
}

/// The state, in a word and a colour.
pub fn state_tag(state: State) -> Html {
    let class = match state {
        State::Submitted => "tag new",
        State::InReview | State::Scheduling => "tag work",
        _ => "tag",
    };
    html! { <span {class}>{ state.label() }</span> }
}

/// How old, and a word where that is long for something that waits for the office.
pub fn age(state: State, sent_at: &str) -> Html {
    let waits = matches!(state, State::Submitted | State::InReview);
    let is_long = waits && time::days_since(sent_at).is_some_and(|days| days >= LONG_DAYS);
    let words = time::ago(sent_at);
    if is_long {
        return html! { <span class="age long">{ words }{"・お待たせ中"}</span> };
    }
    html! { <span class="age">{ words }</span> }
}

/// A doubt in a few words.
fn short(doubt: &Doubt) -> &'static str {
    match doubt {
        Doubt::CodeTakesPart(_) => "同じコードの施設が参加中",
        Doubt::CodeApplied(_) => "同じコードの申請あり",
        Doubt::SameNameAndPhone(_) => "同じ施設名・電話の申請あり",
        Doubt::OtherPrefecture(_) => "県外のコード",
        Doubt::UnknownAssociation(_) => "一覧にない医師会",
    }
}

fn dom_id(id: ApplicationId) -> String {
    format!("line-{id}")
}

/// The line in which the keyboard is.
pub fn focused(lines: &[QueueLine]) -> Option<usize> {
    let item = dom::document().active_element()?.closest(".queue > li").ok().flatten()?;
    lines.iter().position(|line| dom_id(line.id) == item.id())
}

/// Moves the keyboard to a line.
pub fn focus(id: ApplicationId) {
    let link = dom::document()
        .query_selector(&format!("#{} .line-link", dom_id(id)))
        .ok()
        .flatten();
    if let Some(link) = &link {
        dom::scroll_into_list(link);
    }
    dom::focus(link);
}

/// The line after one of so many, or before it; the first where there is none.
pub fn neighbour(count: usize, at: Option<usize>, forward: bool) -> Option<usize> {
    let next = match (at, forward) {
        (None, _) => Some(0),
        (Some(at), true) => Some(at + 1),
        (Some(at), false) => at.checked_sub(1),
    };
    next.filter(|next| *next < count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_gone_through_in_order() {
        assert_eq!(neighbour(3, None, true), Some(0));
        assert_eq!(neighbour(3, Some(0), true), Some(1));
        assert_eq!(neighbour(3, Some(2), true), None);
        assert_eq!(neighbour(3, Some(0), false), None);
        assert_eq!(neighbour(0, None, true), None);
    }
}
