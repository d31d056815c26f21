//! The cities and their レセプトデータ等活用事業: who takes part decides who sees 行政情報, so that is said before it is saved.

use tobiume_common::{
    application::form::NAME_MAX,
    ids::AssociationId,
    network::{AssociationLine, CITY_CODE_MAX, District, NetworkOverview, ProgramForm, ProgramLine, ProgramRequest, SaveProgram},
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Open, Section, buttons, opener};
use crate::{
    components::{Dialog, FormFrame, Line, Part, error_banner, missing, understood},
    state::{
        form::{self, Edit, Form},
        send::use_send,
    },
    time,
};

const SECTION: Section = Section {
    title: "市町村の事業",
    lead: "レセプトデータ等活用事業に参加する市町村です。参加する医師会の施設（かかりつけ医療機関）だけが、登録患者さんの行政情報を見られます。\
           参加する医師会を変えると、見られる施設がすぐに変わります。救急告示病院は、医師会によらず見られます。",
    none: "事業はまだありません。",
    heads: &["市町村", "事業名", "開始日", "届いているデータ", "参加している医師会"],
    add: "市町村の事業を追加する",
};

const fn line(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    max: usize,
    of: fn(&mut ProgramForm) -> &mut String,
) -> Line<ProgramForm> {
    Line {
        id,
        label,
        hint,
        max,
        inputmode: "",
        list: "",
        class: "",
        of,
    }
}

const CITY_CODE: Line<ProgramForm> = Line {
    inputmode: "numeric",
    ..line(
        "city_code",
        "市区町村コード",
        "全国地方公共団体コードの5桁（検査数字を入れると6桁）。あとから変えられません",
        CITY_CODE_MAX,
        |value| &mut value.city_code,
    )
};

const CITY: Line<ProgramForm> = line("city", "市町村", "", NAME_MAX, |value| &mut value.city);
const NAME: Line<ProgramForm> = line("name", "事業名", "", NAME_MAX, |value| &mut value.name);
const STARTED_ON: Line<ProgramForm> = line(
    "started_on",
    "開始日",
    "控えておくための日付です。未定なら空欄にします",
    30,
    |value| &mut value.started_on,
);

/// The list.
pub(super) fn section(network: &NetworkOverview, said: Option<&'static str>, open: &Callback<Option<Open>>) -> Html {
    let onadd = open.reform(|_: MouseEvent| {
        Some(Open::Program(ProgramRequest {
            version: 0,
            form: ProgramForm {
                city_code: String::new(),
                city: String::new(),
                name: String::new(),
                started_on: String::new(),
                associations: Vec::new(),
            },
        }))
    });
    let rows = network.programs.iter().map(|line| row(line, &network.associations, open)).collect();
    SECTION.html(rows, said, onadd)
}

fn row(line: &ProgramLine, associations: &[AssociationLine], open: &Callback<Option<Open>>) -> Html {
    let form = &line.form;
    let request = ProgramRequest {
        version: line.version,
        form: form.clone(),
    };
    // On a phone these stand below each other without their heads.
    let or_dash = |text: &str, after: &str| {
        if text.is_empty() {
            "—".to_owned()
        } else {
            format!("{text}{after}")
        }
    };
    let partakers = names(associations, |id| form.associations.contains(&id));
    html! {
        <tr key={form.city_code.clone()}>
            <td>{ opener(&form.city, open, Open::Program(request)) }</td>
            <td>{ &form.name }</td>
            <td>{ or_dash(&form.started_on, "から") }</td>
            <td>{ or_dash(&line.latest_month, "診療分まで") }</td>
            <td>{ or_dash(&partakers, "") }</td>
        </tr>
    }
}

/// The names of some associations.
fn names(associations: &[AssociationLine], is_meant: impl Fn(AssociationId) -> bool) -> String {
    let meant = associations.iter().filter(|line| is_meant(line.id));
    meant.map(|line| line.form.name.as_str()).collect::<Vec<_>>().join("、")
}

