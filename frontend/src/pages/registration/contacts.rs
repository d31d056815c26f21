//! 緊急連絡先: rows that are added and removed.

use tobiume_common::{
    basic_info::Contact,
    check::PHONE_MAX,
    patients::{
        Registration,
        registration::{CONTACTS_MAX, NAME_MAX, RELATION_MAX},
    },
};
use yew::prelude::*;

use crate::{
    components::{Field, Part, relations},
    dom,
};

const RELATIONS: &str = "relations";

/// A row in which nothing stands yet. The server leaves out those that stay so.
pub const fn empty_contact() -> Contact {
    Contact {
        name: String::new(),
        relation: String::new(),
        phone: String::new(),
    }
}

/// The rows, in the order of calling.
pub fn contacts(part: &Part<'_, Registration>) -> Html {
    let rows = &part.value.emergency_contacts;
    let count = rows.len();
    let add = part
        .edit
        .reform(move |_: MouseEvent| Box::new(|value: &mut Registration| value.emergency_contacts.push(empty_contact())) as _);
    html! {
        <>
            { relations(RELATIONS) }
            { for (0..count).map(|at| row(part, at)) }
            { for part.verdict.of("emergency_contacts").map(|error| html! { <p class="field-error">{ error }</p> }) }
            if count < CONTACTS_MAX {
                <p class="cell"><button type="button" id="add-contact" onclick={add}>{"連絡先を追加"}</button></p>
            }
        </>
    }
}

fn row(part: &Part<'_, Registration>, at: usize) -> Html {
    let Some(contact) = part.value.emergency_contacts.get(at) else {
        return html! {};
    };
    let id = |name: &str| AttrValue::from(format!("emergency_contacts.{at}.{name}"));
    let typed = |of: fn(&mut Contact) -> &mut String| {
        part.edit.reform(move |text| {
            Box::new(move |value: &mut Registration| {
                if let Some(contact) = value.emergency_contacts.get_mut(at) {
                    *of(contact) = text;
                }
            }) as _
        })
    };
    let remove = part.edit.reform(move |_: MouseEvent| {
        dom::focus_first("#add-contact");
        Box::new(move |value: &mut Registration| {
            if at < value.emergency_contacts.len() {
                value.emergency_contacts.remove(at);
            }
        }) as _
    });
    let (name, relation, phone) = (id("name"), id("relation"), id("phone"));
    html! {
        <div key={at} class="contact" role="group" aria-label={format!("緊急連絡先 {}", at + 1)}>
            <Field id={name.clone()} label="氏名" maxlength={NAME_MAX} value={contact.name.clone()} onchange={typed(|contact| &mut contact.name)}
                error={part.verdict.of(&name)} />
            <Field id={relation.clone()} label="続柄" maxlength={RELATION_MAX} list={RELATIONS} value={contact.relation.clone()}
                onchange={typed(|contact| &mut contact.relation)} error={part.verdict.of(&relation)} />
            <Field id={phone.clone()} label="電話" maxlength={PHONE_MAX} inputmode="tel" value={contact.phone.clone()}
                onchange={typed(|contact| &mut contact.phone)} error={part.verdict.of(&phone)} />
            <button type="button" class="quiet" aria-label={format!("緊急連絡先 {}を削除", at + 1)} onclick={remove}>{"削除"}</button>
        </div>
    }
}
