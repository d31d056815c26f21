//! 統計: numbers at a glance, and the office's lists as files.
//!
//! Every bar stands beside its number in a table: who does not see the bar misses nothing.

use tobiume_common::{
    accounts::DORMANT_DAYS,
    endpoint::path_of,
    numbers::{AGES, ExportFormat, ExportList, ExportPath, ExportTable, GetNumbers, InstitutionCount, Numbers, SignInDay, StateAges},
};
use yew::prelude::*;

use crate::{
    components::{Page, ready_or},
    state::load::use_load,
};

/// The page.
pub fn page() -> Html {
    html! { <NumbersPage /> }
}

#[component]
fn NumbersPage() -> Html {
    let load = use_load::<GetNumbers>(Some(((), (), ())), 0);
    html! {
        <Page title="統計" class="work numbers">
            { ready_or(&load, |numbers| html! { <>{ all(numbers) }</> }) }
            { files() }
        </Page>
    }
}

fn all(numbers: &Numbers) -> Html {
    let today = numbers.today;
    html! {
        <>
            <p class="small">{ format!("{}年{}月{}日 現在", today.year(), today.month(), today.day()) }</p>
            <div class="number-cards">
                { applications(&numbers.applications) }
                { counts(numbers) }
                { sign_ins(&numbers.sign_ins) }
                { institutions(&numbers.institutions) }
            </div>
        </>
    }
}

/// Only states in which there is something; what has ended comes without ages that say nothing.
fn applications(lines: &[StateAges]) -> Html {
    let filled: Vec<&StateAges> = lines.iter().filter(|line| total(line) > 0).collect();
    let row = |line: &&StateAges| {
        let cell = |count: &i64| html! { <td class="count">{ if line.state.is_end() { "－".to_owned() } else { count.to_string() } }</td> };
        html! {
            <tr>
                <th scope="row">{ line.state.label() }</th>
                { for line.counts.iter().map(cell) }
                <td class="count"><b>{ total(line) }</b></td>
            </tr>
        }
    };
    html! {
        <section class="card">
            <h2>{"申請"}<span class="n">{"最後に申請された日からの日数ごとの件数"}</span></h2>
            if filled.is_empty() {
                <p class="empty">{"申請はまだありません。"}</p>
            } else {
                <div class="wide-table" tabindex="0" role="group" aria-label="申請の件数の表">
                    <table>
                        <thead><tr>
                            <th scope="col">{"状態"}</th>
                            { for AGES.iter().map(|(_, age)| html! { <th scope="col" class="count">{ *age }</th> }) }
                            <th scope="col" class="count">{"計"}</th>
                        </tr></thead>
                        <tbody>{ for filled.iter().map(row) }</tbody>
                    </table>
                </div>
            }
        </section>
    }
}

fn total(line: &StateAges) -> i64 {
    line.counts.iter().sum()
}

fn counts(numbers: &Numbers) -> Html {
    let (patients, users) = (numbers.patients, numbers.users);
    let fact = |(label, count): (String, i64)| html! { <div><dt>{ label }</dt><dd><b>{ count }</b></dd></div> };
    let dormant = format!("{DORMANT_DAYS}日以上ログインなし");
    html! {
        <section class="card">
            <h2>{"患者"}<span class="n">{"人"}</span></h2>
            <dl class="figures">
                { for [("登録", patients.registered), ("うち今月の新規", patients.new_this_month), ("同意撤回", patients.withdrawn)].map(|(label, count)| fact((label.to_owned(), count))) }
            </dl>
            <h2>{"利用者"}<span class="n">{"人"}</span></h2>
            <dl class="figures">
                { for [("利用中".to_owned(), users.active), ("利用停止".to_owned(), users.stopped), (dormant, users.dormant)].map(fact) }
            </dl>
        </section>
    }
}

fn sign_ins(days: &[SignInDay]) -> Html {
    let most = days.iter().map(|day| day.count).max().unwrap_or(0);
    let all: i64 = days.iter().map(|day| day.count).sum();
    let row = |day: &SignInDay| html! { <tr><th scope="row">{ day.day.to_string() }</th><td class="bar-cell">{ bar(day.count, most) }</td><td class="count">{ day.count }</td></tr> };
    html! {
        <section class="card">
            <h2>{"ログイン"}<span class="n">{ format!("この{}日間に {all} 回", days.len()) }</span></h2>
            { columns(days, most) }
            <details class="others">
                <summary>{"日ごとの表"}</summary>
                <table>
                    <thead><tr><th scope="col">{"日"}</th><td></td><th scope="col" class="count">{"回数"}</th></tr></thead>
                    <tbody>{ for days.iter().rev().map(row) }</tbody>
                </table>
            </details>
        </section>
    }
}