/// Properties of [`ProgramDialog`].
#[derive(Properties, PartialEq)]
pub(super) struct ProgramProps {
    /// What it begins with.
    pub request: ProgramRequest,
    /// Opens another dialog in its place, or none.
    pub open: Callback<Option<Open>>,
    /// Told in words what was done.
    pub done: Callback<&'static str>,
    /// What there is to choose from.
    pub associations: Vec<AssociationLine>,
}

/// Writes one.
#[component]
pub(super) fn ProgramDialog(props: &ProgramProps) -> Html {
    let form = use_reducer(|| Form::new(props.request.form.clone()));
    let sending = use_send::<SaveProgram>(props.done.reform(|_| "市町村の事業を保存しました。"));
    let verdict = form.verdict(time::today().map(|today| form.value.check(today)), sending.error.as_ref());
    let (version, before) = (props.request.version, &props.request.form);
    let is_new = version == 0;
    let send = sending.send.reform(move |form| ((), (), ProgramRequest { version, form }));
    let part = Part {
        value: &form.value,
        edit: form::edit(&form),
        verdict: &verdict,
    };
    let title = if is_new {
        "市町村の事業の追加".to_owned()
    } else {
        format!("{}（{}）の事業を直す", before.city, before.city_code)
    };
    let removal = || {
        Open::removal(
            District::Program(before.city_code.clone()),
            version,
            &format!("{}の事業", before.city),
        )
    };
    html! {
        <Dialog {title} class="roomy-form" onclose={props.open.reform(|()| None)}>
            <FormFrame onsubmit={form::submit(&form, &verdict, sending.pending, send)} onleave={form::left(&form)}>
                if is_new { { part.line(&CITY_CODE) } }
                { part.line(&CITY) }
                { part.line(&NAME) }
                { part.line(&STARTED_ON) }
                { understood(&form.value.started_on, false) }
                { partakers(&props.associations, &part) }
                { consequence(&props.associations, before, &form.value) }
                { for sending.error.as_ref().map(|error| error_banner(error, None)) }
                { missing(&verdict) }
                { buttons(sending.pending, &props.open, (!is_new).then(removal)) }
            </FormFrame>
        </Dialog>
    }
}

fn partakers(associations: &[AssociationLine], part: &Part<'_, ProgramForm>) -> Html {
    let choice = |line: &AssociationLine| {
        let id = line.id;
        let onchange = part.edit.reform(move |event: Event| -> Edit<ProgramForm> {
            let checked = event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
            Box::new(move |value: &mut ProgramForm| {
                value.associations.retain(|other| *other != id);
                if checked {
                    value.associations.push(id);
                }
            })
        });
        html! { <label key={id.0}><input type="checkbox" checked={part.value.associations.contains(&id)} {onchange} />{ &line.form.name }</label> }
    };
    let error = part.verdict.of("associations");
    html! {
        <fieldset class="field check" id="associations" tabindex="-1" aria-describedby={error.is_some().then_some("associations-error")}>
            <legend>{"参加する医師会（行政情報を見られる施設が決まります）"}</legend>
            { for associations.iter().map(choice) }
            if let Some(error) = error { <p id="associations-error" class="field-error">{ error }</p> }
        </fieldset>
    }
}

/// Whose institutions will see more or less than before.
fn consequence(associations: &[AssociationLine], before: &ProgramForm, after: &ProgramForm) -> Html {
    let gained = names(associations, |id| {
        after.associations.contains(&id) && !before.associations.contains(&id)
    });
    let lost = names(associations, |id| {
        before.associations.contains(&id) && !after.associations.contains(&id)
    });
    html! {
        <div role="status">
            if !gained.is_empty() { <p class="message info">{ format!("保存すると、施設が行政情報を見られるようになります：{gained}") }</p> }
            if !lost.is_empty() { <p class="message info">{ format!("保存すると、施設が行政情報を見られなくなります：{lost}") }</p> }
        </div>
    }
}
