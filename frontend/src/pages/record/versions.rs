//! Earlier versions: every saving of every institution, and what differs between two of one institution.

use std::rc::Rc;

use tobiume_common::{
    basic_info::{
        ViewMode,
        record::{CompareQuery, CompareRevisions, Comparison, Difference, ListRevisions, REVISIONS_SHOWN, Revision, Revisions},
    },
    ids::{PatientId, PatientPath, RevisionId},
    patients::{GetPatient, ViewQuery},
};
use web_sys::HtmlInputElement;
use yew::{html::TargetCast, prelude::*};

use super::compare::{Side, sides};
use crate::{
    components::{Link, Page, ready_or},
    dom,
    pages::patients::header,
    routes::{PatientRoute, Route},
    state::load::use_load,
    time,
};

/// Properties of [`VersionsPage`].
#[derive(Properties, PartialEq)]
pub struct VersionsProps {
    /// Of whom.
    pub patient: PatientId,
}

/// Two versions of one institution.
#[derive(Clone, Copy, PartialEq)]
struct Pair {
    from: Option<RevisionId>,
    until: RevisionId,
}

/// The list, and beside it the comparison that was asked for.
#[component]
pub fn VersionsPage(props: &VersionsProps) -> Html {
    let path = PatientPath { patient: props.patient };
    let load = use_load::<ListRevisions>(Some((path, (), ())), 0);
    // Who this is must be in sight, and this page shows the record.
    let mode = Some(ViewMode::Collaboration);
    let view = use_load::<GetPatient>(Some((path, ViewQuery { mode }, ())), 0);
    // At most two, of one institution.
    let ticked = use_state_eq(Vec::<RevisionId>::new);
    let pair = use_state_eq(|| None::<Pair>);
    let compare = {
        let pair = pair.setter();
        Callback::from(move |wanted: Pair| pair.set(Some(wanted)))
    };
    let back = Route::Patient(PatientRoute::of(props.patient));
    html! {
        <Page title="以前の記録" own_heading=true class="record versions">
            if let Some(view) = &view.value { <header class="who">{ header::person(&view.patient) }</header> }
            <div class="page">
                <p><Link to={back}>{"患者さんのページへ戻る"}</Link></p>
                { ready_or(&load, |found| html! {
                    <div class="versions-sides">
                        { list(found, &ticked, &compare) }
                    if let Some(pair) = *pair { <Compared patient={props.patient} revisions={Rc::new(found.clone())} from={pair.from} until={pair.until} /> }
                    </div>
                }) }
            </div>
        </Page>
    }
}

/// The savings with boxes to tick, and a button at each for what it changed.
fn list(found: &Revisions, ticked: &UseStateHandle<Vec<RevisionId>>, compare: &Callback<Pair>) -> Html {
    let revisions = &found.revisions;
    if revisions.is_empty() {
        return html! { <section class="card"><p class="empty">{"保存された記録はまだありません。"}</p></section> };
    }
    let two = two_of(ticked);
    let onclick = {
        let (compare, ticked) = (compare.clone(), ticked.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(pair) = two_of(&ticked) {
                compare.emit(pair);
            }
        })
    };
    html! {
        <section class="card">
            <h2>{"以前の記録"}<span class="n">{ format!("{}件", revisions.len()) }</span></h2>
            <p class="hint">{"同じ施設の保存を2つ選ぶと、内容を並べて比べられます。"}</p>
            <ul class="revisions">{ for revisions.iter().map(|revision| entry(found, revision, ticked, compare)) }</ul>
            if revisions.len() >= REVISIONS_SHOWN { <p class="hint">{ format!("新しいものから{REVISIONS_SHOWN}件を表示しています。") }</p> }
            <p class="compare-bar">
                <button type="button" class="primary" disabled={two.is_none()} {onclick}>{"選んだ2つを比べる"}</button>
            </p>
        </section>
    }
}

fn entry(found: &Revisions, revision: &Revision, ticked: &UseStateHandle<Vec<RevisionId>>, compare: &Callback<Pair>) -> Html {
    let id = revision.id;
    let when = time::moment(&revision.at);
    let items: Vec<&str> = revision.items.iter().map(|item| item.label()).collect();
    let onchange = {
        let (ticked, found) = (ticked.clone(), found.clone());
        Callback::from(move |event: Event| {
            let on = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
            ticked.set(with_tick(&found, &ticked, id, on));
        })
    };
    let alone = {
        let (compare, from) = (compare.clone(), before(found, revision));
        Callback::from(move |_: MouseEvent| compare.emit(Pair { from, until: id }))
    };
    html! {
        <li>
            <label class="pick">
                <input type="checkbox" checked={ticked.contains(&id)} {onchange} aria-label={format!("{when} {} を選ぶ", revision.institution)} />
                <span><b>{ &when }</b>{"　"}{ &revision.institution }{"　"}{ &revision.author }</span>
            </label>
            <p class="small">{ items.join("、") }</p>
            <button type="button" class="quiet" aria-label={format!("{when} {} で変わったところ", revision.institution)} onclick={alone}>{"変わったところ"}</button>
        </li>
    }
}

