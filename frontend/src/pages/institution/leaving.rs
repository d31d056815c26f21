//! 退会, with what happens to the patients said before.

use tobiume_common::{
    application::form::NOTE_MAX,
    requests::{LeavingForm, OwnInstitution, OwnRequest, RequestForm},
};
use yew::prelude::*;

use super::{Writing, ask::use_asking, requests::asked};
use crate::{
    components::{FormFrame, LeaveGuard, Line, Part, error_banner, missing, understood},
    state::form::{self, Form},
    time,
};

const LAST_DAY: Line<LeavingForm> = Line {
    id: "last_day",
    label: "利用を終える日",
    hint: "例：2027-03-31、R9.3.31",
    max: 30,
    inputmode: "",
    list: "",
    class: "",
    of: |value| &mut value.last_day,
};

const REASON: Line<LeavingForm> = Line {
    id: "reason",
    label: "理由",
    hint: "閉院、移転 など。なくてもよい",
    max: NOTE_MAX,
    inputmode: "",
    list: "",
    class: "whole",
    of: |value| &mut value.reason,
};

/// Properties of [`LeavingFormPage`].
#[derive(Properties, PartialEq)]
pub struct LeavingProps {
    /// What was sent back, if this is an answer.
    pub sent_back: Option<OwnRequest>,
    /// Shows something else.
    pub write: Callback<Writing>,
    /// Told of the answer.
    pub done: Callback<OwnInstitution>,
}

/// When, why, and what follows from it.
#[component]
pub fn LeavingFormPage(props: &LeavingProps) -> Html {
    let form = use_reducer(|| {
        Form::new(match props.sent_back.as_ref().map(|request| &request.form) {
            Some(RequestForm::Leaving(form)) => form.clone(),
            _ => LeavingForm::default(),
        })
    });
    let asking = use_asking(props.sent_back.as_ref(), props.done.clone());
    let verdict = form.verdict(time::today().map(|today| form.value.check(today)), asking.error.as_ref());
    let send = asking.send.reform(RequestForm::Leaving);
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    let onagree = {
        let agrees = !form.value.agrees;
        part.edit
            .reform(move |_: Event| Box::new(move |value: &mut LeavingForm| value.agrees = agrees) as _)
    };
    let back = props.write.reform(|_: MouseEvent| Writing::Nothing);
    html! {
        <FormFrame onsubmit={form::submit(&form, &verdict, asking.pending, send)} onleave={form::left(&form)}>
            <LeaveGuard typed={form.is_changed()} />
            { for props.sent_back.iter().map(|request| asked(request, &asking.answer)) }
            <section class="card form" aria-labelledby="part-leaving">
                <h2 id="part-leaving">{"退会の申請"}</h2>
                <div class="half">
                    { part.line(&LAST_DAY) }
                    { understood(&form.value.last_day, false) }
                </div>
                { part.line(&REASON) }
                <ul class="rules whole">
                    <li>{"利用を終える日の次の日から、この施設の利用者はログインできなくなります。"}</li>
                    <li>{"患者さんの登録と、これまでの記録は消えません。ほかのかかりつけ医療機関や、救急のときの閲覧はそのまま続きます。"}</li>
                    <li>{"かかりつけ医療機関がこの施設だけの患者さんは、事務局が次のかかりつけを確認します。"}</li>
                </ul>
                <div class="whole check">
                    <label><input type="checkbox" id="agrees" checked={form.value.agrees} onchange={onagree} />{"患者さんの情報の扱いを読みました"}</label>
                    { for verdict.of("agrees").map(|error| html! { <p class="field-error">{ error }</p> }) }
                </div>
                { for asking.error.as_ref().map(|error| error_banner(error, None)) }
                { missing(&verdict) }
                <p class="buttons">
                    <button class="harm" aria-disabled={asking.pending.to_string()}>{ if asking.pending { "送っています…" } else { "退会を申請する" } }</button>
                    <button type="button" onclick={back}>{"やめる"}</button>
                </p>
            </section>
        </FormFrame>
    }
}
