//! お知らせ: what the portal says, from when, until when and to whom.

use tobiume_common::{
    access::Role,
    announcements::{
        AnnouncementForm, AnnouncementLine, AnnouncementList, AnnouncementRequest, AnnouncementState, BODY_MAX, ListAnnouncements,
        SaveAnnouncement, TITLE_MAX,
    },
};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::{
    components::{Dialog, FormFrame, Line, Page, Part, error_banner, missing, notice, ready_or, understood},
    state::{
        form::{self, Edit, Form},
        load::use_load,
        send::use_send,
    },
    time,
};

const fn line(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    max: usize,
    class: &'static str,
    of: fn(&mut AnnouncementForm) -> &mut String,
) -> Line<AnnouncementForm> {
    Line {
        id,
        label,
        hint,
        max,
        inputmode: "",
        list: "",
        class,
        of,
    }
}

const TITLE: Line<AnnouncementForm> = line("title", "題名", "", TITLE_MAX, "", |value| &mut value.title);
const FROM: Line<AnnouncementForm> = line("shown_from", "掲載を始める日", "", 30, "", |value| &mut value.shown_from);
const UNTIL: Line<AnnouncementForm> = line(
    "shown_until",
    "掲載の最後の日",
    "空欄なら、終えるまで掲載します",
    30,
    "",
    |value| &mut value.shown_until,
);

/// お知らせ, with the way to a new one.
pub fn page() -> Html {
    html! { <AnnouncementsPage /> }
}

fn today() -> String {
    time::today().map_or_else(String::new, |today| today.to_string())
}

#[component]
fn AnnouncementsPage() -> Html {
    let load = use_load::<ListAnnouncements>(Some(((), (), ())), 0);
    let edited = use_state_eq(|| None::<AnnouncementRequest>);
    let said = use_state_eq(|| "");
    let edit = {
        let edited = edited.setter();
        Callback::from(move |request: Option<AnnouncementRequest>| edited.set(request))
    };
    let begin = edit.reform(|_: MouseEvent| {
        Some(AnnouncementRequest {
            id: None,
            version: 0,
            form: AnnouncementForm {
                title: String::new(),
                body: String::new(),
                important: false,
                shown_from: today(),
                shown_until: String::new(),
                audience: Vec::new(),
            },
        })
    });
    let done = {
        let (edit, said, reload) = (edit.clone(), said.setter(), load.reload.clone());
        Callback::from(move |()| {
            edit.emit(None);
            said.set("お知らせを保存しました。");
            reload.emit(());
        })
    };
    html! {
        <Page title="お知らせ" class="work">
            if !said.is_empty() { { notice(*said) } }
            <p><button type="button" class="primary" onclick={begin}>{"新しいお知らせを書く"}</button></p>
            { ready_or(&load, |list| listed(list, &edit)) }
            if let Some(request) = &*edited { <EditDialog request={request.clone()} close={edit.reform(|()| None)} {done} /> }
        </Page>
    }
}

fn listed(list: &AnnouncementList, edit: &Callback<Option<AnnouncementRequest>>) -> Html {
    if list.lines.is_empty() {
        return html! { <section class="card"><p class="empty">{"お知らせはまだありません。"}</p></section> };
    }
    html! {
        <section class="card history listed">
            <table>
                <thead><tr><th scope="col">{"掲載"}</th><th scope="col">{"題名"}</th><th scope="col">{"期間"}</th><th scope="col">{"だれに"}</th></tr></thead>
                <tbody>{ for list.lines.iter().map(|line| row(line, edit)) }</tbody>
            </table>
        </section>
    }
}

fn row(line: &AnnouncementLine, edit: &Callback<Option<AnnouncementRequest>>) -> Html {
    let form = &line.form;
    let request = AnnouncementRequest {
        id: Some(line.id),
        version: line.version,
        form: form.clone(),
    };
    let onclick = edit.reform(move |_: MouseEvent| Some(request.clone()));
    let audience: Vec<&str> = form.audience.iter().map(|role| role.label()).collect();
    html! {
        <tr key={line.id.0}>
            <td>
                <span class={classes!("tag", (line.state == AnnouncementState::Past).then_some("warn"))}>{ line.state.label() }</span>
                if form.important { {" "}<span class="tag warn">{"重要"}</span> }
            </td>
            <td><button type="button" class="quiet" {onclick} aria-label={format!("{}を直す", form.title)}>{ &form.title }</button></td>
            <td class="id">{ format!("{}〜{}", form.shown_from, form.shown_until) }</td>
            <td>{ if audience.is_empty() { "全員".to_owned() } else { audience.join("、") } }</td>
        </tr>
    }
}

