//! Who the patient is: the fields of a registration, for a new one and for a correction.

use gloo_timers::callback::Timeout;
use tobiume_common::{
    check::PHONE_MAX,
    masters::Place,
    patients::{
        Registration, Sex,
        registration::{ADDRESS_MAX, BLOOD_TYPES, INSURANCE_MAX, NAME_MAX},
    },
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::contacts;
use crate::components::{Choice, Line, Part, PostalCodeField, Select, understood};

const NAMES: [Line<Registration>; 2] = [
    Line {
        id: "name",
        label: "氏名",
        hint: "姓と名のあいだを空ける",
        max: NAME_MAX,
        inputmode: "",
        list: "",
        class: "half",
        of: |value| &mut value.name,
    },
    Line {
        id: "kana",
        label: "カナ氏名",
        hint: "ひらがなでもよい",
        max: NAME_MAX,
        inputmode: "",
        list: "",
        class: "half",
        of: |value| &mut value.kana,
    },
];

const BIRTH_DATE: Line<Registration> = Line {
    id: "birth_date",
    label: "生年月日",
    hint: "S14.3.15 や 1939/3/15",
    max: 30,
    inputmode: "",
    list: "",
    class: "",
    of: |value| &mut value.birth_date,
};

const ADDRESS: Line<Registration> = Line {
    id: "address",
    label: "住所",
    hint: "番地・建物まで",
    max: ADDRESS_MAX,
    inputmode: "",
    list: "",
    class: "whole",
    of: |value| &mut value.address,
};

const PHONE: Line<Registration> = Line {
    id: "phone",
    label: "電話番号",
    hint: "",
    max: PHONE_MAX,
    inputmode: "tel",
    list: "",
    class: "half",
    of: |value| &mut value.phone,
};

const INSURANCE: [Line<Registration>; 4] = [
    Line {
        id: "insurance.insurer_number",
        label: "保険者番号",
        hint: "6桁か8桁",
        max: 20,
        inputmode: "numeric",
        list: "",
        class: "quarter",
        of: |value| &mut value.insurance.insurer_number,
    },
    Line {
        id: "insurance.symbol",
        label: "記号",
        hint: "あれば",
        max: INSURANCE_MAX,
        inputmode: "",
        list: "",
        class: "quarter",
        of: |value| &mut value.insurance.symbol,
    },
    Line {
        id: "insurance.number",
        label: "番号",
        hint: "被保険者番号",
        max: INSURANCE_MAX,
        inputmode: "numeric",
        list: "",
        class: "quarter",
        of: |value| &mut value.insurance.number,
    },
    Line {
        id: "insurance.branch",
        label: "枝番",
        hint: "あれば",
        max: 10,
        inputmode: "numeric",
        list: "",
        class: "quarter",
        of: |value| &mut value.insurance.branch,
    },
];

const SEXES: [Sex; 2] = [Sex::Male, Sex::Female];

/// 氏名 to 保険. `below_birth_date` stands where kana and birth date are known.
pub fn person(part: &Part<'_, Registration>, below_birth_date: Html) -> Html {
    html! {
        <>
            <section class="card form" aria-labelledby="part-person">
                <h2 id="part-person">{"患者さん"}</h2>
                { for NAMES.iter().map(|line| part.line(line)) }
                <div class="half">
                    { part.line(&BIRTH_DATE) }
                    { understood(&part.value.birth_date, true) }
                    { below_birth_date }
                </div>
                <div class="half">{ sex(part) }</div>
            </section>
            <section class="card form" aria-labelledby="part-address">
                <h2 id="part-address">{"住所・連絡先"}</h2>
                <div class="half">{ postal_code(part) }</div>
                <div class="whole" onfocusin={behind_the_text}>{ part.line(&ADDRESS) }</div>
                { part.line(&PHONE) }
                <div class="half">{ blood_type(part) }</div>
                <h3 class="whole">{"緊急連絡先"}</h3>
                { contacts::contacts(part) }
            </section>
            <section class="card form" aria-labelledby="part-insurance">
                <h2 id="part-insurance">{"保険"}<span class="n">{"行政情報との照合に使います"}</span></h2>
                { for INSURANCE.iter().map(|line| part.line(line)) }
            </section>
        </>
    }
}

fn sex(part: &Part<'_, Registration>) -> Html {
    let onchange = part
        .edit
        .reform(|at: usize| Box::new(move |value: &mut Registration| value.sex = SEXES.get(at).copied()) as _);
    let chosen = SEXES.iter().position(|sex| part.value.sex == Some(*sex));
    let options: Vec<AttrValue> = SEXES.iter().map(|sex| sex.label().into()).collect();
    html! { <Choice id="sex" label="性別" {options} {chosen} {onchange} error={part.verdict.of("sex")} /> }
}

fn blood_type(part: &Part<'_, Registration>) -> Html {
    let choices = || std::iter::once("").chain(BLOOD_TYPES);
    let onchange = part.edit.reform(move |at: usize| {
        let chosen = choices().nth(at).unwrap_or_default();
        Box::new(move |value: &mut Registration| value.blood_type = chosen.to_owned()) as _
    });
    let chosen = choices().position(|choice| choice == part.value.blood_type);
    let options: Vec<AttrValue> = choices()
        .map(|choice| if choice.is_empty() { "未記入" } else { choice }.into())
        .collect();
    html! { <Select id="blood_type" label="血液型" {options} {chosen} {onchange} error={part.verdict.of("blood_type")} /> }
}

fn postal_code(part: &Part<'_, Registration>) -> Html {
    let onchange = part.edit.reform(|text| {
        Box::new(move |value: &mut Registration| {
            value.postal_code = text;
            // Of the code before; the new one brings its own.
            value.city_code.clear();
        }) as _
    });
    let onplace = part
        .edit
        .reform(|place| Box::new(move |value: &mut Registration| fill_address(value, place)) as _);
    let error = part.verdict.of("postal_code").or_else(|| part.verdict.of("city_code"));
    html! { <PostalCodeField value={part.value.postal_code.clone()} {error} {onchange} {onplace} /> }
}

/// An address that somebody typed stays; one that is empty, or that a postal code brought and nobody went on with, is replaced.
fn fill_address(value: &mut Registration, place: Place) {
    value.city_code = place.city_code;
    let has_number = value.address.chars().any(|ch| ch.is_numeric());
    if !has_number {
        value.address = place.address;
    }
}

/// One types on behind what the postal code brought: the tab key alone would select it, and the next key would replace it.
fn behind_the_text(event: FocusEvent) {
    let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
        return;
    };
    // The browser selects after it has moved the focus.
    Timeout::new(0, move || {
        let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
        // An input of type text has a selection.
        let _ = input.set_selection_range(end, end);
    })
    .forget();
}

#[cfg(test)]
mod tests {
    use tobiume_common::patients::InsuranceCard;

    use super::*;

    #[test]
    fn an_address_that_was_typed_stays() {
        let filled = |address: &str| {
            let mut value = Registration {
                name: String::new(),
                kana: String::new(),
                birth_date: String::new(),
                sex: None,
                postal_code: String::new(),
                address: address.into(),
                city_code: String::new(),
                phone: String::new(),
                blood_type: String::new(),
                emergency_contacts: Vec::new(),
                insurance: InsuranceCard::default(),
            };
            let place = Place {
                city_code: "40106".into(),
                address: "福岡県北九州市小倉北区城内".into(),
            };
            fill_address(&mut value, place);
            (value.address, value.city_code)
        };
        let brought = ("福岡県北九州市小倉北区城内".to_owned(), "40106".to_owned());
        assert_eq!(filled(""), brought);
        assert_eq!(filled("福岡県北九州市門司区大里"), brought);
        assert_eq!(filled("小倉北区城内１－１").0, "小倉北区城内１－１");
        assert_eq!(filled("小倉北区城内1-1").1, "40106");
    }
}
