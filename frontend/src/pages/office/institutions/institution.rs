//! One institution: what the directory says, its users, and how it leaves.

use tobiume_common::{
    accounts::{Ended, InstitutionPath},
    ids::InstitutionId,
    network::{GetInstitution, InstitutionDetail},
};
use yew::prelude::*;

use super::{
    add::AddUser,
    edit::Edit,
    leaving::{Leaving, Return},
};
use crate::{
    components::{Link, Page, notice, ready_or},
    pages::office::users::ended_lines,
    routes::{OfficePage, Route},
    state::load::use_load,
    time,
};

/// Properties of [`InstitutionPage`].
#[derive(Properties, PartialEq)]
pub struct InstitutionProps {
    /// Which.
    pub institution: InstitutionId,
}

/// What was done just now.
#[derive(Clone, PartialEq)]
pub struct Done {
    /// In words.
    pub words: String,
    /// What ended with it.
    pub ended: Option<Ended>,
}

impl Done {
    /// In these words.
    pub fn saying(words: &str) -> Self {
        Self {
            words: words.to_owned(),
            ended: None,
        }
    }
}

/// The page of one institution.
#[component]
pub fn InstitutionPage(props: &InstitutionProps) -> Html {
    let path = InstitutionPath {
        institution: props.institution,
    };
    let load = use_load::<GetInstitution>(Some((path, (), ())), 0);
    let done = use_state_eq(|| None::<Done>);
    let on_done = {
        let (done, reload) = (done.setter(), load.reload.clone());
        Callback::from(move |what: Done| {
            done.set(Some(what));
            reload.emit(());
        })
    };
    html! {
        <Page title="施設" class="work user-page">
            <p class="above"><Link to={Route::Office(OfficePage::Institutions)}>{"施設の一覧へ戻る"}</Link></p>
            if let Some(done) = &*done {
                { notice(&done.words) }
                if let Some(ended) = &done.ended {
                    <section class="card" aria-label="終わったもの"><h2>{"終わったもの"}</h2>{ ended_lines(ended) }</section>
                }
            }
            { ready_or(&load, |institution| shown(institution, &on_done)) }
        </Page>
    }
}

fn shown(institution: &InstitutionDetail, done: &Callback<Done>) -> Html {
    let path = InstitutionPath {
        institution: institution.id,
    };
    html! {
        <>
            { facts(institution) }
            if institution.left_on.is_none() { <AddUser {path} done={done.clone()} /> }
            <Edit key={institution.version} institution={institution.clone()} done={done.clone()} />
            if institution.left_on.is_none() {
                <Leaving {path} name={institution.form.name.clone()} done={done.clone()} />
            } else {
                <Return {path} version={institution.version} done={done.clone()} />
            }
        </>
    }
}

fn facts(institution: &InstitutionDetail) -> Html {
    let form = &institution.form;
    let fact = |what: &'static str, value: String| {
        let value = if value.is_empty() { "—".to_owned() } else { value };
        html! { <div><dt>{ what }</dt><dd class="id">{ value }</dd></div> }
    };
    let association = institution
        .associations
        .iter()
        .find(|association| Some(association.id) == form.association);
    let level = form.emergency_level.map_or(String::new(), |level| format!("{level}次救急"));
    html! {
        <section class="card" aria-labelledby="institution-name">
            <h2 id="institution-name">{ &form.name }{" "}<span class="small">{ &form.kana }</span></h2>
            <dl class="facts">
                { fact("コード", institution.code.clone()) }
                { fact("種別", [institution.kind.label(), &level].join(" ").trim().to_owned()) }
                { fact("医師会", association.map_or(String::new(), |association| association.name.clone())) }
                { fact("住所", format!("{} {}", form.postal_code, form.address).trim().to_owned()) }
                { fact("電話番号", form.phone.clone()) }
                { fact("FAX番号", form.fax.clone()) }
                { fact("メール", form.email.clone()) }
                { fact("参加", institution.joined_on.map_or_else(|| "記録の前から".to_owned(), time::both_calendars)) }
                if let Some(day) = institution.left_on { { fact("退会", format!("{}から参加していません", time::both_calendars(day))) } }
                { fact("利用者", format!("{}人", institution.users)) }
                { fact("登録患者", format!("{}人", institution.patients)) }
            </dl>
        </section>
    }
}