#[derive(Properties, PartialEq)]
struct EditProps {
    request: AnnouncementRequest,
    close: Callback<()>,
    done: Callback<()>,
}

#[component]
fn EditDialog(props: &EditProps) -> Html {
    let form = use_reducer(|| Form::new(props.request.form.clone()));
    let sending = use_send::<SaveAnnouncement>(props.done.reform(|_: AnnouncementList| ()));
    let verdict = form.verdict(time::today().map(|today| form.value.check(today)), sending.error.as_ref());
    let (id, version) = (props.request.id, props.request.version);
    let send = sending.send.reform(move |form| ((), (), AnnouncementRequest { id, version, form }));
    let edit = form::edit(&form);
    let part = Part {
        value: &form.value,
        edit: edit.clone(),
        verdict: &verdict,
    };
    let onimportant = edit.reform(|event: Event| -> Edit<AnnouncementForm> {
        let checked = is_checked(&event);
        Box::new(move |value: &mut AnnouncementForm| value.important = checked)
    });
    let end =
        edit.reform(|_: MouseEvent| -> Edit<AnnouncementForm> { Box::new(|value: &mut AnnouncementForm| value.shown_until = today()) });
    let title = if id.is_some() {
        "お知らせを直す"
    } else {
        "新しいお知らせ"
    };
    html! {
        <Dialog {title} class="roomy-form" onclose={props.close.clone()}>
            <FormFrame onsubmit={form::submit(&form, &verdict, sending.pending, send)} onleave={form::left(&form)}>
                { part.line(&TITLE) }
                { text(&part) }
                <p class="check"><label><input type="checkbox" checked={form.value.important} onchange={onimportant} />{"重要（いちばん上に出します）"}</label></p>
                { part.line(&FROM) }
                { understood(&form.value.shown_from, false) }
                { part.line(&UNTIL) }
                { understood(&form.value.shown_until, false) }
                if id.is_some() { <p><button type="button" onclick={end}>{"掲載の最後の日を今日にする"}</button></p> }
                { audience(&part) }
                { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                { missing(&verdict) }
                <p class="buttons">
                    <button class="primary" aria-disabled={sending.pending.to_string()}>{ if sending.pending { "保存しています…" } else { "保存する" } }</button>
                    <button type="button" onclick={props.close.reform(|_: MouseEvent| ())}>{"やめる"}</button>
                </p>
            </FormFrame>
        </Dialog>
    }
}

fn is_checked(event: &Event) -> bool {
    event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked())
}

fn text(part: &Part<'_, AnnouncementForm>) -> Html {
    let oninput = part.edit.reform(|event: InputEvent| -> Edit<AnnouncementForm> {
        let body = event
            .target_dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value())
            .unwrap_or_default();
        Box::new(move |value: &mut AnnouncementForm| value.body = body)
    });
    let error = part.verdict.of("body");
    html! {
        <div class="field">
            <label for="body">{"本文"}</label>
            <textarea id="body" rows="5" maxlength={BODY_MAX.to_string()} value={part.value.body.clone()} {oninput}
                aria-describedby={error.is_some().then_some("body-error")} />
            if let Some(error) = error { <p id="body-error" class="field-error">{ error }</p> }
        </div>
    }
}

fn audience(part: &Part<'_, AnnouncementForm>) -> Html {
    let choice = |role: Role| {
        let onchange = part.edit.reform(move |event: Event| -> Edit<AnnouncementForm> {
            let checked = is_checked(&event);
            Box::new(move |value: &mut AnnouncementForm| {
                value.audience.retain(|other| *other != role);
                if checked {
                    value.audience.push(role);
                }
            })
        });
        html! { <label><input type="checkbox" checked={part.value.audience.contains(&role)} {onchange} />{ role.label() }</label> }
    };
    html! {
        <fieldset class="field check">
            <legend>{"見る人（何も選ばなければ全員）"}</legend>
            { for Role::ALL.into_iter().map(choice) }
        </fieldset>
    }
}
