//! 設定日程: the times that the office offers, and the one that the applicant picks.

use tobiume_common::{
    application::{
        AnswerSetUpTimes, OwnApplication, SetUp, State, Ticket,
        set_up::{SetUpTime, TimesAnswer},
    },
    japanese::wareki::both_calendars,
};
use yew::prelude::*;

use super::wishes::area;
use crate::{components::error_banner, state::send::use_send};

/// Properties of [`Times`].
#[derive(Properties, PartialEq)]
pub struct TimesProps {
    /// The application.
    pub own: OwnApplication,
    /// What it is known by.
    pub ticket: Ticket,
    /// Told of the application as it is after an answer.
    pub onanswer: Callback<OwnApplication>,
}

/// The times with a button for each, and a way to say that none fits. Nothing while none is offered.
#[component]
pub fn Times(props: &TimesProps) -> Html {
    let (note, declines) = (use_state_eq(String::new), use_state_eq(|| false));
    let answering = use_send::<AnswerSetUpTimes>({
        let (onanswer, note, declines) = (props.onanswer.clone(), note.setter(), declines.setter());
        Callback::from(move |own| {
            note.set(String::new());
            declines.set(false);
            onanswer.emit(own);
        })
    });
    let Some(SetUp { times, .. }) = props.own.set_up.as_ref().filter(|set_up| !set_up.times.is_empty()) else {
        return html! {};
    };
    let answer = {
        let (send, pending) = (answering.send.clone(), answering.pending);
        let (ticket, version, note) = (props.ticket.clone(), props.own.version, (*note).clone());
        Callback::from(move |time: Option<i64>| {
            if !pending {
                let (ticket, note) = (ticket.clone(), note.clone());
                send.emit((
                    (),
                    (),
                    TimesAnswer {
                        ticket,
                        version,
                        time,
                        note,
                    },
                ));
            }
        })
    };
    let is_open = props.own.state == State::Scheduling;
    let wrong = answering.error.as_ref().and_then(|error| error.fields.first());
    let wrong = wrong.map(|field| AttrValue::from(field.message.clone()));
    let problem = answering
        .error
        .as_ref()
        .filter(|_| wrong.is_none())
        .map(|error| error_banner(error, None));
    html! {
        <section class="card" aria-labelledby="times">
            <h2 id="times">{"設定に伺う日程"}</h2>
            if is_open { <p>{"ご都合のよい日時を一つ選んでください。"}</p> }
            <ul class="rows">{ for times.iter().map(|time| line(time, is_open, answer.reform(Some))) }</ul>
            { for problem }
            if is_open { { none_fits(&note, &declines, wrong, answer.reform(|_: MouseEvent| None)) } }
        </section>
    }
}

fn line(time: &SetUpTime, is_open: bool, pick: Callback<i64>) -> Html {
    let id = time.id;
    let words = format!("{} {}", both_calendars(time.day), time.hours());
    html! {
        <li key={id}>
            <b>{ &words }</b>
            if time.picked {
                <span class="tag">{"✓ 決まりました"}</span>
            } else if is_open {
                <button type="button" aria-label={format!("{words}を選ぶ")} onclick={pick.reform(move |_: MouseEvent| id)}>{"この日時にする"}</button>
            }
        </li>
    }
}

fn none_fits(note: &UseStateHandle<String>, declines: &UseStateHandle<bool>, wrong: Option<AttrValue>, send: Callback<MouseEvent>) -> Html {
    if !**declines {
        let declines = declines.setter();
        let onclick = Callback::from(move |_: MouseEvent| declines.set(true));
        return html! { <p><button type="button" class="quiet" {onclick}>{"都合のよい日時がない"}</button></p> };
    }
    let typed = note.setter();
    html! {
        <>
            { area("times-note", "ご希望の日時", note, Callback::from(move |text| typed.set(text)), wrong) }
            <p class="buttons"><button type="button" class="primary" onclick={send}>{"事務局に伝える"}</button></p>
        </>
    }
}
