//! 設定日程調整 as the office works on it: times for the visit, and what became of each device.

use tobiume_common::{
    ApiError,
    application::{
        Actor, ApplicationDetail, ApplicationPath, Kind, OfferSetUpTimes, RecordDevices, SetUp, State, Step,
        form::{LINE_MAX, NOTE_MAX},
        set_up::{Device, DeviceResult, DevicesRequest, OfferRequest, SetUpTime, TIMES_MAX, TimeTyped},
    },
    ids::ApplicationId,
};
use yew::prelude::*;

use crate::{
    components::{Field, LeaveGuard, Select, error_banner},
    state::send::use_send,
    time,
};

/// Properties of [`SetUpPart`].
#[derive(Properties, PartialEq)]
pub struct SetUpProps {
    /// Which application.
    pub application: ApplicationId,
    /// The version that is shown.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// What is kept.
    pub set_up: SetUp,
    /// Told that it is not what it was.
    pub changed: Callback<()>,
    /// 設定完了にする.
    pub finish: Callback<()>,
}

/// Both parts, as long as they may be changed; what came of them afterwards.
#[component]
pub fn SetUpPart(props: &SetUpProps) -> Html {
    let may = |step| Kind::Participation.after(props.state, step, Actor::Office).is_some();
    html! {
        <>
            <section class="card" aria-labelledby="times-title">
                <h3 id="times-title">{"設定の日程"}</h3>
                { offered(&props.set_up.times, props.state) }
                if may(Step::OfferDates) {
                    <Times application={props.application} version={props.version} times={props.set_up.times.clone()} changed={props.changed.clone()} />
                }
            </section>
            <section class="card" aria-labelledby="devices-title">
                <h3 id="devices-title">{"機器の設定"}<span class="n">{ format!("{}台", props.set_up.devices.len()) }</span></h3>
                if may(Step::RecordDevices) {
                    <Devices application={props.application} version={props.version} devices={props.set_up.devices.clone()}
                        kept={props.set_up.kept} changed={props.changed.clone()} finish={props.finish.clone()} />
                } else {
                    <ul class="rows">{ for props.set_up.devices.iter().map(result_line) }</ul>
                }
            </section>
        </>
    }
}

/// A day as one reads it out: 2026年12月3日.
fn day_words(time: &SetUpTime) -> String {
    format!("{}年{}月{}日 {}", time.day.year(), time.day.month(), time.day.day(), time.hours())
}

fn offered(times: &[SetUpTime], state: State) -> Html {
    if times.is_empty() {
        let words = if state == State::Approved {
            "まだ提示していません。"
        } else {
            "日程はありません。"
        };
        return html! { <p class="empty">{ words }</p> };
    }
    let line = |time: &SetUpTime| {
        html! {
            <li key={time.id}>
                <span>{ day_words(time) }</span>
                if time.picked { <b class="upload-done">{"この日時に決まりました"}</b> }
            </li>
        }
    };
    html! { <ul class="rows">{ for times.iter().map(line) }</ul> }
}

#[derive(Properties, PartialEq)]
struct TimesProps {
    application: ApplicationId,
    version: i64,
    times: Vec<SetUpTime>,
    changed: Callback<()>,
}

/// What is said of a field: by the check once somebody tried, or by the server.
fn said(tried: bool, found: Option<&ApiError>, refused: Option<&ApiError>, field: &str) -> Option<AttrValue> {
    let found = found.filter(|_| tried).map(|error| error.fields.as_slice()).unwrap_or_default();
    let refused = refused.map(|error| error.fields.as_slice()).unwrap_or_default();
    let problem = found.iter().chain(refused).find(|problem| problem.field == field);
    problem.map(|problem| AttrValue::from(problem.message.clone()))
}

