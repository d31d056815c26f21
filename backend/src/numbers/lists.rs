//! The office's lists, as tables of cells.

use diesel::{dsl::max, prelude::*};
use tobiume_common::{
    application::{Kind, State, receipt::receipt},
    ids::ApplicationId,
    institutions::{InstitutionKind, Profession},
    numbers::{AGES, EXPORT_MAX, ExportTable, Numbers},
};

use crate::{
    api::AppResult,
    db::{
        Conn,
        date::minute_in_japan,
        schema::{applications, district_associations, institutions, sign_ins, users},
    },
};

/// A list.
pub struct List {
    /// What it is called.
    pub name: &'static str,
    /// Headings.
    pub columns: &'static [&'static str],
    /// Rows, each as long as the headings.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in one place of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A text, which is never anything else: neither a number nor a formula.
    Text(String),
    /// A number.
    Number(i64),
}

impl<T: ToString + ?Sized> From<&T> for Cell {
    fn from(text: &T) -> Self {
        Self::Text(text.to_string())
    }
}

/// One more than fits: who gets so many knows that there are more.
const LIMIT: i64 = EXPORT_MAX as i64 + 1;

/// 受付一覧: what was sent, longest waiting first.
///
/// # Errors
/// Those of the database.
pub fn applications(conn: &mut Conn) -> AppResult<List> {
    type Row = (i64, String, String, String, Option<chrono::NaiveDateTime>, Option<String>);
    let rows: Vec<Row> = applications::table
        .left_join(users::table)
        .filter(applications::state.ne(State::Draft.code()))
        .filter(applications::sent_at.is_not_null())
        .order((applications::sent_at, applications::id))
        .limit(LIMIT)
        .select((
            applications::id,
            applications::kind,
            applications::institution_name,
            applications::state,
            applications::sent_at,
            users::name.nullable(),
        ))
        .load(conn)?;
    let row = |(id, kind, institution, state, sent_at, clerk): Row| {
        vec![
            Cell::Text(receipt(ApplicationId(id))),
            Cell::from(Kind::from_code(&kind).map_or(kind.as_str(), |kind| kind.label())),
            Cell::Text(institution),
            Cell::from(State::from_code(&state).map_or(state.as_str(), |state| state.label())),
            Cell::Text(sent_at.map(minute_in_japan).unwrap_or_default()),
            Cell::Text(clerk.unwrap_or_default()),
        ]
    };
    Ok(List {
        name: ExportTable::Applications.label(),
        columns: &["受付番号", "種類", "施設名", "状態", "申請日時", "担当"],
        rows: rows.into_iter().map(row).collect(),
    })
}

/// An institution as it is read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = institutions)]
struct Institution {
    code: String,
    name: String,
    kana: String,
    kind: String,
    emergency_level: Option<i16>,
    postal_code: String,
    address: String,
    phone: String,
    fax: String,
    email: String,
    joined_on: Option<chrono::NaiveDate>,
    left_on: Option<chrono::NaiveDate>,
}

/// 施設, those that left too.
///
/// # Errors
/// Those of the database.
pub fn institutions(conn: &mut Conn) -> AppResult<List> {
    let rows: Vec<(Institution, Option<String>)> = institutions::table
        .left_join(district_associations::table)
        .order((institutions::kana, institutions::id))
        .limit(LIMIT)
        .select((Institution::as_select(), district_associations::name.nullable()))
        .load(conn)?;
    let day = |day: Option<chrono::NaiveDate>| Cell::Text(day.map(|day| day.to_string()).unwrap_or_default());
    let row = |(institution, association): (Institution, Option<String>)| {
        let kind = InstitutionKind::from_code(&institution.kind).map_or(institution.kind.as_str(), |kind| kind.label());
        let level = institution.emergency_level.map(|level| format!("{level}次"));
        vec![
            Cell::Text(institution.code),
            Cell::Text(institution.name),
            Cell::Text(institution.kana),
            Cell::from(kind),
            Cell::Text(level.unwrap_or_default()),
            Cell::Text(association.unwrap_or_default()),
            Cell::Text(institution.postal_code),
            Cell::Text(institution.address),
            Cell::Text(institution.phone),
            Cell::Text(institution.fax),
            Cell::Text(institution.email),
            day(institution.joined_on),
            day(institution.left_on),
        ]
    };
    Ok(List {
        name: ExportTable::Institutions.label(),
        columns: &[
            "施設コード",
            "施設名",
            "カナ",
            "種別",
            "救急告示",
            "郡市区医師会",
            "郵便番号",
            "住所",
            "電話番号",
            "FAX番号",
            "メールアドレス",
            "参加日",
            "退会日",
        ],
        rows: rows.into_iter().map(row).collect(),
    })
}

