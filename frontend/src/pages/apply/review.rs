//! 確認: everything to read once more, and what is still to be mended.

use tobiume_common::{
    CivilDate,
    application::{ApplicationForm, form::UserLine, words},
};
use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

use super::frame::step_link;
use crate::{components::Part, routes::FormStep};

type Form = ApplicationForm;

/// All that is typed, with the files and the agreement below.
pub fn review(part: &Part<'_, Form>, today: Option<CivilDate>, files: Html) -> Html {
    let onchange = part.edit.reform(|event: Event| {
        let agrees = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
        Box::new(move |form: &mut Form| form.agrees = agrees) as _
    });
    html! {
        <>
            { for FormStep::ALL.into_iter().filter(|step| *step != FormStep::Review).map(|step| section(step, part.value, today)) }
            { files }
            <section class="card form" aria-label="利用規約">
                <p><a href="/terms" target="_blank" rel="noopener">{"利用規約を読む（別の画面で開きます）"}</a></p>
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
        FormStep::Institution => words::institution(form),
        FormStep::Systems => words::systems(form),
        FormStep::Users => return users(&form.users),
        FormStep::Wishes => words::wishes(form),
        FormStep::Review => Vec::new(),
    };
    let row = |(name, value): (&'static str, String)| {
        let value = if value.is_empty() { "―".to_owned() } else { value };
        html! { <><dt>{ name }</dt><dd class="text">{ value }</dd></> }
    };
    html! { <dl class="said-list">{ for rows.into_iter().map(row) }</dl> }
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
