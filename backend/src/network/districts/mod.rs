//! How the region is divided: 二次保健医療圏, 郡市区医師会, and the cities with their claims programs. Kept by the office, in the version that was
//! looked at; what something uses stays.

pub(super) mod areas;
pub(super) mod associations;
pub(super) mod programs;

use tobiume_common::{
    ApiError,
    endpoint::Endpoint,
    japanese::fold_name,
    network::{District, NetworkOverview, RemoveDistrict},
};

pub use self::{areas::save_area, associations::save_association, programs::save_program};
use super::{institutions::conflict, overview::overview};
use crate::{
    api::{AppResult, Call},
    audit::{self, Action, Event},
    db::{Conn, sql},
};

/// Names that a sentence tells before it only counts.
const NAMED: usize = 3;

/// Removes what nothing uses.
pub fn remove_district(call: &mut Call<'_, RemoveDistrict>) -> AppResult<NetworkOverview> {
    let version = call.body.version;
    match call.body.district.clone() {
        District::Area(id) => keep(call, Action::RemoveArea, |conn| areas::remove(conn, id, version)),
        District::Association(id) => keep(call, Action::RemoveAssociation, |conn| associations::remove(conn, id, version)),
        District::Program(city_code) => keep(call, Action::RemoveProgram, |conn| programs::remove(conn, &city_code, version)),
    }
}

/// Does one change with its row of the audit log, whose detail `work` answers, and tells how everything is then.
fn keep<E: Endpoint>(
    call: &mut Call<'_, E>,
    action: Action,
    work: impl FnOnce(&mut Conn) -> AppResult<String>,
) -> AppResult<NetworkOverview> {
    let mut event = Event::new(action, call.app.clock.timestamp(), call.client);
    event.by(&call.user()?);
    let app = call.app;
    app.db.write(call.conn, |conn| {
        // Whoever puts an institution into an association holds this lock, too.
        sql::alone(conn, sql::ACCOUNTS)?;
        let detail = work(conn)?;
        AppResult::Ok(audit::insert(&app.db, conn, event.detail(detail))?)
    })?;
    Ok(overview(app, call.conn)?)
}

/// Refuses a change of what is not in the version that was looked at any more, or not there at all.
fn in_version(changed: usize) -> Result<(), ApiError> {
    if changed == 0 {
        return Err(conflict(
            "ほかの人が先に変更したか、削除しました。画面を開き直して、いまの内容を確かめてください。",
        ));
    }
    Ok(())
}

/// Refuses a name that another one has, however it is written.
fn refuse_taken(name: &str, others: &[String]) -> Result<(), ApiError> {
    let name = fold_name(name);
    match others.iter().find(|other| fold_name(other) == name) {
        Some(other) => Err(ApiError::field(
            "name",
            format!("「{other}」がもうあります。別の名前を入力してください。"),
        )),
        None => Ok(()),
    }
}

/// The first of these names, and how many there are.
fn named(names: &[String]) -> String {
    let first = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("、");
    if names.len() > NAMED {
        format!("{first}など{}", names.len())
    } else {
        first
    }
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
