//! The search form, with results while typing.

use std::rc::Rc;

use tobiume_common::{
    access::{Permission, Role},
    japanese::wareki::parse_birth_query,
    patients::{PatientQuery, QUERY_MAX, SearchPatients},
    session::Session,
};
use web_sys::SubmitEvent;
use yew::prelude::*;

use super::results;
use crate::{
    components::{Field, Link, Page, error_banner},
    dom,
    routes::{Route, WorkPage},
    state::{
        load::use_load,
        search::{SearchHandle, Step},
    },
};

/// So long after the last key, the server is asked.
const PAUSE_MS: u32 = 150;

/// Properties of [`SearchPage`].
#[derive(Properties, PartialEq)]
pub struct SearchProps {
    /// Who looks.
    pub user: Rc<Session>,
    /// What was looked for before.
    pub search: SearchHandle,
}

/// The query without what is not yet worth asking for.
fn worth_asking(query: &PatientQuery) -> PatientQuery {
    let mut query = query.clone();
    if parse_birth_query(&query.birth_date).is_err() {
        query.birth_date.clear();
    }
    query
}

fn is_empty(query: &PatientQuery) -> bool {
    [&query.name, &query.birth_date, &query.card_number]
        .iter()
        .all(|text| text.trim().is_empty())
}

/// What to do about the birth date, once enough of it is typed to judge.
fn birth_date_problem(text: &str) -> Option<AttrValue> {
    if text.trim().chars().count() < 3 {
        return None;
    }
    parse_birth_query(text).err().map(|problem| AttrValue::from(problem.to_string()))
}

/// Among whom this role looks, in words.
const fn scope_words(role: Role) -> &'static str {
    match role {
        Role::FamilyClinic => "自院に登録のある患者さんと、参加しているチームの患者さんから探します。",
        Role::EmergencyHospital => "登録されているすべての患者さんから探します。開くときに閲覧の理由をうかがいます。",
        Role::Crew => "登録されているすべての患者さんから探します。",
        Role::CareTeam => "参加しているチームの患者さんから探します。",
        Role::City => "事業に参加している住民の方から探します。",
        Role::Office => "すべての登録から探します。診療の内容は表示されません。",
    }
}

/// 氏名, 生年月日, カード番号, and who was found.
#[component]
pub fn SearchPage(props: &SearchProps) -> Html {
    let search = &props.search;
    let role = props.user.role;
    let query = worth_asking(&search.query);
    let everybody = is_empty(&query);
    let asked = results::may_list(role) || !everybody;
    let load = use_load::<SearchPatients>(asked.then_some(((), (), query)), if everybody { 0 } else { PAUSE_MS });
    {
        let dispatcher = search.dispatcher();
        let waits = asked && (load.pending || load.error.is_some());
        use_effect_with((load.value.clone(), waits), move |(found, waits)| {
            // While an answer is on its way, and when none came, the list before it stays.
            if !waits {
                dispatcher.dispatch(Step::Found(found.clone(), everybody));
            }
        });
    }
    use_effect_with((), move |()| {
        // A phone's keyboard would lie over the list.
        if dom::is_wide() || !results::may_list(role) {
            dom::focus_first("#name");
        }
    });
    let typed = |field: fn(&mut PatientQuery) -> &mut String| {
        let dispatcher = search.dispatcher();
        Callback::from(move |text| dispatcher.dispatch(Step::Typed(field, text)))
    };
    let reload = load.reload.clone();
    let onsubmit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        reload.emit(());
    });
    let query = &search.query;
    html! {
        <Page title="患者検索" class="search">
            if Permission::RegisterPatients.allows(role) {
                <p class="register"><Link to={Route::Work(WorkPage::Register)} class="btn">{"患者さんを登録"}</Link></p>
            }
            <form class="card find" role="search" {onsubmit}>
                <Field id="name" label="氏名" hint="カナ・漢字。途中まででも探せます" maxlength={QUERY_MAX}
                    value={query.name.clone()} onchange={typed(|query| &mut query.name)} />
                <Field id="birth-date" label="生年月日" hint="S20.3.15 や 1945/3/15" maxlength={QUERY_MAX}
                    value={query.birth_date.clone()} onchange={typed(|query| &mut query.birth_date)}
                    error={birth_date_problem(&query.birth_date)} />
                <Field id="card-number" label="カード番号" hint="ハイフンは不要" inputmode="numeric" maxlength={QUERY_MAX}
                    value={query.card_number.clone()} onchange={typed(|query| &mut query.card_number)} />
                <button class="primary">{"検索"}</button>
            </form>
            { for load.error.as_ref().map(|error| error_banner(error, Some(load.reload.clone()))) }
            { results::results(search, asked, load.pending, role, scope_words(role)) }
        </Page>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(name: &str, birth_date: &str) -> PatientQuery {
        PatientQuery {
            name: name.into(),
            birth_date: birth_date.into(),
            card_number: String::new(),
        }
    }

    #[test]
    fn half_a_date_is_not_asked_for() {
        assert!(is_empty(&worth_asking(&query("", "昭和"))));
        assert!(is_empty(&worth_asking(&query("  ", ""))));
        assert_eq!(worth_asking(&query("やま", "昭和")), query("やま", ""));
        assert_eq!(worth_asking(&query("", "S20")), query("", "S20"));
    }

    #[test]
    fn a_beginning_is_no_mistake() {
        assert_eq!(birth_date_problem("昭"), None);
        assert_eq!(birth_date_problem("昭和20年"), None);
        assert!(birth_date_problem("1945/2/29").is_some());
    }
}
