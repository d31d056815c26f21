//! A name that is looked up while typing: the combobox of WAI-ARIA, with a list of its own.
//!
//! Nothing is chosen unless a person chooses it: what is typed stays free text, because the likeliest drug is not the one that is meant.

use tobiume_common::masters::{MASTER_QUERY_MAX, MasterHit, MasterHits, MasterKind, MasterQuery, SearchMaster};
use yew::prelude::*;

use super::hand::{is_converting, is_plain, text_of};
use crate::{
    dom,
    state::load::{Load, use_load},
};

/// So long after the last key, the server is asked.
const PAUSE_MS: u32 = 150;

/// Properties of [`MasterField`].
#[derive(Properties, PartialEq)]
pub struct MasterProps {
    /// Id of the field.
    pub id: AttrValue,
    /// What to enter.
    pub label: AttrValue,
    /// Where it is looked up.
    pub kind: MasterKind,
    /// Its text.
    pub value: AttrValue,
    /// The text was chosen from the master.
    pub coded: bool,
    /// Id of what is wrong with it.
    pub described: Option<AttrValue>,
    /// Told of every change.
    pub onchange: Callback<String>,
    /// Told of what was chosen.
    pub onpick: Callback<MasterHit>,
    /// Told of keys that the list does not need.
    pub onkey: Callback<KeyboardEvent>,
}

/// What a search is worth: one kana finds half of the master.
fn worth_asking(text: &str) -> Option<String> {
    let text: String = text.trim().chars().take(MASTER_QUERY_MAX).collect();
    let is_kanji = |ch: char| ('\u{3400}'..='\u{9fff}').contains(&ch);
    let enough = text.chars().count() > 1 || text.chars().all(is_kanji) && !text.is_empty();
    enough.then_some(text)
}

