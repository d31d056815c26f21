//! 郡市区医師会.

use tobiume_common::{
    application::form::NAME_MAX,
    ids::AreaId,
    network::{AreaLine, AssociationForm, AssociationLine, AssociationRequest, District, NetworkOverview, SaveAssociation},
};
use yew::prelude::*;

use super::{Open, Section, buttons, opener};
use crate::{
    components::{Dialog, FormFrame, Line, Part, Select, error_banner, missing},
    state::{
        form::{self, Form},
        send::use_send,
    },
};

const SECTION: Section = Section {
    title: "郡市区医師会",
    lead: "参加申請と施設の登録で選ぶ医師会です。",
    none: "医師会はまだありません。",
    heads: &["名前", "二次保健医療圏", "参加施設"],
    add: "医師会を追加する",
};

const NAME: Line<AssociationForm> = Line {
    id: "name",
    label: "医師会の名前",
    hint: "名前を変えても、すでに届いている参加申請には前の名前が残ります",
    max: NAME_MAX,
    inputmode: "",
    list: "",
    class: "",
    of: |value| &mut value.name,
};

/// The list.
pub(super) fn section(network: &NetworkOverview, said: Option<&'static str>, open: &Callback<Option<Open>>) -> Html {
    let onadd = open.reform(|_: MouseEvent| {
        Some(Open::Association(AssociationRequest {
            id: None,
            version: 0,
            form: AssociationForm {
                name: String::new(),
                area: None,
            },
        }))
    });
    let rows = network.associations.iter().map(|line| row(line, &network.areas, open)).collect();
    SECTION.html(rows, said, onadd)
}

fn row(line: &AssociationLine, areas: &[AreaLine], open: &Callback<Option<Open>>) -> Html {
    let request = AssociationRequest {
        id: Some(line.id),
        version: line.version,
        form: line.form.clone(),
    };
    let area = areas.iter().find(|area| Some(area.id) == line.form.area);
    html! {
        <tr key={line.id.0}>
            <td>{ opener(&line.form.name, open, Open::Association(request)) }</td>
            <td>{ area.map_or("—", |area| &area.form.name) }</td>
            <td>{ format!("{}施設", line.institutions) }</td>
        </tr>
    }
}

/// Properties of [`AssociationDialog`].
#[derive(Properties, PartialEq)]
pub(super) struct AssociationProps {
    /// What it begins with.
    pub request: AssociationRequest,
    /// Opens another dialog in its place, or none.
    pub open: Callback<Option<Open>>,
    /// Told in words what was done.
    pub done: Callback<&'static str>,
    /// What there is to choose from.
    pub areas: Vec<AreaLine>,
}

/// Writes one.
#[component]
pub(super) fn AssociationDialog(props: &AssociationProps) -> Html {
    let form = use_reducer(|| Form::new(props.request.form.clone()));
    let sending = use_send::<SaveAssociation>(props.done.reform(|_| "医師会を保存しました。"));
    let verdict = form.verdict(Some(form.value.check()), sending.error.as_ref());
    let (id, version) = (props.request.id, props.request.version);
    let send = sending.send.reform(move |form| ((), (), AssociationRequest { id, version, form }));
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    let title = if id.is_some() { "医師会を直す" } else { "医師会の追加" };
    let removal = id.map(|id| Open::removal(District::Association(id), version, &props.request.form.name));
    html! {
        <Dialog {title} class="roomy-form" onclose={props.open.reform(|()| None)}>
            <FormFrame onsubmit={form::submit(&form, &verdict, sending.pending, send)} onleave={form::left(&form)}>
                { part.line(&NAME) }
                { area(&props.areas, &part) }
                { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                { missing(&verdict) }
                { buttons(sending.pending, &props.open, removal) }
            </FormFrame>
        </Dialog>
    }
}

fn area(areas: &[AreaLine], part: &Part<'_, AssociationForm>) -> Html {
    let ids: Vec<AreaId> = areas.iter().map(|area| area.id).collect();
    let options: Vec<AttrValue> = std::iter::once("決めていない".into())
        .chain(areas.iter().map(|area| area.form.name.clone().into()))
        .collect();
    let chosen = part.value.area.and_then(|chosen| ids.iter().position(|id| *id == chosen));
    let onchange = part.edit.reform(move |at: usize| -> form::Edit<AssociationForm> {
        let area = at.checked_sub(1).and_then(|at| ids.get(at).copied());
        Box::new(move |value: &mut AssociationForm| value.area = area)
    });
    html! { <Select id="area" label="二次保健医療圏" {options} chosen={chosen.map_or(0, |at| at + 1)} {onchange} error={part.verdict.of("area")} /> }
}
