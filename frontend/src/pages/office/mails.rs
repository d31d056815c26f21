//! 届かなかったメール: what was given up, and the way to send it once more.

use tobiume_common::{
    ids::MailId,
    mail::{GIVEN_UP_DAYS, GivenUpMail, GivenUpMails, ListGivenUpMails, MailPath, ResendMail},
};
use yew::prelude::*;

use crate::{
    components::{Link, Page, error_banner, notice, ready_or},
    routes::{OfficePage, Route},
    state::{load::use_load, send::use_send},
    time,
};

/// 届かなかったメール.
pub fn page() -> Html {
    html! { <MailsPage /> }
}

/// How many could be sent once more, on the queue; nothing where there are none.
#[component]
pub fn NotReached() -> Html {
    let load = use_load::<ListGivenUpMails>(Some(((), (), ())), 0);
    let count = load
        .value
        .as_ref()
        .map_or(0, |list| list.mails.iter().filter(|mail| mail.is_current).count());
    if count == 0 {
        return html! {};
    }
    html! {
        <p class="message warn">
            <Link to={Route::Office(OfficePage::Mails)}>{ format!("申請者に届かなかったメールが{count}通あります") }</Link>
        </p>
    }
}

#[component]
fn MailsPage() -> Html {
    let load = use_load::<ListGivenUpMails>(Some(((), (), ())), 0);
    let said = use_state_eq(|| "");
    let resend = {
        let (said, reload) = (said.setter(), load.reload.clone());
        use_send::<ResendMail>(Callback::from(move |_| {
            said.set("もう一度送ります。届かないときは、またここに出ます。");
            reload.emit(());
        }))
    };
    let again = {
        let (send, pending) = (resend.send.clone(), resend.pending);
        Callback::from(move |mail: MailId| {
            if !pending {
                send.emit((MailPath { mail }, (), ()));
            }
        })
    };
    html! {
        <Page title="届かなかったメール" class="work">
            <p>{ format!("申請者へのお知らせのうち、この{GIVEN_UP_DAYS}日間に送れなかったものです。アドレスが違うときは、電話で伝えてください。") }</p>
            { for resend.error.as_ref().map(|error| error_banner(error, None)) }
            if !said.is_empty() { { notice(*said) } }
            { ready_or(&load, |list| listed(list, &again, resend.pending)) }
        </Page>
    }
}

fn listed(list: &GivenUpMails, again: &Callback<MailId>, pending: bool) -> Html {
    if list.mails.is_empty() {
        let words = if list.is_on {
            "送れなかったメールはありません。"
        } else {
            "メールを送る設定がありません。申請者は、申請状況のページで同じことを見られます。"
        };
        return html! { <section class="card"><p class="empty">{ words }</p></section> };
    }
    html! {
        <section class="card history listed" aria-label="届かなかったメールの一覧">
            <table>
                <thead><tr>
                    <th scope="col">{"日時"}</th><th scope="col">{"申請"}</th><th scope="col">{"お知らせ"}</th>
                    <th scope="col">{"送れなかった理由"}</th><th scope="col">{"次にすること"}</th>
                </tr></thead>
                <tbody>{ for list.mails.iter().map(|mail| line(mail, list.is_on, again, pending)) }</tbody>
            </table>
        </section>
    }
}

fn line(mail: &GivenUpMail, is_on: bool, again: &Callback<MailId>, pending: bool) -> Html {
    let id = mail.id;
    let onclick = again.reform(move |_: MouseEvent| id);
    let reply = mail.reply.map(|reply| format!("（応答 {reply}）")).unwrap_or_default();
    html! {
        <tr key={id.0}>
            <td>{ time::moment(&mail.written_at) }</td>
            <td>
                <Link class="row-link" to={Route::Office(OfficePage::Application(mail.application))}>{ &mail.institution }</Link>
                {" "}<span class="small nb">{ &mail.receipt }</span>
            </td>
            <td>{ mail.notice.label() }</td>
            <td>{ mail.problem.label() }{ format!("{reply}{}回試しました。", mail.attempts) }</td>
            <td>
                if !mail.is_current {
                    { format!("申請は「{}」へ進みました。送り直す必要はありません。", mail.state.label()) }
                } else if is_on {
                    <button type="button" aria-disabled={pending.to_string()} aria-label={format!("{}の{}をもう一度送る", mail.institution, mail.notice.label())} {onclick}>{"もう一度送る"}</button>
                } else {
                    {"メールを送る設定がありません。電話で伝えてください。"}
                }
            </td>
        </tr>
    }
}
