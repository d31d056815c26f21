//! 同意撤回: asked twice, because the patient is gone at once.

use tobiume_common::{
    ids::{PatientId, PatientPath},
    patients::{WithdrawConsent, Withdrawal, consent::WITHDRAWAL_NOTE_MAX, registration::NAME_MAX},
};
use yew::prelude::*;

use crate::{
    components::{Dialog, FormFrame, LeaveGuard, Line, Part, error_banner, missing, understood},
    routes::Route,
    state::{
        form::{self, Form},
        news,
        search::{self, SearchHandle},
        send::use_send,
    },
    time,
};

const TELLERS: &str = "tellers";

const WITHDRAWN_ON: Line<Withdrawal> = Line {
    id: "withdrawn_on",
    label: "撤回日",
    hint: "",
    max: 30,
    inputmode: "",
    list: "",
    class: "",
    of: |value| &mut value.withdrawn_on,
};

const TOLD_BY: Line<Withdrawal> = Line {
    id: "told_by",
    label: "申し出た人",
    hint: "本人、長女 など",
    max: NAME_MAX,
    inputmode: "",
    list: TELLERS,
    class: "half",
    of: |value| &mut value.told_by,
};

const NOTE: Line<Withdrawal> = Line {
    id: "note",
    label: "備考",
    hint: "なくてもよい",
    max: WITHDRAWAL_NOTE_MAX,
    inputmode: "",
    list: "",
    class: "whole",
    of: |value| &mut value.note,
};

/// Properties of [`WithdrawForm`].
#[derive(Properties, PartialEq)]
pub struct WithdrawProps {
    /// Whose consent.
    pub patient: PatientId,
    /// 氏名.
    pub name: AttrValue,
    /// What was found changes.
    pub search: SearchHandle,
}

/// When and by whom, then what will happen, and only then it does.
#[component]
pub fn WithdrawForm(props: &WithdrawProps) -> Html {
    let form = use_reducer(|| {
        Form::new(Withdrawal {
            withdrawn_on: time::today().map_or_else(String::new, |today| today.to_string()),
            told_by: String::new(),
            note: String::new(),
        })
    });
    let asked = use_state_eq(|| false);
    let saving = {
        let (name, search) = (props.name.clone(), props.search.dispatcher());
        use_send::<WithdrawConsent>(Callback::from(move |()| {
            search.dispatch(search::Step::Forgotten);
            let words = format!("{name} さんの同意撤回を保存しました。この患者さんは表示されなくなりました。");
            news::go_saying(&Route::Search, words.as_str());
        }))
    };
    let verdict = form.verdict(time::today().map(|today| form.value.check(today)), saving.error.as_ref());
    let ask = {
        let asked = asked.setter();
        Callback::from(move |_| asked.set(true))
    };
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    let withdraw = {
        let (send, form, asked, patient) = (saving.send.clone(), form.clone(), asked.setter(), props.patient);
        Callback::from(move |()| {
            asked.set(false);
            send.emit((PatientPath { patient }, (), form.value.clone()));
        })
    };
    let stay = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(false))
    };
    html! {
        <FormFrame onsubmit={form::submit(&form, &verdict, saving.pending, ask)} onleave={form::left(&form)}>
            <LeaveGuard typed={form.is_changed()} />
            <section class="card form" aria-labelledby="part-withdrawal">
                <h2 id="part-withdrawal">{"同意撤回"}</h2>
                <p class="whole">{"患者さんが同意を取り下げたときに、ここで記録します。次の画面で、何が起こるかを確かめてから保存します。"}</p>
                <datalist id={TELLERS}><option value="本人" /><option value="家族" /></datalist>
                <div class="half">
                    { part.line(&WITHDRAWN_ON) }
                    { understood(&form.value.withdrawn_on, false) }
                </div>
                { part.line(&TOLD_BY) }
                { part.line(&NOTE) }
                { for saving.error.as_ref().map(|error| error_banner(error, None)) }
                { missing(&verdict) }
                <button class="harm" aria-disabled={saving.pending.to_string()}>
                    { if saving.pending { "保存しています…" } else { "同意撤回へ進む" } }
                </button>
            </section>
            if *asked { { question(&props.name, &stay, &withdraw) } }
        </FormFrame>
    }
}

/// What will happen, in full.
fn question(name: &str, stay: &Callback<()>, withdraw: &Callback<()>) -> Html {
    html! {
        <Dialog title={format!("{name} さんの同意撤回を保存しますか")} onclose={stay.clone()}>
            <p>{"保存すると、すぐに次のようになります。"}</p>
            <ul class="rules">
                <li>{"この患者さんは、この施設を含むすべての施設・救急隊・チームの検索と画面から消えます。救急のときも表示されません。"}</li>
                <li>{"患者基本情報・添付ファイル・行政情報は、どの施設からも開けなくなります。"}</li>
                <li>{"情報は消去されません。保存期限まで事務局が保管し、診療の内容は事務局にも表示されません。"}</li>
                <li>{"元に戻すには、患者さんの新しい同意が必要です。事務局が登録します。"}</li>
            </ul>
            <p class="buttons">
                <button type="button" class="harm" onclick={withdraw.reform(|_: MouseEvent| ())}>{"同意撤回を保存する"}</button>
                <button type="button" class="primary" autofocus=true onclick={stay.reform(|_: MouseEvent| ())}>{"やめる"}</button>
            </p>
        </Dialog>
    }
}
