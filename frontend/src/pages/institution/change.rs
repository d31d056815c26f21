//! 変更: users, devices, and how the institution is reached.

use tobiume_common::{
    application::form::{ADDRESS_MAX, DEVICES_MAX, DeviceKind, DeviceLine, EMAIL_MAX, NOTE_MAX},
    check::PHONE_MAX,
    requests::{ChangeForm, Directory, OwnInstitution, OwnRequest, RequestForm},
};
use yew::prelude::*;

use super::{Writing, ask::use_asking, people, requests::asked};
use crate::{
    components::{Field, FormFrame, LeaveGuard, Line, Part, error_banner, missing},
    state::form::{self, Form},
};

const LINES: [Line<ChangeForm>; 5] = [
    Line {
        id: "directory.postal_code",
        label: "郵便番号",
        hint: "",
        max: 20,
        inputmode: "numeric",
        list: "",
        class: "half",
        of: |value| &mut value.directory.get_or_insert_default().postal_code,
    },
    Line {
        id: "directory.address",
        label: "住所",
        hint: "",
        max: ADDRESS_MAX,
        inputmode: "",
        list: "",
        class: "whole",
        of: |value| &mut value.directory.get_or_insert_default().address,
    },
    Line {
        id: "directory.phone",
        label: "電話番号",
        hint: "",
        max: PHONE_MAX,
        inputmode: "tel",
        list: "",
        class: "half",
        of: |value| &mut value.directory.get_or_insert_default().phone,
    },
    Line {
        id: "directory.fax",
        label: "FAX番号",
        hint: "",
        max: PHONE_MAX,
        inputmode: "tel",
        list: "",
        class: "half",
        of: |value| &mut value.directory.get_or_insert_default().fax,
    },
    Line {
        id: "directory.email",
        label: "メールアドレス",
        hint: "",
        max: EMAIL_MAX,
        inputmode: "email",
        list: "",
        class: "whole",
        of: |value| &mut value.directory.get_or_insert_default().email,
    },
];

const NOTE: Line<ChangeForm> = Line {
    id: "note",
    label: "連絡事項",
    hint: "なくてもよい",
    max: NOTE_MAX,
    inputmode: "",
    list: "",
    class: "whole",
    of: |value| &mut value.note,
};

/// Properties of [`ChangeFormPage`].
#[derive(Properties, PartialEq)]
pub struct ChangeProps {
    /// How things are.
    pub own: OwnInstitution,
    /// What was sent back, if this is an answer.
    pub sent_back: Option<OwnRequest>,
    /// Shows something else.
    pub write: Callback<Writing>,
    /// Told of the answer.
    pub done: Callback<OwnInstitution>,
}

/// What is to be different; the rest stays.
#[component]
pub fn ChangeFormPage(props: &ChangeProps) -> Html {
    let form = use_reducer(|| {
        Form::new(match props.sent_back.as_ref().map(|request| &request.form) {
            Some(RequestForm::Change(form)) => form.clone(),
            _ => ChangeForm::default(),
        })
    });
    let asking = use_asking(props.sent_back.as_ref(), props.done.clone());
    let verdict = form.verdict(Some(form.value.check()), asking.error.as_ref());
    let send = asking.send.reform(RequestForm::Change);
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    let left = {
        let (edit, left) = (part.edit.clone(), form::left(&form));
        Callback::from(move |field: String| {
            people::left(&edit, &field);
            left.emit(field);
        })
    };
    let back = props.write.reform(|_: MouseEvent| Writing::Nothing);
    html! {
        <FormFrame onsubmit={form::submit(&form, &verdict, asking.pending, send)} onleave={left}>
            <LeaveGuard typed={form.is_changed()} />
            { for props.sent_back.iter().map(|request| asked(request, &asking.answer)) }
            <section class="card form" aria-labelledby="part-added">
                <h2 id="part-added">{"追加する利用者"}</h2>
                { people::added(&part) }
            </section>
            <section class="card form" aria-labelledby="part-removed">
                <h2 id="part-removed">{"外す利用者"}</h2>
                <p>{"外した利用者は、承認されるとすぐにログインできなくなり、チームからも外れます。記録は残ります。"}</p>
                { people::removed(&part, &props.own.users) }
            </section>
            { devices(&part) }
            { directory(&part, &props.own.directory) }
            <section class="card form">
                <h2>{"連絡事項"}</h2>
                { part.line(&NOTE) }
                { for asking.error.as_ref().map(|error| error_banner(error, None)) }
                { for verdict.of("change").map(|error| html! { <p class="field-error" id="change" tabindex="-1">{ error }</p> }) }
                { missing(&verdict) }
                <p class="buttons">
                    <button class="primary" aria-disabled={asking.pending.to_string()}>{ if asking.pending { "送っています…" } else { "申請する" } }</button>
                    <button type="button" onclick={back}>{"やめる"}</button>
                </p>
            </section>
        </FormFrame>
    }
}

/// How many of each kind are to be added.
fn devices(part: &Part<'_, ChangeForm>) -> Html {
    let field = |kind: DeviceKind| {
        let count = part
            .value
            .devices
            .iter()
            .find(|line| line.kind == kind)
            .map_or(0, |line| line.count);
        let typed = part.edit.reform(move |text: String| {
            let count = text.trim().parse::<u16>().unwrap_or(0).min(DEVICES_MAX);
            Box::new(move |value: &mut ChangeForm| {
                value.devices.retain(|line| line.kind != kind);
                if count > 0 {
                    value.devices.push(DeviceLine {
                        kind,
                        count,
                        network: String::new(),
                    });
                }
            }) as _
        });
        let text = if count == 0 { String::new() } else { count.to_string() };
        html! {
            <div class="quarter">
                <Field id={format!("device-{}", kind.label())} label={format!("{}（台）", kind.label())} inputmode="numeric" maxlength=3 value={text} onchange={typed} />
            </div>
        }
    };
    html! {
        <section class="card form" aria-labelledby="part-devices">
            <h2 id="part-devices">{"追加する機器"}</h2>
            { for DeviceKind::ALL.map(field) }
        </section>
    }
}

/// Address, telephone and mail: only where something of them changes.
fn directory(part: &Part<'_, ChangeForm>, present: &Directory) -> Html {
    let changes = part.value.directory.is_some();
    let present = present.clone();
    let toggle = part.edit.reform(move |_: Event| {
        let present = present.clone();
        Box::new(move |value: &mut ChangeForm| value.directory = if changes { None } else { Some(present) }) as _
    });
    html! {
        <section class="card form" aria-labelledby="part-directory">
            <h2 id="part-directory">{"住所・連絡先"}</h2>
            <div class="check"><label><input type="checkbox" checked={changes} onchange={toggle} />{"住所や連絡先を変える"}</label></div>
            if changes { { for LINES.iter().map(|line| part.line(line)) } }
        </section>
    }
}
