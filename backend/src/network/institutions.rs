//! Institutions: whom the office finds, and what it changes of one.

use chrono::NaiveDate;
use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    accounts::SEARCH_MAX,
    ids::{AssociationId, InstitutionId},
    institutions::InstitutionKind,
    japanese::{fold_code, fold_name},
    network::{
        AssociationName, GetInstitution, INSTITUTIONS_SHOWN, InstitutionDetail, InstitutionEdit, InstitutionFilter, InstitutionLine,
        InstitutionList, ListInstitutions, UpdateInstitution,
    },
};

use crate::{
    api::{AppError, AppResult, Call},
    audit::{self, Action, Event},
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::{district_associations, institutions, patients, registrations, users},
        sql,
    },
};

/// An institution.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = institutions)]
pub(super) struct Row {
    pub id: i64,
    pub version: i64,
    code: String,
    name: String,
    kana: String,
    kind: String,
    emergency_level: Option<i16>,
    association_id: Option<i64>,
    city_code: String,
    postal_code: String,
    address: String,
    phone: String,
    fax: String,
    email: String,
    joined_on: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
}

impl Row {
    pub fn kind(&self) -> AppResult<InstitutionKind> {
        kind(&self.kind)
    }

    fn form(&self) -> InstitutionEdit {
        InstitutionEdit {
            name: self.name.clone(),
            kana: self.kana.clone(),
            emergency_level: self.emergency_level.and_then(|level| u8::try_from(level).ok()),
            association: self.association_id.map(AssociationId),
            city_code: self.city_code.clone(),
            postal_code: self.postal_code.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
            fax: self.fax.clone(),
            email: self.email.clone(),
        }
    }
}

fn kind(code: &str) -> AppResult<InstitutionKind> {
    InstitutionKind::from_code(code).ok_or_else(|| AppError::Internal(anyhow::anyhow!("an institution of the unknown kind {code}")))
}

/// One institution.
pub(super) fn find(conn: &mut Conn, institution: InstitutionId) -> AppResult<Row> {
    let row = institutions::table
        .find(institution.0)
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.ok_or_else(|| {
        ApiError {
            message: "この施設は見つかりません。施設の一覧からお探しください。".to_owned(),
            ..ApiError::new(ErrorCode::NotFound)
        }
        .into()
    })
}

/// One institution in the version that was looked at, held until the transaction ends.
pub(super) fn hold(conn: &mut Conn, institution: InstitutionId, version: i64) -> AppResult<Row> {
    sql::alone(conn, sql::ACCOUNTS)?;
    let row = find(conn, institution)?;
    if row.version != version {
        return Err(conflict("ほかの人が先にこの施設を変更しました。画面を開き直して、いまの内容を確かめてください。").into());
    }
    Ok(row)
}

/// A refusal by how things stand.
pub(super) fn conflict(message: impl Into<String>) -> ApiError {
    ApiError {
        message: message.into(),
        ..ApiError::new(ErrorCode::Conflict)
    }
}

/// Who fits, by the reading. A network has some thousand institutions: they are read and folded as they are searched.
pub fn list_institutions(call: &mut Call<'_, ListInstitutions>) -> AppResult<InstitutionList> {
    let search = &call.body;
    if search.text.chars().nth(SEARCH_MAX).is_some() {
        return Err(ErrorCode::Invalid.into());
    }
    let words: Vec<(String, String)> = search
        .text
        .split_whitespace()
        .map(|word| (fold_name(word), fold_code(word).to_lowercase()))
        .collect();
    let all: Vec<(Row, Option<String>)> = institutions::table
        .left_join(district_associations::table)
        .order((institutions::kana, institutions::id))
        .select((Row::as_select(), district_associations::name.nullable()))
        .load(call.conn)?;
    let today = from_civil(call.app.clock.today());
    let fits = |(row, association): &(Row, Option<String>)| {
        // Whoever has only announced it still takes part.
        let has_left = row.left_on.is_some_and(|day| day <= today);
        (search.filter == InstitutionFilter::Left) == has_left && has_words(&words, row, association.as_deref())
    };
    let fitting: Vec<(Row, Option<String>)> = all.into_iter().filter(fits).collect();
    let count = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
    let end = search.after.saturating_add(INSTITUTIONS_SHOWN as u32);
    let line = |(row, association): (Row, Option<String>)| {
        Ok(InstitutionLine {
            id: InstitutionId(row.id),
            kind: row.kind()?,
            association: association.unwrap_or_default(),
            left_on: row.left_on.map(to_civil),
            code: row.code,
            name: row.name,
        })
    };
    let shown = fitting.into_iter().skip(search.after as usize).take(INSTITUTIONS_SHOWN);
    Ok(InstitutionList {
        lines: shown.map(line).collect::<AppResult<_>>()?,
        count,
        next: (end < count).then_some(end),
    })
}

