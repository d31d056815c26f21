//! 確認: everything to read once more, and what is still to be mended.

use tobiume_common::{
    CivilDate,
    application::{
        ApplicationForm,
        form::{DeviceLine, System, UserLine},
    },
};
use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

use super::frame::step_link;
use crate::{components::Part, routes::FormStep};

type Form = ApplicationForm;

/// All that is typed, with the agreement below where it can still be changed.
pub fn review(part: &Part<'_, Form>, today: Option<CivilDate>) -> Html {
    let onchange = part.edit.reform(|event: Event| {
        let agrees = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
        Box::new(move |form: &mut Form| form.agrees = agrees) as _
    });
    html! {
        <>
            { for FormStep::ALL.into_iter().filter(|step| *step != FormStep::Review).map(|step| section(step, part.value, today)) }
            <section class="card form" aria-label="利用規約">
                <div class="field">
                    <label class="tick" for="agrees">
                        <input type="checkbox" id="agrees" checked={part.value.agrees} {onchange} />
                        {"利用規約を読み、施設として同意します"}
                    </label>
                    { for part.verdict.of("agrees").map(|error| html! { <p class="field-error">{ error }</p> }) }
                </div>
            </section>
        </>
    }
}

fn section(step: FormStep, form: &Form, today: Option<CivilDate>) -> Html {
    let problems = today.map_or_else(Vec::new, |today| step.problems(form, today));
    html! {
        <section class="card" aria-label={step.label()}>
            <h2>{ step.label() }{ step_link(step, &format!("{}を直す", step.label()), classes!("when")) }</h2>
            if !problems.is_empty() {
                <ul>{ for problems.iter().take(5).map(|problem| html! { <li class="field-error">{ &problem.message }</li> }) }</ul>
            }
            { of_step(step, form) }
        </section>
    }
}

/// What stands in one step, to read.
pub fn of_step(step: FormStep, form: &Form) -> Html {
    let rows = match step {
        FormStep::Institution => institution(form),
        FormStep::Systems => systems(form),
        FormStep::Users => return users(&form.users),
        FormStep::Wishes => vec![("設定の希望日", days(form)), ("連絡事項", form.note.clone())],
        FormStep::Review => Vec::new(),
    };
    let row = |(name, value): (&'static str, String)| {
        let value = if value.is_empty() { "―".to_owned() } else { value };
        html! { <><dt>{ name }</dt><dd class="text">{ value }</dd></> }
    };
    html! { <dl class="said-list">{ for rows.into_iter().map(row) }</dl> }
}

fn institution(form: &Form) -> Vec<(&'static str, String)> {
    let institution = &form.institution;
    let level = match institution.emergency_level {
        Some(2) => "二次救急",
        Some(3) => "三次救急",
        _ => "",
    };
    vec![
        ("施設の種別", institution.kind.map_or("", |kind| kind.label()).to_owned()),
        ("施設名", institution.name.clone()),
        ("カナ", institution.kana.clone()),
        ("コード", institution.code.clone()),
        ("郵便番号", institution.postal_code.clone()),
        ("住所", institution.address.clone()),
        ("電話番号", institution.phone.clone()),
        ("FAX番号", institution.fax.clone()),
        ("メールアドレス", institution.email.clone()),
        ("郡市区医師会", institution.association.clone()),
        ("救急告示", level.to_owned()),
        ("電子カルテ", institution.chart_product.clone()),
    ]
}

fn systems(form: &Form) -> Vec<(&'static str, String)> {
    let systems: Vec<_> = System::ALL
        .into_iter()
        .filter(|system| form.systems.contains(system))
        .map(System::label)
        .collect();
    let device = |device: &DeviceLine| match device.network.trim() {
        "" => format!("{} {}台", device.kind.label(), device.count),
        network => format!("{} {}台（{network}）", device.kind.label(), device.count),
    };
    let devices: Vec<_> = form.devices.iter().filter(|line| line.count > 0).map(device).collect();
    vec![("利用するシステム", systems.join("\n")), ("機器", devices.join("\n"))]
}

fn days(form: &Form) -> String {
    let days: Vec<_> = form.visit_days.iter().map(|day| day.trim()).filter(|day| !day.is_empty()).collect();
    days.join("\n")
}

fn users(users: &[UserLine]) -> Html {
    let line = |user: &UserLine| {
        html! {
            <li>
                <b>{ &user.name }</b>{" "}<span class="small">{ &user.kana }</span>{" "}
                <span class="nb">{ user.profession.map_or("職種なし", |profession| profession.label()) }</span>
                if user.is_administrator { {" "}<span class="tag">{"管理者"}</span> }
            </li>
        }
    };
    html! { <ol class="said-users">{ for users.iter().map(line) }</ol> }
}