/// The field and, while something is found, its list.
#[component]
pub fn MasterField(props: &MasterProps) -> Html {
    // What is looked for; nothing while the list is closed.
    let asked = use_state_eq(|| None::<String>);
    let active = use_state_eq(|| None::<usize>);
    let request = asked.as_ref().map(|text| {
        let query = MasterQuery {
            kind: props.kind,
            text: text.clone(),
        };
        ((), (), query)
    });
    let load = use_load::<SearchMaster>(request, PAUSE_MS);
    let hits: &[MasterHit] = match (&*asked, &load.value) {
        (Some(_), Some(found)) => &found.hits,
        _ => &[],
    };
    let list_id = format!("{}-list", props.id);
    let chosen = active.filter(|number| *number < hits.len());
    use_effect_with(chosen.map(|number| option_id(&list_id, number)), |id| {
        if let Some(option) = id.as_ref().and_then(|id| dom::document().get_element_by_id(id)) {
            dom::scroll_into_list(&option);
        }
    });
    let close = {
        let (asked, active) = (asked.setter(), active.setter());
        Callback::from(move |()| {
            asked.set(None);
            active.set(None);
        })
    };
    let pick = {
        let (close, onpick) = (close.clone(), props.onpick.clone());
        Callback::from(move |hit: MasterHit| {
            close.emit(());
            onpick.emit(hit);
        })
    };
    let oninput = {
        let (asked, active, onchange) = (asked.setter(), active.setter(), props.onchange.clone());
        Callback::from(move |event: InputEvent| {
            let text = text_of(&event);
            asked.set(worth_asking(&text));
            active.set(None);
            onchange.emit(text);
        })
    };
    let onkeydown = {
        let (hits, setter, pick, close, onkey) = (hits.to_vec(), active.setter(), pick.clone(), close.clone(), props.onkey.clone());
        Callback::from(move |event: KeyboardEvent| {
            if is_converting(&event) {
                return;
            }
            match list_key(&event, hits.len(), chosen) {
                ListKey::Go(number) => setter.set(number),
                ListKey::Pick(number) => pick.emit(hits[number].clone()),
                ListKey::Close => close.emit(()),
                ListKey::None => {
                    if event.key() == "Enter" {
                        close.emit(());
                    }
                    return onkey.emit(event);
                }
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    html! {
        <div class="combo">
            <input id={props.id.clone()} role="combobox" aria-label={props.label.clone()} value={props.value.clone()} autocomplete="off"
                autocapitalize="none" spellcheck="false" aria-autocomplete="list" aria-expanded={(!hits.is_empty()).to_string()}
                aria-controls={list_id.clone()} aria-activedescendant={chosen.map(|number| option_id(&list_id, number))}
                aria-describedby={props.described.clone()} {oninput} {onkeydown} onblur={close.reform(|_: FocusEvent| ())} />
            if props.coded { <span class="tag" title="マスタから選んだ名前です">{"マスタ"}</span> }
            { list(&list_id, &props.label, hits, chosen, &pick) }
            <span class="unseen" role="status">{ words(asked.is_some(), &load) }</span>
            if asked.is_some() && load.error.is_some() && hits.is_empty() {
                <p class="hint">{"候補を取得できません（通信）。このまま入力できます。"}</p>
            }
        </div>
    }
}

/// What a screen reader says of the list.
fn words(open: bool, load: &Load<MasterHits>) -> String {
    match &load.value {
        Some(found) if open && !load.pending => match found.hits.len() {
            0 => "候補はありません。このまま入力できます。".to_owned(),
            count => format!("候補{count}件。下矢印キーで選べます。"),
        },
        _ => String::new(),
    }
}

fn option_id(list_id: &str, number: usize) -> String {
    format!("{list_id}-{number}")
}

fn list(list_id: &str, label: &AttrValue, hits: &[MasterHit], chosen: Option<usize>, pick: &Callback<MasterHit>) -> Html {
    let option = |(number, hit): (usize, &MasterHit)| {
        let onclick = {
            let (pick, hit) = (pick.clone(), hit.clone());
            Callback::from(move |_: MouseEvent| pick.emit(hit.clone()))
        };
        html! {
            <li id={option_id(list_id, number)} role="option" aria-selected={(chosen == Some(number)).to_string()} {onclick}>
                <b>{ &hit.name }</b>
                if !hit.detail.is_empty() { <span class="small">{ &hit.detail }</span> }
            </li>
        }
    };
    // The field keeps the focus, so that the list is still there when the finger goes up or its bar is pulled.
    let onmousedown = |event: MouseEvent| event.prevent_default();
    html! {
        <ul id={list_id.to_owned()} role="listbox" aria-label={format!("{label}の候補")} hidden={hits.is_empty()} {onmousedown}>
            { for hits.iter().enumerate().map(option) }
        </ul>
    }
}

/// What a key means to the list.
#[derive(Debug, PartialEq)]
enum ListKey {
    Go(Option<usize>),
    Pick(usize),
    Close,
    None,
}

fn list_key(event: &KeyboardEvent, count: usize, chosen: Option<usize>) -> ListKey {
    match is_plain(event) {
        true => key_in_list(&event.key(), count, chosen),
        false => ListKey::None,
    }
}

/// The keys go round: past the last one the field itself is next, with nothing chosen.
fn key_in_list(key: &str, count: usize, chosen: Option<usize>) -> ListKey {
    if count == 0 {
        return ListKey::None;
    }
    match (key, chosen) {
        ("ArrowDown", None) => ListKey::Go(Some(0)),
        ("ArrowDown", Some(number)) => ListKey::Go((number + 1 < count).then_some(number + 1)),
        ("ArrowUp", None) => ListKey::Go(Some(count - 1)),
        ("ArrowUp", Some(number)) => ListKey::Go(number.checked_sub(1)),
        ("Enter", Some(number)) => ListKey::Pick(number),
        ("Escape", _) => ListKey::Close,
        _ => ListKey::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_round_and_choose_only_what_is_marked() {
        assert_eq!(key_in_list("ArrowDown", 0, None), ListKey::None);
        assert_eq!(key_in_list("ArrowDown", 2, None), ListKey::Go(Some(0)));
        assert_eq!(key_in_list("ArrowDown", 2, Some(1)), ListKey::Go(None));
        assert_eq!(key_in_list("ArrowUp", 2, None), ListKey::Go(Some(1)));
        assert_eq!(key_in_list("ArrowUp", 2, Some(0)), ListKey::Go(None));
        assert_eq!(key_in_list("Enter", 2, None), ListKey::None, "free text stays free text");
        assert_eq!(key_in_list("Enter", 2, Some(1)), ListKey::Pick(1));
        assert_eq!(key_in_list("Escape", 2, None), ListKey::Close);
    }

    #[test]
    fn one_kana_is_not_enough() {
        assert_eq!(worth_asking(" "), None);
        assert_eq!(worth_asking("あ"), None);
        assert_eq!(worth_asking("癌"), Some("癌".into()));
        assert_eq!(worth_asking(" アム "), Some("アム".into()));
        assert_eq!(
            worth_asking(&"あ".repeat(50)).map(|text| text.chars().count()),
            Some(MASTER_QUERY_MAX)
        );
    }
}
