//! 施設: who applies.

use tobiume_common::{
    application::{
        ApplicationForm,
        form::{ADDRESS_MAX, EMAIL_MAX, InstitutionForm, LINE_MAX, NAME_MAX},
    },
    check::PHONE_MAX,
    institutions::InstitutionKind,
    masters::Place,
};
use yew::prelude::*;

use super::{
    associations::AssociationField,
    reading::{Reading, with_reading},
};
use crate::components::{Field, Line, Part, PostalCodeField, Select};

type Form = ApplicationForm;

/// The field whose check digit is looked at as soon as it is whole.
pub const CODE: &str = "institution.code";

const fn line(id: &'static str, label: &'static str, hint: &'static str, max: usize, of: fn(&mut Form) -> &mut String) -> Line<Form> {
    Line {
        id,
        label,
        hint,
        max,
        inputmode: "",
        list: "",
        class: "half",
        of,
    }
}

const fn number(mut line: Line<Form>, inputmode: &'static str) -> Line<Form> {
    line.inputmode = inputmode;
    line
}

const NAME: Line<Form> = line("institution.name", "施設名", "", NAME_MAX, |form| &mut form.institution.name);
const KANA: Line<Form> = line(
    "institution.kana",
    "施設名のカナ",
    "自動で入ります。違うときは直してください",
    NAME_MAX,
    |form| &mut form.institution.kana,
);
const ADDRESS: Line<Form> = line("institution.address", "住所", "番地・建物まで", ADDRESS_MAX, |form| {
    &mut form.institution.address
});
const CONTACTS: [Line<Form>; 3] = [
    number(
        line("institution.phone", "電話番号", "市外局番から", PHONE_MAX, |form| {
            &mut form.institution.phone
        }),
        "tel",
    ),
    number(
        line("institution.fax", "FAX番号", "あれば", PHONE_MAX, |form| {
            &mut form.institution.fax
        }),
        "tel",
    ),
    number(
        line(
            "institution.email",
            "メールアドレス",
            "あれば。申請の状況をお知らせします",
            EMAIL_MAX,
            |form| &mut form.institution.email,
        ),
        "email",
    ),
];
const CHART: Line<Form> = line(
    "institution.chart_product",
    "電子カルテの製品名",
    "使っていれば",
    LINE_MAX,
    |form| &mut form.institution.chart_product,
);

/// Kinds that apply; the secretariat itself does not.
fn kinds() -> impl Iterator<Item = InstitutionKind> {
    InstitutionKind::ALL.into_iter().filter(|kind| *kind != InstitutionKind::Office)
}

/// The fields. `oncode` is told when a code is long enough to be looked at.
pub fn institution(part: &Part<'_, Form>, oncode: Callback<()>) -> Html {
    let is_hospital = matches!(
        part.value.institution.kind,
        Some(InstitutionKind::Clinic | InstitutionKind::Hospital)
    );
    let onreading = part.edit.reform(|reading: String| {
        Box::new(move |form: &mut Form| {
            let InstitutionForm { name, kana, .. } = &mut form.institution;
            *kana = with_reading(name, kana, &reading);
        }) as _
    });
    html! {
        <>
            <section class="card form" aria-label="施設">
                <Reading {onreading}>{ part.line(&NAME) }</Reading>
                { part.line(&KANA) }
                { kind(part) }
                { code(part, oncode) }
            </section>
            <section class="card form" aria-label="住所・連絡先">
                { postal_code(part) }
                { part.line(&ADDRESS) }
                { for CONTACTS.iter().map(|line| part.line(line)) }
            </section>
            <section class="card form" aria-label="医師会など">
                <AssociationField value={part.value.institution.association.clone()} error={part.verdict.of("institution.association")}
                    onchange={part.typed(|form| &mut form.institution.association)} />
                if is_hospital { { emergency(part) } }
                { part.line(&CHART) }
            </section>
        </>
    }
}

