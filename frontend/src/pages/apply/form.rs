//! The form, one step at a time. It is kept by the server from the first 「次へ」 on.

use std::{cell::Cell, rc::Rc};

use tobiume_common::{
    CivilDate, ErrorCode,
    application::{ApplicationForm, State, Step},
    japanese::to_katakana,
};
use yew::prelude::*;

use super::{
    files::Files,
    frame::step_link,
    institution::{self, institution},
    keeper::{Keeper, use_keeper},
    review::review,
    steps::{laid_out, verdict_of},
    systems::systems,
    ticket::{TicketCard, must_be_noted},
    users::users,
    wishes::{area, wishes},
};
use crate::{
    components::{FormFrame, LeaveGuard, Link, Page, Part, error_banner},
    dom,
    routes::{self, ApplyPage, FormStep, Route},
    state::form::{self, Change, Form, FormHandle, Verdict},
    time,
};

/// Properties of [`FormPage`].
#[derive(Properties, PartialEq)]
pub struct FormProps {
    /// Which step is shown.
    pub step: FormStep,
}

/// What the page holds.
#[derive(Clone)]
struct Steps {
    step: FormStep,
    keeper: Keeper,
    form: FormHandle<ApplicationForm>,
    answer: UseStateHandle<String>,
    pasting: UseStateHandle<bool>,
    /// The step that the person wanted to leave although something is wrong with it.
    tried: UseStateHandle<Option<FormStep>>,
    /// Files are on their way.
    sending: UseStateHandle<bool>,
    /// The person has sent it from here.
    sent: Rc<Cell<bool>>,
}

/// The page of one step.
#[component]
pub fn FormPage(props: &FormProps) -> Html {
    let keeper = use_keeper();
    let begun = keeper.clone();
    let page = Steps {
        step: props.step,
        form: use_reducer(move || Form::new(laid_out(begun.now().typed().clone()))),
        keeper,
        answer: use_state_eq(String::new),
        pasting: use_state_eq(|| false),
        tried: use_state_eq(|| None),
        sending: use_state_eq(|| false),
        sent: use_memo((), |()| Cell::new(false)),
    };
    let is_open = page.keeper.now().own().is_none_or(|own| own.state.is_open());
    use_typing(&page);
    {
        let (sent, is_lost) = (page.sent.clone(), page.is_lost());
        use_effect_with((is_open, is_lost), move |(is_open, is_lost)| {
            if !is_open && sent.replace(false) {
                routes::go_unasked(&Route::Apply(ApplyPage::Status));
            } else if *is_lost {
                routes::adjust(&Route::Apply(ApplyPage::Form(FormStep::Institution)));
            }
        });
    }
    if is_open { page.draw() } else { sent_already(&page.keeper) }
}

/// What is typed goes to the keeper; what was there at first is there already.
#[hook]
fn use_typing(page: &Steps) {
    let (keeper, is_first) = (page.keeper.clone(), use_mut_ref(|| true));
    use_effect_with(page.form.value.clone(), move |value| {
        if !is_first.replace(false) {
            keeper.type_in(value.clone());
        }
    });
}

impl Steps {
    /// A later step of a form in which nothing stands: the page was loaded anew.
    fn is_lost(&self) -> bool {
        self.step != FormStep::Institution
            && self.keeper.now().ticket().is_none()
            && !self.form.is_changed()
            && !self.keeper.now().is_unsaved()
    }

    fn draw(&self) -> Html {
        let today = time::today();
        let verdict = self.verdict(today);
        let part = Part {
            value: &self.form.value,
            edit: form::edit(&self.form),
            verdict: &verdict,
        };
        let title = format!("{}（{} / {}）", self.step.label(), self.step.number(), FormStep::ALL.len());
        html! {
            <Page {title} class="narrow apply-page">
                <LeaveGuard typed={self.keeper.now().is_unsaved() || *self.sending} />
                { self.above() }
                <FormFrame onsubmit={self.go_on(today)} onleave={self.left()}>
                    // Another step, other fields.
                    <div key={self.step.number()}>{ self.fields(&part, today) }</div>
                    { self.below(&verdict) }
                </FormFrame>
            </Page>
        }
    }

    fn verdict(&self, today: Option<CivilDate>) -> Verdict {
        let checked = today.map(|today| verdict_of(self.step.problems(&self.form.value, today)));
        self.form.verdict(checked, self.keeper.now().trouble())
    }