/// A user as they are read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct User {
    id: i64,
    login_id: String,
    name: String,
    kana: String,
    profession: String,
    is_administrator: bool,
    must_change_password: bool,
    disabled_at: Option<chrono::NaiveDateTime>,
    removed_at: Option<chrono::NaiveDateTime>,
}

/// 利用者, those without access too.
///
/// # Errors
/// Those of the database.
pub fn users(conn: &mut Conn) -> AppResult<List> {
    let last: Vec<(i64, Option<chrono::NaiveDateTime>)> = sign_ins::table
        .group_by(sign_ins::user_id)
        .select((sign_ins::user_id, max(sign_ins::signed_in_at)))
        .load(conn)?;
    let last: std::collections::HashMap<i64, _> = last.into_iter().collect();
    let rows: Vec<(User, String, String)> = users::table
        .inner_join(institutions::table)
        .order((institutions::code, users::login_id))
        .limit(LIMIT)
        .select((User::as_select(), institutions::code, institutions::name))
        .load(conn)?;
    let row = |(user, code, institution): (User, String, String)| {
        let state = match user {
            User { removed_at: Some(_), .. } => "利用終了",
            User { disabled_at: Some(_), .. } => "利用停止",
            User {
                must_change_password: true,
                ..
            } => "初期パスワード",
            _ => "利用中",
        };
        let profession = Profession::from_code(&user.profession).map_or(user.profession.as_str(), |known| known.label());
        vec![
            Cell::Text(user.login_id),
            Cell::Text(user.name),
            Cell::Text(user.kana),
            Cell::from(profession),
            Cell::Text(code),
            Cell::Text(institution),
            Cell::from(if user.is_administrator { "○" } else { "" }),
            Cell::from(state),
            Cell::Text(last.get(&user.id).copied().flatten().map(minute_in_japan).unwrap_or_default()),
        ]
    };
    Ok(List {
        name: ExportTable::Users.label(),
        columns: &[
            "ログインID",
            "氏名",
            "カナ氏名",
            "職種",
            "施設コード",
            "施設名",
            "施設管理者",
            "状態",
            "最後のログイン",
        ],
        rows: rows.into_iter().map(row).collect(),
    })
}

/// 統計: one number a line.
pub fn numbers(numbers: &Numbers) -> List {
    let mut rows = Vec::new();
    let mut add = |group: &str, item: &str, part: &str, count: i64| {
        rows.push(vec![Cell::from(group), Cell::from(item), Cell::from(part), Cell::Number(count)]);
    };
    for line in &numbers.applications {
        for ((_, age), count) in AGES.iter().zip(line.counts) {
            add("申請", line.state.label(), age, count);
        }
    }
    for day in &numbers.sign_ins {
        add("ログイン", &day.day.to_string(), "", day.count);
    }
    add("患者", "登録", "", numbers.patients.registered);
    add("患者", "同意撤回", "", numbers.patients.withdrawn);
    add("患者", "今月の新規", "", numbers.patients.new_this_month);
    for line in &numbers.institutions {
        let association = if line.association.is_empty() {
            "所属なし"
        } else {
            &line.association
        };
        add("施設", association, line.kind.label(), line.count);
    }
    add("利用者", "利用中", "", numbers.users.active);
    add("利用者", "利用停止", "", numbers.users.stopped);
    add("利用者", "休眠（90日以上ログインなし）", "", numbers.users.dormant);
    List {
        name: ExportTable::Numbers.label(),
        columns: &["区分", "項目", "内訳", "数"],
        rows,
    }
}
