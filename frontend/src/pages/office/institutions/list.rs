//! The list of institutions.

use tobiume_common::{
    accounts::SEARCH_MAX,
    network::{INSTITUTIONS_SHOWN, InstitutionFilter, InstitutionLine, InstitutionList, InstitutionSearch, ListInstitutions},
};
use yew::prelude::*;

use crate::{
    components::{Field, Link, Page, Select, ready_or},
    pages::office::listing::{Change, Listing, PAUSE_MS, asks_again, pager, use_listing},
    routes::{OfficePage, Route},
    state::load::use_load,
    time,
};

const fn begin() -> InstitutionSearch {
    InstitutionSearch {
        text: String::new(),
        filter: InstitutionFilter::Present,
        after: 0,
    }
}

fn change(search: &mut InstitutionSearch, change: Change) {
    match change {
        Change::Text(text) => search.text = text,
        Change::Filter(at) => search.filter = InstitutionFilter::ALL.get(at).copied().unwrap_or(InstitutionFilter::Present),
        Change::After(after) => search.after = after,
    }
}

/// 施設名, コード, 住所 …, and which fit.
#[component]
pub fn ListPage() -> Html {
    let Listing {
        search,
        typed,
        chosen,
        turn,
    } = use_listing(begin, change);
    let load = use_load::<ListInstitutions>(Some(((), (), search.clone())), PAUSE_MS);
    let onsubmit = asks_again(&load.reload);
    let filters: Vec<AttrValue> = InstitutionFilter::ALL.into_iter().map(|filter| filter.label().into()).collect();
    let at = InstitutionFilter::ALL.into_iter().position(|filter| filter == search.filter);
    html! {
        <Page title="施設" class="work">
            <form class="card form" role="search" {onsubmit}>
                <div class="half">
                    <Field id="institution-text" label="さがす" hint="施設名・カナ・コード・住所・電話番号・医師会の一部" maxlength={SEARCH_MAX}
                        value={search.text.clone()} onchange={typed} />
                </div>
                <div class="half">
                    <Select id="institution-filter" label="表示する施設" options={filters} chosen={at} onchange={chosen} />
                </div>
            </form>
            <section aria-label="施設の一覧" aria-busy={load.pending.to_string()}>
                { ready_or(&load, |found| listed(found, search.after, &turn)) }
            </section>
        </Page>
    }
}

fn listed(found: &InstitutionList, after: u32, turn: &Callback<u32>) -> Html {
    let last = after + u32::try_from(found.lines.len()).unwrap_or(0);
    let said = match found.count {
        0 => "当てはまる施設はありません。言葉を短くするか、表示を変えてください。".to_owned(),
        count => format!("{count}施設のうち {}〜{last}番目", after + 1),
    };
    html! {
        <>
            <p role="status" class="said">{ said }</p>
            if !found.lines.is_empty() {
                <div class="card history listed">
                    <table>
                        <thead><tr>
                            <th scope="col">{"施設名"}</th><th scope="col">{"コード"}</th><th scope="col">{"種別"}</th><th scope="col">{"郡市区医師会"}</th>
                        </tr></thead>
                        <tbody>{ for found.lines.iter().map(line) }</tbody>
                    </table>
                </div>
            }
            { pager(after, found.next, INSTITUTIONS_SHOWN, "件", turn) }
        </>
    }
}

fn line(institution: &InstitutionLine) -> Html {
    html! {
        <tr key={institution.id.0}>
            <td>
                <Link class="row-link" to={Route::Office(OfficePage::Institution(institution.id))}>{ &institution.name }</Link>
                if let Some(day) = institution.left_on {
                    {" "}<span class="tag warn">{ format!("{}退会", time::both_calendars(day)) }</span>
                }
            </td>
            <td class="id">{ &institution.code }</td>
            <td>{ institution.kind.label() }</td>
            <td>{ &institution.association }</td>
        </tr>
    }
}
