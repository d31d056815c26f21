//! 二次保健医療圏.

use tobiume_common::{
    application::form::NAME_MAX,
    network::{AreaForm, AreaLine, AreaRequest, District, NetworkOverview, SaveArea},
};
use yew::prelude::*;

use super::{DialogProps, Open, Section, buttons, opener};
use crate::{
    components::{Dialog, FormFrame, Line, Part, error_banner, missing},
    state::{
        form::{self, Form},
        send::use_send,
    },
};

const SECTION: Section = Section {
    title: "二次保健医療圏",
    lead: "医師会をまとめる区分です。",
    none: "二次保健医療圏はまだありません。",
    heads: &["名前", "医師会"],
    add: "二次保健医療圏を追加する",
};

const NAME: Line<AreaForm> = Line {
    id: "name",
    label: "二次保健医療圏の名前",
    hint: "",
    max: NAME_MAX,
    inputmode: "",
    list: "",
    class: "",
    of: |value| &mut value.name,
};

/// The list.
pub(super) fn section(network: &NetworkOverview, said: Option<&'static str>, open: &Callback<Option<Open>>) -> Html {
    let onadd = open.reform(|_: MouseEvent| {
        Some(Open::Area(AreaRequest {
            id: None,
            version: 0,
            form: AreaForm { name: String::new() },
        }))
    });
    SECTION.html(network.areas.iter().map(|line| row(line, open)).collect(), said, onadd)
}

fn row(line: &AreaLine, open: &Callback<Option<Open>>) -> Html {
    let request = AreaRequest {
        id: Some(line.id),
        version: line.version,
        form: line.form.clone(),
    };
    html! {
        <tr key={line.id.0}>
            <td>{ opener(&line.form.name, open, Open::Area(request)) }</td>
            <td>{ format!("{}医師会", line.associations) }</td>
        </tr>
    }
}

/// Writes one.
#[component]
pub(super) fn AreaDialog(props: &DialogProps<AreaRequest>) -> Html {
    let form = use_reducer(|| Form::new(props.request.form.clone()));
    let sending = use_send::<SaveArea>(props.done.reform(|_| "二次保健医療圏を保存しました。"));
    let verdict = form.verdict(Some(form.value.check()), sending.error.as_ref());
    let (id, version) = (props.request.id, props.request.version);
    let send = sending.send.reform(move |form| ((), (), AreaRequest { id, version, form }));
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    let title = if id.is_some() {
        "二次保健医療圏を直す"
    } else {
        "二次保健医療圏の追加"
    };
    let removal = id.map(|id| Open::removal(District::Area(id), version, &props.request.form.name));
    html! {
        <Dialog {title} class="roomy-form" onclose={props.open.reform(|()| None)}>
            <FormFrame onsubmit={form::submit(&form, &verdict, sending.pending, send)} onleave={form::left(&form)}>
                { part.line(&NAME) }
                { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                { missing(&verdict) }
                { buttons(sending.pending, &props.open, removal) }
            </FormFrame>
        </Dialog>
    }
}