/// The saving of the same institution before this one.
fn before(found: &Revisions, revision: &Revision) -> Option<RevisionId> {
    let older = found
        .revisions
        .iter()
        .filter(|other| other.institution_id == revision.institution_id && other.id < revision.id);
    older.map(|other| other.id).max()
}

/// The ticks after one more: of another institution, or as a third one, it begins anew with the newest tick kept.
fn with_tick(found: &Revisions, ticked: &[RevisionId], id: RevisionId, on: bool) -> Vec<RevisionId> {
    let institution = |id: RevisionId| {
        found
            .revisions
            .iter()
            .find(|other| other.id == id)
            .map(|other| other.institution_id)
    };
    let mut next: Vec<RevisionId> = ticked.iter().copied().filter(|other| *other != id).collect();
    if on {
        next.retain(|other| institution(*other) == institution(id));
        if next.len() > 1 {
            next.remove(0);
        }
        next.push(id);
    }
    next
}

fn two_of(ticked: &[RevisionId]) -> Option<Pair> {
    match ticked {
        [one, other] => Some(Pair {
            from: Some(*one.min(other)),
            until: *one.max(other),
        }),
        _ => None,
    }
}

#[derive(Properties, PartialEq)]
struct ComparedProps {
    patient: PatientId,
    revisions: Rc<Revisions>,
    from: Option<RevisionId>,
    until: RevisionId,
}

/// What differs, item by item.
#[component]
fn Compared(props: &ComparedProps) -> Html {
    let path = PatientPath { patient: props.patient };
    let query = CompareQuery {
        from: props.from,
        until: props.until,
    };
    let load = use_load::<CompareRevisions>(Some((path, query, ())), 0);
    use_effect_with((props.from, props.until, load.value.is_some()), |_| {
        dom::focus_first(".compared h2")
    });
    html! {
        <section class="card compared" aria-busy={load.pending.to_string()}>
            <h2 tabindex="-1">{"変わったところ"}</h2>
            { ready_or(&load, |found| differences(props, found)) }
        </section>
    }
}

fn differences(props: &ComparedProps, found: &Comparison) -> Html {
    if found.differences.is_empty() {
        return html! { <p class="empty">{"違いはありません。"}</p> };
    }
    let by = |id: Option<RevisionId>| {
        let revision = id.and_then(|id| props.revisions.revisions.iter().find(|revision| revision.id == id));
        revision.map_or_else(
            || "最初の保存の前".to_owned(),
            |revision| format!("{}　{}", time::moment(&revision.at), revision.author),
        )
    };
    let (old, new) = (by(props.from), by(Some(props.until)));
    let one = |difference: &Difference| {
        html! {
            <div class="conflict-item">
                <h3>{ difference.item.label() }</h3>
                { sides(
                    difference.item,
                    &Side { title: "前", by: old.clone(), value: difference.before.as_ref(), only: "削除" },
                    &Side { title: "後", by: new.clone(), value: difference.after.as_ref(), only: "追加" },
                ) }
            </div>
        }
    };
    html! { { for found.differences.iter().map(one) } }
}

#[cfg(test)]
mod tests {
    use tobiume_common::ids::InstitutionId;

    use super::*;

    fn found() -> Revisions {
        let revision = |(id, institution): (i64, i64)| Revision {
            id: RevisionId(id),
            institution_id: InstitutionId(institution),
            institution: String::new(),
            author: String::new(),
            at: String::new(),
            items: Vec::new(),
        };
        Revisions {
            revisions: [(9, 1), (8, 2), (7, 1), (3, 1)].map(revision).to_vec(),
        }
    }

    fn ids(numbers: &[i64]) -> Vec<RevisionId> {
        numbers.iter().copied().map(RevisionId).collect()
    }

    #[test]
    fn two_savings_of_one_institution_are_compared() {
        let found = found();
        let tick = |ticked: &[i64], id| with_tick(&found, &ids(ticked), RevisionId(id), true);
        assert_eq!(tick(&[], 9), ids(&[9]));
        assert_eq!(tick(&[9], 3), ids(&[9, 3]));
        assert_eq!(tick(&[9], 8), ids(&[8]), "another institution begins anew");
        assert_eq!(tick(&[9, 3], 7), ids(&[3, 7]), "a third one takes the place of the first");
        assert_eq!(with_tick(&found, &ids(&[9, 3]), RevisionId(9), false), ids(&[3]));
        let pair = two_of(&ids(&[9, 3])).unwrap();
        assert!(pair.from == Some(RevisionId(3)) && pair.until == RevisionId(9));
        assert!(two_of(&ids(&[9])).is_none());
    }

    #[test]
    fn a_saving_is_compared_with_the_one_before_of_its_institution() {
        let found = found();
        assert_eq!(before(&found, &found.revisions[0]), Some(RevisionId(7)));
        assert_eq!(before(&found, &found.revisions[1]), None);
    }
}
