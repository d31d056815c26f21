//! アレルギーに追加: one more allergy in three taps, for who stands beside the patient with a phone.

use tobiume_common::{
    ApiError, ErrorCode,
    basic_info::{
        Check, Choice, Item, ItemValue,
        record::{Change, Conflict, Draft, GetOwnRecord, KeepDraft, OwnRecord, SaveOutcome, SaveRecord},
        words,
    },
    ids::{PatientId, PatientPath},
};
use yew::prelude::*;

use crate::{
    api::{self, Abort},
    components::{Dialog, Field, error_banner},
    dom,
};

/// So often somebody else's saving may come in between before the person is asked to try again.
const TRIES: usize = 3;

/// Properties of [`AddAllergy`].
#[derive(Properties, PartialEq)]
pub struct AddProps {
    /// Whose.
    pub patient: PatientId,
    /// It was added.
    pub onadded: Callback<()>,
}

/// The first tap: the button. The rest is asked in a dialog.
#[component]
pub fn AddAllergy(props: &AddProps) -> Html {
    let open = use_state(|| false);
    let added = use_state(|| false);
    let show = {
        let (open, added) = (open.setter(), added.setter());
        Callback::from(move |_: MouseEvent| {
            added.set(false);
            open.set(true);
        })
    };
    let close = {
        let open = open.setter();
        Callback::from(move |()| open.set(false))
    };
    let onadded = {
        let (added, close, told) = (added.setter(), close.clone(), props.onadded.clone());
        Callback::from(move |()| {
            close.emit(());
            added.set(true);
            told.emit(());
        })
    };
    html! {
        <>
            <button type="button" onclick={show}>{"アレルギーに追加"}</button>
            <span class="small" role="status">{ if *added { "更新処理が正常に終了しました。" } else { "" } }</span>
            if *open { <Ask patient={props.patient} onclose={close} {onadded} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct AskProps {
    patient: PatientId,
    onclose: Callback<()>,
    onadded: Callback<()>,
}

/// The second tap chooses, the third one adds.
#[component]
fn Ask(props: &AskProps) -> Html {
    let chosen = use_state(|| None::<&'static str>);
    let note = use_state(String::new);
    let pending = use_state(|| false);
    let error = use_state(|| None::<ApiError>);
    let abort = use_memo((), |()| Abort::new());
    let on_leave = abort.clone();
    use_effect_with((), move |()| move || on_leave.abort());
    let option = |choice: &'static Choice| {
        let onchange = {
            let chosen = chosen.setter();
            Callback::from(move |_: Event| chosen.set(Some(choice.code)))
        };
        html! {
            <label class="option"><input type="radio" name="allergy" checked={*chosen == Some(choice.code)} {onchange} />{ choice.label }</label>
        }
    };
    let onclick = {
        let (chosen, note, is_pending) = (*chosen, note.trim().to_owned(), *pending);
        let (pending, error, abort, onadded) = (pending.setter(), error.setter(), abort.clone(), props.onadded.clone());
        let path = PatientPath { patient: props.patient };
        Callback::from(move |_: MouseEvent| {
            let Some(choice) = chosen.filter(|_| !is_pending) else { return };
            let check = Check {
                choice: choice.to_owned(),
                note: note.clone(),
            };
            let (pending, error, abort, onadded) = (pending.clone(), error.clone(), abort.clone(), onadded.clone());
            pending.set(true);
            dom::run(Box::pin(async move {
                let done = add(&abort, path, &check).await;
                pending.set(false);
                match done {
                    Ok(()) => onadded.emit(()),
                    Err(problem) => error.set(Some(problem)),
                }
            }));
        })
    };
    // 「不明」 is no allergy to add.
    let choices = Item::Allergies.choices().iter().filter(|choice| choice.code != "unknown");
    html! {
        <Dialog title="アレルギーに追加" onclose={props.onclose.clone()}>
            { for error.as_ref().map(|error| error_banner(error, None)) }
            <div class="options" role="radiogroup" aria-label="アレルギーの種類">{ for choices.map(option) }</div>
            <Field id="allergy-note" label="補足（なくてもよい）" hint="例：そば、造影剤で呼吸困難" maxlength=200 value={(*note).clone()}
                onchange={let setter = note.setter(); Callback::from(move |text| setter.set(text))} />
            <p class="buttons">
                <button type="button" onclick={props.onclose.reform(|_| ())}>{"やめる"}</button>
                <button type="button" class="primary" disabled={chosen.is_none()} aria-disabled={pending.then_some("true")} {onclick}>
                    { if *pending { "追加しています…" } else { "追加する" } }
                </button>
            </p>
        </Dialog>
    }
}

/// Adds one choice to what the own institution keeps; what is there stays. When somebody else saves in between, it is added to theirs.
async fn add(abort: &Abort, path: PatientPath, check: &Check) -> Result<(), ApiError> {
    let own = api::call::<GetOwnRecord>(abort, &path, &(), &()).await?;
    let mut base = own.revision;
    let mut now = own_allergies(&own).cloned();
    for _ in 0..TRIES {
        let value = Some(with_check(now.as_ref(), check));
        let change = Change {
            item: Item::Allergies,
            value,
        };
        let draft = Draft {
            base,
            changes: vec![change],
        };
        match api::call::<SaveRecord>(abort, &path, &(), &draft).await? {
            SaveOutcome::Saved(_) => return keep_again(abort, path, own).await,
            SaveOutcome::Conflicts { revision, conflicts, .. } => {
                base = revision;
                now = conflicts
                    .into_iter()
                    .find(|conflict: &Conflict| conflict.item == Item::Allergies)
                    .and_then(|conflict| conflict.now);
            }
        }
    }
    Err(ErrorCode::Conflict.into())
}

/// Saving ends the draft; what this person typed elsewhere in the form and did not save is kept again.
async fn keep_again(abort: &Abort, path: PatientPath, own: OwnRecord) -> Result<(), ApiError> {
    if let Some(kept) = own.draft {
        api::call::<KeepDraft>(abort, &path, &(), &kept.draft).await?;
    }
    Ok(())
}

fn own_allergies(own: &OwnRecord) -> Option<&ItemValue> {
    own.items.iter().find(|own| own.item == Item::Allergies).map(|own| &own.value)
}

/// The value with one more choice. A choice that is there gets the note beside its own.
fn with_check(now: Option<&ItemValue>, check: &Check) -> ItemValue {
    let mut checks = now.map(|value| words::checks(value).to_vec()).unwrap_or_default();
    match checks.iter_mut().find(|there| there.choice == check.choice) {
        None => checks.push(check.clone()),
        Some(there) if there.note.is_empty() => there.note.clone_from(&check.note),
        Some(there) if !there.note.contains(&check.note) => there.note = format!("{}、{}", there.note, check.note),
        Some(_) => {}
    }
    ItemValue::Checks(checks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(choice: &str, note: &str) -> Check {
        Check {
            choice: choice.into(),
            note: note.into(),
        }
    }

    #[test]
    fn nothing_that_is_there_is_dropped() {
        let there = ItemValue::Checks(vec![check("iodine", ""), check("food", "そば")]);
        let after = |choice, note| with_check(Some(&there), &check(choice, note));
        assert_eq!(
            after("metal", ""),
            ItemValue::Checks(vec![check("iodine", ""), check("food", "そば"), check("metal", "")])
        );
        assert_eq!(
            after("food", "えび"),
            ItemValue::Checks(vec![check("iodine", ""), check("food", "そば、えび")])
        );
        assert_eq!(after("food", ""), there);
        assert_eq!(with_check(None, &check("food", "")), ItemValue::Checks(vec![check("food", "")]));
    }
}