/// Times as they are typed.
#[component]
fn Times(props: &TimesProps) -> Html {
    let before: Vec<TimeTyped> = props.times.iter().map(typed).collect();
    // None as long as nothing is typed: then it is what is kept, and what is saved elsewhere on the page takes nothing typed away.
    let edited = use_state_eq(|| None::<Vec<TimeTyped>>);
    let times = match &*edited {
        Some(times) => times.clone(),
        None if before.is_empty() => vec![TimeTyped::default()],
        None => before.clone(),
    };
    let note = use_state_eq(String::new);
    let tried = use_state_eq(|| false);
    let sending = {
        let (changed, edited, note, tried) = (props.changed.clone(), edited.setter(), note.setter(), tried.setter());
        use_send::<OfferSetUpTimes>(Callback::from(move |_| {
            edited.set(None);
            note.set(String::new());
            tried.set(false);
            changed.emit(());
        }))
    };
    let request = OfferRequest {
        version: props.version,
        times: times.clone(),
        note: (*note).clone(),
    };
    let found = time::today().and_then(|today| request.check(today).err());
    let change = {
        let (times, edited) = (times.clone(), edited.setter());
        Callback::from(move |(at, of, text): (usize, fn(&mut TimeTyped) -> &mut String, String)| {
            let mut next = times.clone();
            if let Some(time) = next.get_mut(at) {
                *of(time) = text;
            }
            edited.set(Some(next));
        })
    };
    let add = {
        let (times, edited) = (times.clone(), edited.setter());
        Callback::from(move |_: MouseEvent| edited.set(Some(times.iter().cloned().chain([TimeTyped::default()]).collect())))
    };
    let remove = {
        let (times, edited) = (times.clone(), edited.setter());
        Callback::from(move |at: usize| {
            let others = times.iter().enumerate().filter(|(other, _)| *other != at);
            edited.set(Some(others.map(|(_, time)| time.clone()).collect()));
        })
    };
    let send = {
        let (send, tried, pending, is_right) = (sending.send.clone(), tried.setter(), sending.pending, found.is_none());
        let path = ApplicationPath {
            application: props.application,
        };
        Callback::from(move |_: MouseEvent| {
            tried.set(true);
            if is_right && !pending {
                send.emit((path, (), request.clone()));
            }
        })
    };
    let line = |(at, typed): (usize, &TimeTyped)| {
        let field = |name: &'static str, label: &str, kind: &'static str, value: &str, of: fn(&mut TimeTyped) -> &mut String| {
            let id = format!("times.{at}.{name}");
            let error = said(*tried, found.as_ref(), sending.error.as_ref(), &id);
            html! { <Field {id} label={format!("{label}{}", at + 1)} {kind} value={value.to_owned()} onchange={change.reform(move |text| (at, of, text))} {error} /> }
        };
        html! {
            <div class="time-line" key={at}>
                { field("day", "日にち", "date", &typed.day, |time| &mut time.day) }
                { field("from", "始まり", "time", &typed.from, |time| &mut time.from) }
                { field("to", "終わり", "time", &typed.to, |time| &mut time.to) }
                if times.len() > 1 {
                    <button type="button" class="quiet" aria-label={format!("日時{}を消す", at + 1)} onclick={remove.reform(move |_: MouseEvent| at)}>{"消す"}</button>
                }
            </div>
        }
    };
    let typed_in = !note.is_empty() || edited.is_some();
    html! {
        <div class="set-up-form">
            <LeaveGuard typed={typed_in && !sending.pending} />
            { for times.iter().enumerate().map(line) }
            if times.len() < TIMES_MAX { <p><button type="button" onclick={add}>{"日時を足す"}</button></p> }
            <Field id="offer-note" label="申請者への連絡" hint="伺う人、用意していただくものなど。なくてもよい" maxlength={NOTE_MAX} value={(*note).clone()}
                onchange={let note = note.setter(); Callback::from(move |text| note.set(text))} />
            { for sending.error.as_ref().filter(|error| error.fields.is_empty()).map(|error| error_banner(error, None)) }
            <button type="button" class="primary" aria-disabled={sending.pending.to_string()} onclick={send}>
                { if before.is_empty() { "日程を提示する" } else { "日程を出し直す" } }
            </button>
        </div>
    }
}

/// A time that is offered, as it would be typed.
fn typed(time: &SetUpTime) -> TimeTyped {
    let clock = |minute: i16| format!("{:02}:{:02}", minute / 60, minute % 60);
    TimeTyped {
        day: time.day.to_string(),
        from: clock(time.from),
        to: clock(time.to),
    }
}

#[derive(Properties, PartialEq)]
struct DevicesProps {
    application: ApplicationId,
    version: i64,
    devices: Vec<Device>,
    kept: bool,
    changed: Callback<()>,
    finish: Callback<()>,
}

