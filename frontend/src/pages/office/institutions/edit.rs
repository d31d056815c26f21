//! Changing what the directory says of an institution.

use tobiume_common::{
    accounts::InstitutionPath,
    application::form::{ADDRESS_MAX, EMAIL_MAX, NAME_MAX},
    check::PHONE_MAX,
    ids::AssociationId,
    institutions::InstitutionKind,
    network::{InstitutionDetail, InstitutionEdit, InstitutionRequest, UpdateInstitution},
};
use yew::prelude::*;

use super::institution::Done;
use crate::{
    components::{FormFrame, LeaveGuard, Line, Part, Select, error_banner, save},
    state::{
        form::{self, Form},
        send::use_send,
    },
};

const fn line(
    id: &'static str,
    label: &'static str,
    max: usize,
    inputmode: &'static str,
    class: &'static str,
    of: fn(&mut InstitutionEdit) -> &mut String,
) -> Line<InstitutionEdit> {
    Line {
        id,
        label,
        hint: "",
        max,
        inputmode,
        list: "",
        class,
        of,
    }
}

const LINES: [Line<InstitutionEdit>; 8] = [
    line("name", "施設名", NAME_MAX, "", "half", |value| &mut value.name),
    line("kana", "施設名のカナ", NAME_MAX, "", "half", |value| &mut value.kana),
    line("postal_code", "郵便番号", 20, "numeric", "quarter", |value| {
        &mut value.postal_code
    }),
    line("city_code", "市区町村コード（5桁）", 5, "numeric", "quarter", |value| {
        &mut value.city_code
    }),
    line("address", "住所", ADDRESS_MAX, "", "half", |value| &mut value.address),
    line("phone", "電話番号", PHONE_MAX, "tel", "quarter", |value| &mut value.phone),
    line("fax", "FAX番号", PHONE_MAX, "tel", "quarter", |value| &mut value.fax),
    line("email", "メールアドレス", EMAIL_MAX, "email", "half", |value| {
        &mut value.email
    }),
];

/// 救急告示 as it is chosen.
const LEVELS: [(Option<u8>, &str); 3] = [(None, "なし"), (Some(2), "2次救急"), (Some(3), "3次救急")];

/// Properties of [`Edit`].
#[derive(Properties, PartialEq)]
pub struct EditProps {
    /// Which.
    pub institution: InstitutionDetail,
    /// Told that it was done.
    pub done: Callback<Done>,
}

/// The form, folded away until it is wanted.
#[component]
pub fn Edit(props: &EditProps) -> Html {
    let institution = &props.institution;
    let form = use_reducer(|| Form::new(institution.form.clone()));
    let saving = {
        let done = props.done.clone();
        use_send::<UpdateInstitution>(Callback::from(move |_| done.emit(Done::saying("施設の登録を保存しました。"))))
    };
    let verdict = form.verdict(Some(form.value.check(institution.kind)), saving.error.as_ref());
    let (path, version) = (
        InstitutionPath {
            institution: institution.id,
        },
        institution.version,
    );
    let send = saving.send.reform(move |form| (path, (), InstitutionRequest { version, form }));
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    html! {
        <details class="card others">
            <summary>{"施設の登録を直す"}</summary>
            <LeaveGuard typed={form.is_changed()} />
            <FormFrame class="form" onsubmit={form::submit(&form, &verdict, saving.pending, send)} onleave={form::left(&form)}>
                { for LINES.iter().map(|line| part.line(line)) }
                { association(institution, &part) }
                if matches!(institution.kind, InstitutionKind::Clinic | InstitutionKind::Hospital) { { level(&part) } }
                { for saving.error.as_ref().map(|error| error_banner(error, None)) }
                <div class="cell">{ save(&verdict, saving.pending) }</div>
            </FormFrame>
        </details>
    }
}

fn association(institution: &InstitutionDetail, part: &Part<'_, InstitutionEdit>) -> Html {
    let ids: Vec<AssociationId> = institution.associations.iter().map(|association| association.id).collect();
    let options: Vec<AttrValue> = std::iter::once("なし".into())
        .chain(institution.associations.iter().map(|association| association.name.clone().into()))
        .collect();
    let chosen = part
        .value
        .association
        .and_then(|chosen| ids.iter().position(|id| *id == chosen))
        .map_or(0, |at| at + 1);
    let onchange = part.edit.reform(move |at: usize| -> form::Edit<InstitutionEdit> {
        let association = at.checked_sub(1).and_then(|at| ids.get(at).copied());
        Box::new(move |value: &mut InstitutionEdit| value.association = association)
    });
    html! {
        <div class="half"><Select id="association" label="郡市区医師会" {options} {chosen} {onchange} error={part.verdict.of("association")} /></div>
    }
}

fn level(part: &Part<'_, InstitutionEdit>) -> Html {
    let options: Vec<AttrValue> = LEVELS.iter().map(|(_, label)| (*label).into()).collect();
    let chosen = LEVELS.iter().position(|(level, _)| *level == part.value.emergency_level);
    let onchange = part.edit.reform(|at: usize| -> form::Edit<InstitutionEdit> {
        let level = LEVELS.get(at).and_then(|(level, _)| *level);
        Box::new(move |value: &mut InstitutionEdit| value.emergency_level = level)
    });
    html! {
        <div class="half">
            <Select id="emergency_level" label="救急告示（緊急時紹介先として、すべての登録患者を探せます）" {options} {chosen} {onchange} error={part.verdict.of("emergency_level")} />
        </div>
    }
}