    /// What one should know before the fields.
    fn above(&self) -> Html {
        let noted = {
            let keeper = self.keeper.clone();
            Callback::from(move |()| keeper.note())
        };
        let keep = self.keeper.now();
        let is_new = keep.ticket().is_none() && self.step == FormStep::Institution;
        html! {
            <>
                if is_new {
                    <p>{"10分ほどで書けます。途中まで書いて、あとで続けることもできます。"}<br />
                    <Link to={Route::Apply(ApplyPage::Status)}>{"書きかけの申請を続ける"}</Link></p>
                    { self.trap() }
                }
                if let Some(own) = keep.own().filter(|own| own.state == State::SentBack) {
                    { for own.history.iter().rfind(|line| line.step == Step::SendBack).map(|line| html! {
                        <section class="message" aria-label="事務局からの連絡">
                            <p><b>{"事務局からの連絡"}</b></p><p class="text">{ &line.note }</p>
                        </section>
                    }) }
                }
                { for self.keeper.unnoted().map(|ticket| html! { <TicketCard {ticket} onnoted={noted} /> }) }
                { self.conflict() }
            </>
        }
    }

    /// A field that no person sees; whoever fills it is no person.
    fn trap(&self) -> Html {
        let keeper = self.keeper.clone();
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>() {
                keeper.fill_homepage(input.value());
            }
        });
        html! {
            <div class="unseen" aria-hidden="true">
                <input name="homepage" tabindex="-1" autocomplete="off" aria-label="入力しないでください" {oninput} />
            </div>
        }
    }

    fn conflict(&self) -> Html {
        if self.keeper.now().other().is_none() {
            return html! {};
        }
        let mine = {
            let keeper = self.keeper.clone();
            Callback::from(move |_: MouseEvent| keeper.keep_typed())
        };
        let other = {
            let (keeper, form) = (self.keeper.clone(), self.form.dispatcher());
            Callback::from(move |_: MouseEvent| {
                keeper.take_other();
                form.dispatch(Change::Begin(laid_out(keeper.now().typed().clone())));
            })
        };
        html! {
            <div class="message error" role="alert">
                <p>{"別の画面で、この申請が変更されました。どちらの内容で続けるかを選んでください。"}</p>
                <p class="buttons">
                    <button type="button" onclick={other}>{"保存されている内容を読み込む"}</button>
                    <button type="button" onclick={mine}>{"この画面の内容で保存する"}</button>
                </p>
            </div>
        }
    }

    fn fields(&self, part: &Part<'_, ApplicationForm>, today: Option<CivilDate>) -> Html {
        match self.step {
            FormStep::Institution => {
                let form = self.form.dispatcher();
                let oncode = Callback::from(move |()| form.dispatch(Change::Left(institution::CODE.to_owned())));
                institution(part, oncode)
            }
            FormStep::Systems => systems(part),
            FormStep::Users => users(part, &self.pasting),
            FormStep::Wishes => wishes(part),
            FormStep::Review => html! { <>{ self.answer() }{ review(part, today, self.files()) }</> },
        }
    }

    /// What goes with it. It is sent at once, so that it needs an application that is kept.
    fn files(&self) -> Html {
        let sending = self.sending.setter();
        match self.keeper.now().ticket().cloned() {
            Some(ticket) => {
                let (key, onbusy) = (ticket.receipt.clone(), Callback::from(move |busy| sending.set(busy)));
                html! { <Files {key} {ticket} {onbusy} /> }
            }
            None => html! {},
        }
    }

    /// What the office asked is answered where it is sent again.
    fn answer(&self) -> Html {
        if !self.keeper.now().own().is_some_and(|own| own.state == State::SentBack) {
            return html! {};
        }
        let answer = self.answer.setter();
        html! {
            <section class="card form" aria-label="事務局への回答">
                { area("answer", "事務局への回答", &self.answer, Callback::from(move |text| answer.set(text)), None) }
            </section>
        }
    }

    fn below(&self, verdict: &Verdict) -> Html {
        let keep = self.keeper.now();
        let wrong = *self.tried == Some(self.step) && verdict.first().is_some();
        let is_last = self.step == FormStep::Review;
        let (pending, sending) = (keep.is_submitting(), is_last && *self.sending);
        let words = match (is_last, pending) {
            (false, _) => "次へ",
            (true, true) => "送信しています…",
            (true, false) => "申請する",
        };
        let refused = keep.trouble().filter(|error| error.code != ErrorCode::Offline);
        html! {
            <>
                { for refused.map(|error| error_banner(error, None)) }
                <div role="alert">
                    if wrong { <p class="field-error">{"入力内容をご確認ください。"}</p> }
                </div>
                <p class="kept-line" role="status">{ self.kept() }</p>
                <p class="kept-line" role="status">
                    if sending { {"ファイルを送り終わるまでお待ちください。そのあと「申請する」を押せます。"} }
                </p>
                <div class="step-buttons">
                    <button class="primary wide" aria-disabled={(pending || sending).to_string()}>{ words }</button>
                    { for self.step.before().map(|before| step_link(before, "戻る", classes!("btn", "wide"))) }
                </div>
            </>
        }
    }

    /// Whether the server has it.
    fn kept(&self) -> Html {
        let keep = self.keeper.now();
        let is_offline = keep.trouble().is_some_and(|error| error.code == ErrorCode::Offline);
        match keep.ticket() {
            _ if is_offline => {
                html! { <b class="unkept">{"保存できていません。通信がつながると、自動で保存します。この画面を閉じないでください。"}</b> }
            }
            None => html! {},
            Some(_) if keep.is_busy() => html! { {"保存しています…"} },
            Some(_) if keep.is_unsaved() => html! { {"入力中です。自動で保存します。"} },
            Some(ticket) => html! { <>{"保存しました（受付番号 "}<span class="nb">{ &ticket.receipt }</span>{"）"}</> },
        }
    }

    /// A field was left: what is wrong with it may be said, and カナ becomes what is kept.
    fn left(&self) -> Callback<String> {
        let form = self.form.dispatcher();
        Callback::from(move |field: String| {
            if field.ends_with(".kana") {
                let at = field.split('.').nth(1).and_then(|at| at.parse::<usize>().ok());
                form.dispatch(Change::Edit(Box::new(move |value: &mut ApplicationForm| {
                    let kana = match at {
                        Some(at) => value.users.get_mut(at).map(|user| &mut user.kana),
                        None => Some(&mut value.institution.kana),
                    };
                    if let Some(kana) = kana {
                        *kana = to_katakana(kana);
                    }
                })));
            }
            form.dispatch(Change::Left(field));
        })
    }

    /// Goes to the next step, or sends it; leads to the first field with which something is wrong.
    fn go_on(&self, today: Option<CivilDate>) -> Callback<()> {
        let page = self.clone();
        Callback::from(move |()| {
            let Some(today) = today else { return };
            if let Some(wrong) = page.first_wrong(today) {
                return page.lead_to(wrong, today);
            }
            match page.step.next() {
                Some(next) => {
                    page.keeper.save();
                    to_step(next);
                }
                None if must_be_noted(&page.keeper) || page.keeper.now().is_submitting() || *page.sending => {}
                None => {
                    page.sent.set(true);
                    page.keeper.submit((*page.answer).clone());
                }
            }
        })
    }

    /// The first step with which something is wrong: this one, and before it is sent any other.
    fn first_wrong(&self, today: CivilDate) -> Option<FormStep> {
        let is_asked = |step: FormStep| step == self.step || self.step == FormStep::Review;
        FormStep::ALL
            .into_iter()
            .find(|step| is_asked(*step) && !step.problems(&self.form.value, today).is_empty())
    }

    fn lead_to(&self, step: FormStep, today: CivilDate) {
        self.tried.set(Some(step));
        let problems = step.problems(&self.form.value, today);
        let first = problems.first().map(|problem| problem.field.clone()).unwrap_or_default();
        for problem in problems {
            self.form.dispatch(Change::Left(problem.field));
        }
        if step == self.step {
            dom::focus(dom::document().get_element_by_id(&first));
        } else {
            to_step(step);
        }
    }
}

/// Another step of the same page: nothing is lost, so nobody is asked.
pub fn to_step(step: FormStep) {
    routes::lay_over(&Route::Apply(ApplyPage::Form(step)));
    dom::window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// It was sent: it is not changed here any more.
fn sent_already(keeper: &Keeper) -> Html {
    let forget = {
        let keeper = keeper.clone();
        Callback::from(move |_: MouseEvent| {
            keeper.forget();
            routes::go_unasked(&Route::Apply(ApplyPage::Form(FormStep::Institution)));
        })
    };
    html! {
        <Page title="参加申請" class="narrow apply-page">
            <section class="card">
                <p>{"この申請は事務局へ送りました。"}</p>
                <p><Link to={Route::Apply(ApplyPage::Status)} class="btn primary">{"申請の状況を見る"}</Link></p>
                <p><button type="button" onclick={forget}>{"別の施設の申請を書く"}</button></p>
            </section>
        </Page>
    }
}