fn has_words(words: &[(String, String)], row: &Row, association: Option<&str>) -> bool {
    if words.is_empty() {
        return true;
    }
    let names = [&row.name, &row.kana, &row.address].map(|name| fold_name(name));
    let association = association.map(fold_name).unwrap_or_default();
    let phone = row.phone.replace('-', "");
    words.iter().all(|(name, code)| {
        let in_names = !name.is_empty() && (names.iter().any(|known| known.contains(name)) || association.contains(name));
        let digits = code.replace('-', "");
        in_names || row.code.contains(code) || !digits.is_empty() && phone.contains(&digits)
    })
}

/// One institution.
pub fn get_institution(call: &mut Call<'_, GetInstitution>) -> AppResult<InstitutionDetail> {
    detail(call.conn, call.path.institution)
}

/// One institution as the office sees it.
pub(super) fn detail(conn: &mut Conn, institution: InstitutionId) -> AppResult<InstitutionDetail> {
    let row = find(conn, institution)?;
    let associations: Vec<(i64, String)> = district_associations::table
        .order(district_associations::name)
        .select((district_associations::id, district_associations::name))
        .load(conn)?;
    let users: i64 = users::table
        .filter(users::institution_id.eq(institution.0))
        .filter(users::removed_at.is_null())
        .count()
        .get_result(conn)?;
    let patients: i64 = registrations::table
        .inner_join(patients::table)
        .filter(registrations::institution_id.eq(institution.0))
        .filter(patients::consent_withdrawn_on.is_null())
        .count()
        .get_result(conn)?;
    Ok(InstitutionDetail {
        id: institution,
        version: row.version,
        kind: row.kind()?,
        form: row.form(),
        associations: associations
            .into_iter()
            .map(|(id, name)| AssociationName {
                id: AssociationId(id),
                name,
            })
            .collect(),
        joined_on: row.joined_on.map(to_civil),
        left_on: row.left_on.map(to_civil),
        users: u32::try_from(users).unwrap_or(u32::MAX),
        patients: u32::try_from(patients).unwrap_or(u32::MAX),
        code: row.code,
    })
}

/// Changes what the directory says, the association and the 救急告示, which decides what its users may see.
pub fn update_institution(call: &mut Call<'_, UpdateInstitution>) -> AppResult<InstitutionDetail> {
    let (clerk, institution, version) = (call.user()?, call.path.institution, call.body.version);
    let form = call.body.form.check(find(call.conn, institution)?.kind()?)?;
    let mut event = Event::new(Action::UpdateInstitution, call.app.clock.timestamp(), call.client);
    event.by(&clerk).detail(institution.to_string());
    let app = call.app;
    app.db.write(call.conn, |conn| {
        let row = hold(conn, institution, version)?;
        if let Some(association) = form.association {
            let is_there: bool = diesel::select(diesel::dsl::exists(district_associations::table.find(association.0))).get_result(conn)?;
            if !is_there {
                return Err(ApiError::field("association", "この郡市区医師会はなくなりました。選び直してください。").into());
            }
        }
        diesel::update(institutions::table.find(institution.0))
            .set((
                institutions::name.eq(&form.name),
                institutions::kana.eq(&form.kana),
                institutions::emergency_level.eq(form.emergency_level.map(i16::from)),
                institutions::association_id.eq(form.association.map(|association| association.0)),
                institutions::city_code.eq(&form.city_code),
                institutions::postal_code.eq(&form.postal_code),
                institutions::address.eq(&form.address),
                institutions::phone.eq(&form.phone),
                institutions::fax.eq(&form.fax),
                institutions::email.eq(&form.email),
                institutions::version.eq(row.version + 1),
            ))
            .execute(conn)?;
        AppResult::Ok(audit::insert(&app.db, conn, &event)?)
    })?;
    detail(call.conn, institution)
}