fn kind(part: &Part<'_, Form>) -> Html {
    let options: Vec<AttrValue> = std::iter::once("選んでください".into())
        .chain(kinds().map(|kind| AttrValue::from(kind.label())))
        .collect();
    let chosen = kinds()
        .position(|kind| part.value.institution.kind == Some(kind))
        .map_or(Some(0), |at| Some(at + 1));
    let onchange = part.edit.reform(|at: usize| {
        Box::new(move |form: &mut Form| {
            form.institution.kind = at.checked_sub(1).and_then(|at| kinds().nth(at));
            if !has_code(form.institution.kind) {
                form.institution.code.clear();
            }
        }) as _
    });
    html! { <Select id="institution.kind" label="施設の種別" {options} {chosen} {onchange} error={part.verdict.of("institution.kind")} /> }
}

const fn has_code(kind: Option<InstitutionKind>) -> bool {
    !matches!(kind, Some(InstitutionKind::FireDepartment | InstitutionKind::City))
}

fn code(part: &Part<'_, Form>, oncode: Callback<()>) -> Html {
    let kind = part.value.institution.kind;
    if !has_code(kind) {
        return html! { <p class="hint">{"この種別では、コードは要りません。"}</p> };
    }
    let is_care = matches!(kind, Some(InstitutionKind::CareManagement | InstitutionKind::CareService));
    let (label, hint) = match is_care {
        true => ("介護保険事業所番号", "10桁。指定通知書にあります"),
        false => (
            "医療機関コード",
            "10桁（都道府県2桁＋点数表1桁＋7桁）。保険医療機関の指定通知書にあります",
        ),
    };
    let typed = part.typed(|form| &mut form.institution.code);
    let onchange = Callback::from(move |text: String| {
        let is_whole = text.chars().filter(|ch| ch.is_numeric()).count() >= 10;
        typed.emit(text);
        if is_whole {
            oncode.emit(());
        }
    });
    html! {
        <Field id={CODE} {label} {hint} maxlength=20 inputmode="numeric" value={part.value.institution.code.clone()} {onchange}
            error={part.verdict.of(CODE)} />
    }
}

fn emergency(part: &Part<'_, Form>) -> Html {
    const LEVELS: [(Option<u8>, &str); 3] = [(None, "救急告示なし"), (Some(2), "二次救急"), (Some(3), "三次救急")];
    let options: Vec<AttrValue> = LEVELS.iter().map(|(_, label)| AttrValue::Static(label)).collect();
    let chosen = LEVELS
        .iter()
        .position(|(level, _)| *level == part.value.institution.emergency_level);
    let onchange = part.edit.reform(|at: usize| {
        Box::new(move |form: &mut Form| form.institution.emergency_level = LEVELS.get(at).and_then(|(level, _)| *level)) as _
    });
    let error = part.verdict.of("institution.emergency_level");
    html! { <Select id="institution.emergency_level" label="救急告示" {options} {chosen} {onchange} {error} /> }
}

fn postal_code(part: &Part<'_, Form>) -> Html {
    let onchange = part.edit.reform(|text| {
        Box::new(move |form: &mut Form| {
            form.institution.postal_code = text;
            // Of the code before; the new one brings its own.
            form.institution.city_code.clear();
        }) as _
    });
    let onplace = part
        .edit
        .reform(|place: Place| Box::new(move |form: &mut Form| fill_address(&mut form.institution, place)) as _);
    let error = part
        .verdict
        .of("institution.postal_code")
        .or_else(|| part.verdict.of("institution.city_code"));
    html! {
        <PostalCodeField id="institution.postal_code" next="institution.address" value={part.value.institution.postal_code.clone()}
            {error} {onchange} {onplace} />
    }
}

/// An address that somebody typed stays.
fn fill_address(institution: &mut InstitutionForm, place: Place) {
    institution.city_code = place.city_code;
    if !institution.address.chars().any(char::is_numeric) {
        institution.address = place.address;
    }
}