/// The days as columns; the table beside it says the same.
fn columns(days: &[SignInDay], most: i64) -> Html {
    const HEIGHT: i64 = 100;
    let ends: Vec<String> = [days.first(), days.last()]
        .into_iter()
        .flatten()
        .map(|day| format!("{}/{}", day.day.month(), day.day.day()))
        .collect();
    let column = |(at, day): (usize, &SignInDay)| {
        let height = length(day.count, most, HEIGHT);
        let (x, y) = ((at * 10 + 1).to_string(), (HEIGHT - height).to_string());
        html! { <rect {x} {y} width="8" height={height.to_string()} /> }
    };
    html! {
        <div class="day-bars" aria-hidden="true">
            <svg viewBox={format!("0 0 {} {HEIGHT}", days.len() * 10)} preserveAspectRatio="none">{ for days.iter().enumerate().map(column) }</svg>
            <p class="small"><span>{ ends.first() }</span><span>{ format!("最多 {most} 回") }</span><span>{ ends.last() }</span></p>
        </div>
    }
}

/// Institutions of one 医師会, of every kind.
struct Association<'a> {
    name: &'a str,
    count: i64,
    kinds: Vec<&'a InstitutionCount>,
}

fn by_association(counts: &[InstitutionCount]) -> Vec<Association<'_>> {
    let mut associations: Vec<Association<'_>> = Vec::new();
    for line in counts {
        match associations.last_mut().filter(|last| last.name == line.association) {
            Some(last) => {
                last.count += line.count;
                last.kinds.push(line);
            }
            None => associations.push(Association {
                name: &line.association,
                count: line.count,
                kinds: vec![line],
            }),
        }
    }
    associations
}

fn institutions(counts: &[InstitutionCount]) -> Html {
    let associations = by_association(counts);
    let most = associations.iter().map(|association| association.count).max().unwrap_or(0);
    let all: i64 = associations.iter().map(|association| association.count).sum();
    let row = |association: &Association<'_>| {
        let kinds: Vec<String> = association
            .kinds
            .iter()
            .map(|line| format!("{} {}", line.kind.label(), line.count))
            .collect();
        let name = if association.name.is_empty() {
            "所属なし"
        } else {
            association.name
        };
        html! {
            <tr>
                <th scope="row">{ name }<span class="small">{ kinds.join("、") }</span></th>
                <td class="bar-cell">{ bar(association.count, most) }</td>
                <td class="count">{ association.count }</td>
            </tr>
        }
    };
    html! {
        <section class="card">
            <h2>{"参加施設"}<span class="n">{ format!("{all} 施設") }</span></h2>
            <table>
                <thead><tr><th scope="col">{"郡市区医師会と種別"}</th><td></td><th scope="col" class="count">{"施設"}</th></tr></thead>
                <tbody>{ for associations.iter().map(row) }</tbody>
            </table>
        </section>
    }
}

/// A bar for a number that stands beside it.
fn bar(count: i64, most: i64) -> Html {
    html! {
        <svg class="count-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect x="0" y="0" height="10" width={length(count, most, 100).to_string()} />
        </svg>
    }
}

/// The part of the whole length that belongs to a number; what is not nothing is seen.
fn length(count: i64, most: i64, whole: i64) -> i64 {
    if count <= 0 || most <= 0 {
        return 0;
    }
    (count * whole / most).max(1)
}

fn files() -> Html {
    let link = |table: ExportTable, format: ExportFormat| {
        let href = format!("{}?format={}", path_of::<ExportList>(&ExportPath { table }), format.code());
        let label = format!("{}を{}でダウンロード", table.label(), format.label());
        html! { <a class="btn" {href} download="" aria-label={label}>{ format.label() }</a> }
    };
    let row = |table: ExportTable| {
        html! {
            <li>
                <span>{ table.label() }</span>
                <span class="ways">{ for ExportFormat::ALL.map(|format| link(table, format)) }</span>
            </li>
        }
    };
    html! {
        <section class="card">
            <h2>{"ファイルで取り出す"}</h2>
            <p class="small">{"診療の情報は含まれません。取り出したことは記録されます。個人の情報を含むファイルは、使い終わったら消してください。"}</p>
            <ul class="exports">{ for ExportTable::ALL.map(row) }</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use tobiume_common::institutions::InstitutionKind;

    use super::*;

    #[test]
    fn what_is_not_nothing_is_seen() {
        let lengths: Vec<i64> = [(0, 10), (5, 10), (10, 10), (1, 10_000), (0, 0)]
            .map(|(count, most)| length(count, most, 100))
            .to_vec();
        assert_eq!(lengths, [0, 50, 100, 1, 0]);
    }

    #[test]
    fn kinds_of_one_association_are_one_line() {
        let count = |association: &str, kind, count| InstitutionCount {
            association: association.to_owned(),
            kind,
            count,
        };
        let counts = [
            count("甲", InstitutionKind::Clinic, 3),
            count("甲", InstitutionKind::Hospital, 1),
            count("", InstitutionKind::City, 2),
        ];
        let associations = by_association(&counts);
        let lines: Vec<(&str, i64, usize)> = associations
            .iter()
            .map(|association| (association.name, association.count, association.kinds.len()))
            .collect();
        assert_eq!(lines, [("甲", 4, 2), ("", 2, 1)]);
    }
}