/// Devices as they are typed.
#[component]
fn Devices(props: &DevicesProps) -> Html {
    // None as long as nothing is typed, as for the times.
    let edited = use_state_eq(|| None::<Vec<Device>>);
    let devices = edited.as_ref().unwrap_or(&props.devices).clone();
    let tried = use_state_eq(|| false);
    let sending = {
        let (changed, edited, tried) = (props.changed.clone(), edited.setter(), tried.setter());
        use_send::<RecordDevices>(Callback::from(move |_| {
            edited.set(None);
            tried.set(false);
            changed.emit(());
        }))
    };
    let request = DevicesRequest {
        version: props.version,
        devices: devices.clone(),
    };
    let found = time::today().and_then(|today| request.check(today).err());
    let change = {
        let (devices, edited) = (devices.clone(), edited.setter());
        Callback::from(move |(at, edit): (usize, Edit)| {
            let mut next = devices.clone();
            if let Some(device) = next.get_mut(at) {
                edit(device);
            }
            edited.set(Some(next));
        })
    };
    let send = {
        let (send, tried, pending, is_right) = (sending.send.clone(), tried.setter(), sending.pending, found.is_none());
        let path = ApplicationPath {
            application: props.application,
        };
        Callback::from(move |_: MouseEvent| {
            tried.set(true);
            if is_right && !pending {
                send.emit((path, (), request.clone()));
            }
        })
    };
    let verdict = |field: String| said(*tried, found.as_ref(), sending.error.as_ref(), &field);
    let is_changed = edited.is_some();
    let open = devices.iter().filter(|device| device.result.is_none()).count();
    let finish = props.finish.reform(|_: MouseEvent| ());
    html! {
        <div class="set-up-form">
            <LeaveGuard typed={is_changed && !sending.pending} />
            { for devices.iter().enumerate().map(|(at, device)| device_fields(at, device, &change, &verdict)) }
            { for sending.error.as_ref().filter(|error| error.fields.is_empty()).map(|error| error_banner(error, None)) }
            <p class="buttons">
                <button type="button" aria-disabled={sending.pending.to_string()} onclick={send}>{"機器の結果を保存する"}</button>
                if props.kept && !is_changed && open == 0 {
                    <button type="button" class="primary" onclick={finish}>{"設定完了にする"}</button>
                }
            </p>
            if open > 0 { <p class="small">{ format!("結果のない機器が{open}台あります。すべて保存すると「設定完了にする」が出ます。") }</p> }
        </div>
    }
}

/// What somebody changes in a device.
type Edit = Box<dyn Fn(&mut Device)>;

/// Changes the device at a place.
type Change = Callback<(usize, Edit)>;

fn device_fields(at: usize, device: &Device, change: &Change, verdict: &impl Fn(String) -> Option<AttrValue>) -> Html {
    let field = |name: &'static str, label: &'static str, kind: &'static str, value: &str, of: fn(&mut Device) -> &mut String| {
        let id = format!("devices.{at}.{name}");
        let onchange = change.reform(move |text: String| {
            (
                at,
                Box::new(move |device: &mut Device| *of(device) = text.clone()) as Box<dyn Fn(&mut Device)>,
            )
        });
        html! { <Field id={id.clone()} {label} {kind} maxlength={LINE_MAX} value={value.to_owned()} {onchange} error={verdict(id)} /> }
    };
    let options: Vec<AttrValue> = [AttrValue::Static("まだ")]
        .into_iter()
        .chain(DeviceResult::ALL.map(|result| AttrValue::Static(result.label())))
        .collect();
    let chosen = device
        .result
        .and_then(|result| DeviceResult::ALL.iter().position(|other| *other == result))
        .map_or(0, |at| at + 1);
    let onchange = change.reform(move |chosen: usize| {
        let result = chosen.checked_sub(1).and_then(|at| DeviceResult::ALL.get(at).copied());
        let today = time::today().map_or_else(String::new, |today| today.to_string());
        let edit = move |device: &mut Device| {
            device.result = result;
            // Most are noted on the day itself.
            if result.is_some() && device.done_on.is_empty() {
                device.done_on.clone_from(&today);
            }
        };
        (at, Box::new(edit) as Edit)
    });
    html! {
        <fieldset class="device" key={at}>
            <legend>{ format!("{}台目　{}", at + 1, device.kind.label()) }</legend>
            { field("name", "名前", "text", &device.name, |device| &mut device.name) }
            { field("certificate", "証明書の名前・番号", "text", &device.certificate, |device| &mut device.certificate) }
            <Select id={format!("devices.{at}.result")} label="結果" {options} chosen={Some(chosen)} {onchange} />
            { field("done_on", "設定した日", "date", &device.done_on, |device| &mut device.done_on) }
            { field("note", "備考", "text", &device.note, |device| &mut device.note) }
        </fieldset>
    }
}

fn result_line(device: &Device) -> Html {
    html! {
        <li>
            <b>{ if device.name.is_empty() { device.kind.label() } else { &device.name } }</b>
            <span>{ device.kind.label() }</span>
            if !device.certificate.is_empty() { <span>{ format!("証明書 {}", device.certificate) }</span> }
            <span>{ device.result.map_or("結果なし", DeviceResult::label) }</span>
            <span class="when">{ &device.done_on }</span>
            if !device.note.is_empty() { <p>{ &device.note }</p> }
        </li>
    }
}

/// The part for what is shown, if it has one.
pub fn part(shown: &ApplicationDetail, changed: &Callback<()>, take: &Callback<Step>) -> Html {
    let Some(set_up) = &shown.set_up else { return html! {} };
    html! {
        <SetUpPart application={shown.id} version={shown.version} state={shown.state} set_up={set_up.clone()} changed={changed.clone()}
            finish={take.reform(|()| Step::FinishSetUp)} />
    }
}
