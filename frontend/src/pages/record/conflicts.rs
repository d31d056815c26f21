//! Somebody of the same institution saved while the form was open: item by item both versions, and a choice.

use std::rc::Rc;

use tobiume_common::basic_info::{Item, ItemKind, record::Conflict};
use yew::prelude::*;

use super::{
    compare::{Side, sides},
    form::Form,
    typed::Typed,
};
use crate::{components::Dialog, time};

/// Properties of [`ConflictDialog`].
#[derive(Properties, PartialEq)]
pub struct ConflictProps {
    /// The form.
    pub form: Rc<Form>,
    /// What both changed.
    pub conflicts: Rc<Vec<Conflict>>,
    /// The person has chosen for each.
    pub onchosen: Callback<Vec<(Conflict, Typed)>>,
    /// Back to the form, with nothing chosen.
    pub onclose: Callback<()>,
}

/// Which version holds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Choice {
    Mine,
    Theirs,
    Both,
}

/// Whether both versions can stand together: lists and long texts.
const fn can_hold_both(item: Item) -> bool {
    matches!(
        item.kind(),
        ItemKind::LongText | ItemKind::Checks(_) | ItemKind::Drugs | ItemKind::Diseases(_) | ItemKind::Contacts
    )
}

impl Choice {
    const fn label(self) -> &'static str {
        match self {
            Self::Mine => "自分の入力にする",
            Self::Theirs => "いまの内容のままにする",
            Self::Both => "両方を残す",
        }
    }

    /// The fields of an item after this choice.
    fn apply(self, form: &Form, conflict: &Conflict) -> Typed {
        let theirs = Typed::of(conflict.item, conflict.now.as_ref());
        let mine = form.typed(conflict.item);
        match self {
            Self::Mine => mine,
            Self::Theirs => theirs,
            Self::Both => {
                let mut both = theirs;
                if let Some(value) = mine.meaning(conflict.item).value {
                    both.take_over(conflict.item, &value);
                }
                both
            }
        }
    }
}

/// Both versions of each item, and buttons to choose. Nothing is chosen beforehand: whoever presses Enter should have read it.
#[component]
pub fn ConflictDialog(props: &ConflictProps) -> Html {
    let choices = use_state(|| vec![None::<Choice>; props.conflicts.len()]);
    let tried = use_state(|| false);
    let missing = choices.iter().position(Option::is_none);
    let onclick = {
        let (props_form, conflicts, onchosen) = (props.form.clone(), props.conflicts.clone(), props.onchosen.clone());
        let (choices, tried) = (choices.clone(), tried.setter());
        Callback::from(move |_: MouseEvent| {
            let chosen: Option<Vec<(Conflict, Typed)>> = conflicts
                .iter()
                .zip(choices.iter())
                .map(|(conflict, choice)| choice.map(|choice| (conflict.clone(), choice.apply(&props_form, conflict))))
                .collect();
            match chosen {
                Some(chosen) => onchosen.emit(chosen),
                None => {
                    tried.set(true);
                    if let Some(number) = missing {
                        crate::dom::focus_first(&format!("[name=conflict-{number}]"));
                    }
                }
            }
        })
    };
    let one = |(number, conflict): (usize, &Conflict)| {
        let missing = *tried && choices[number].is_none();
        html! {
            <fieldset class="conflict-item">
                <legend>{ conflict.item.label() }</legend>
                { both_sides(&props.form, conflict) }
                { options(&choices, number, conflict.item) }
                if missing { <p class="field-error">{"どちらにするか選んでください。"}</p> }
            </fieldset>
        }
    };
    html! {
        <Dialog title="ほかの人が先に更新しました" class="roomy" onclose={props.onclose.clone()}>
            <p>{"同じ項目が更新されています。まだ何も保存していません。項目ごとに、どちらを残すか選んでください。"}</p>
            { for props.conflicts.iter().enumerate().map(one) }
            <p class="buttons">
                <button type="button" onclick={props.onclose.reform(|_| ())}>{"入力に戻る"}</button>
                <button type="button" class="primary" {onclick}>{"選んだ内容で保存"}</button>
            </p>
        </Dialog>
    }
}

fn both_sides(form: &Form, conflict: &Conflict) -> Html {
    let mine = form.typed(conflict.item).meaning(conflict.item).value;
    sides(
        conflict.item,
        &Side {
            title: "自分の入力",
            by: String::new(),
            value: mine.as_ref(),
            only: "自分だけ",
        },
        &Side {
            title: "いまの内容",
            by: format!("{}　{}", conflict.author, time::moment(&conflict.at)),
            value: conflict.now.as_ref(),
            only: "相手だけ",
        },
    )
}

fn options(choices: &UseStateHandle<Vec<Option<Choice>>>, number: usize, item: Item) -> Html {
    let option = |choice: Choice| {
        let onchange = {
            let choices = choices.clone();
            Callback::from(move |_: Event| {
                let mut next = (*choices).clone();
                next[number] = Some(choice);
                choices.set(next);
            })
        };
        html! {
            <label class="pick">
                <input type="radio" name={format!("conflict-{number}")} checked={choices[number] == Some(choice)} {onchange} />
                { choice.label() }
            </label>
        }
    };
    html! {
        <div class="picks">
            { option(Choice::Mine) }
            { option(Choice::Theirs) }
            if can_hold_both(item) { { option(Choice::Both) } }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use tobiume_common::{
        basic_info::{ItemValue, Line, ViewMode, record::OwnRecord},
        ids::{PatientId, RevisionId},
        patients::{PatientSummary, Sex},
    };

    use super::*;

    fn drugs(names: &[&str]) -> ItemValue {
        let line = |name: &&str| Line {
            code: String::new(),
            name: (*name).into(),
            detail: String::new(),
        };
        ItemValue::Lines(names.iter().map(line).collect())
    }

    #[test]
    fn each_choice_gives_what_it_says() {
        let record = OwnRecord {
            patient: PatientSummary {
                id: PatientId(1),
                name: String::new(),
                kana: String::new(),
                birth_date: tobiume_common::CivilDate::new(1939, 3, 15).unwrap(),
                sex: Sex::Female,
                address: String::new(),
                card_number: String::new(),
                has_namesake: false,
                withdrawn: false,
            },
            revision: RevisionId(1),
            items: Vec::new(),
            sections: ViewMode::Collaboration.sections().to_vec(),
            draft: None,
        };
        let form = Form::new(&record, None, None);
        form.edit(Item::Prescriptions, |typed| {
            typed.take_over(Item::Prescriptions, &drugs(&["A", "B"]))
        });
        let conflict = Conflict {
            item: Item::Prescriptions,
            now: Some(drugs(&["A", "C"])),
            author: String::new(),
            at: String::new(),
        };
        let after = |choice: Choice| choice.apply(&form, &conflict).meaning(Item::Prescriptions).value.unwrap();
        assert_eq!(after(Choice::Mine), drugs(&["A", "B"]));
        assert_eq!(after(Choice::Theirs), drugs(&["A", "C"]));
        assert_eq!(after(Choice::Both), drugs(&["A", "C", "B"]));
    }
}
