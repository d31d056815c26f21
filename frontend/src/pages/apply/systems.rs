//! 利用するシステム・機器.

use tobiume_common::{
    application::{
        ApplicationForm,
        form::{DEVICES_MAX, DeviceLine, LINE_MAX, System},
    },
    japanese::fold_code,
};
use web_sys::{Event, HtmlInputElement};
use yew::prelude::*;

use crate::components::{Field, Part};

type Form = ApplicationForm;

/// Proposals for 回線.
const LINES: &str = "lines";

/// The fields.
pub fn systems(part: &Part<'_, Form>) -> Html {
    html! {
        <>
            <section class="card form" aria-label="利用するシステム">
                <fieldset class="field ticks" aria-describedby={part.verdict.of("systems").map(|_| "systems-error")}>
                    <legend>{"利用するシステム（いくつでも）"}</legend>
                    { for System::ALL.into_iter().enumerate().map(|(at, system)| tick(part, at, system)) }
                    { for part.verdict.of("systems").map(|error| html! { <p id="systems-error" class="field-error">{ error }</p> }) }
                </fieldset>
            </section>
            <section class="card form" aria-labelledby="devices">
                <h2 id="devices" tabindex="-1">{"使う機器の台数"}</h2>
                <p class="hint">{"使わない種類は空欄のままにしてください。"}</p>
                <datalist id={LINES}>{ for ["院内LAN", "光回線", "携帯電話回線", "Wi-Fi"].map(|value| html! { <option {value} /> }) }</datalist>
                { for part.verdict.of("devices").map(|error| html! { <p class="field-error">{ error }</p> }) }
                { for part.value.devices.iter().enumerate().map(|(at, device)| line(part, at, device)) }
            </section>
        </>
    }
}

fn tick(part: &Part<'_, Form>, at: usize, system: System) -> Html {
    // The first box bears the field's name, so that it is found when none is chosen.
    let id = if at == 0 { "systems".to_owned() } else { format!("systems-{at}") };
    let onchange = part.edit.reform(move |event: Event| {
        let checked = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
        Box::new(move |form: &mut Form| {
            form.systems.retain(|known| *known != system);
            if checked {
                form.systems.push(system);
            }
        }) as _
    });
    let checked = part.value.systems.contains(&system);
    html! { <label class="tick" for={id.clone()}><input type="checkbox" {id} {checked} {onchange} />{ system.label() }</label> }
}

fn line(part: &Part<'_, Form>, at: usize, device: &DeviceLine) -> Html {
    let (count, network) = (format!("devices.{at}.count"), format!("devices.{at}.network"));
    let counted = part.edit.reform(move |text: String| {
        let typed: u16 = fold_code(&text)
            .chars()
            .filter(char::is_ascii_digit)
            .take(4)
            .collect::<String>()
            .parse()
            .unwrap_or(0);
        Box::new(move |form: &mut Form| {
            if let Some(device) = form.devices.get_mut(at) {
                device.count = typed;
            }
        }) as _
    });
    let named = part.edit.reform(move |text: String| {
        Box::new(move |form: &mut Form| {
            if let Some(device) = form.devices.get_mut(at) {
                device.network = text;
            }
        }) as _
    });
    let value = if device.count == 0 {
        String::new()
    } else {
        device.count.to_string()
    };
    html! {
        <div key={at} class="device" role="group" aria-label={device.kind.label()}>
            <Field id={count.clone()} label={format!("{}の台数", device.kind.label())} inputmode="numeric" maxlength={DEVICES_MAX.to_string().len()}
                {value} onchange={counted} error={part.verdict.of(&count)} />
            if device.count > 0 {
                <Field id={network.clone()} label="回線" list={LINES} maxlength={LINE_MAX} value={device.network.clone()} onchange={named}
                    error={part.verdict.of(&network)} />
            }
        </div>
    }
}
