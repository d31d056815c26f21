//! What the public pages tell: who takes part, and the numbers. Nothing in it is about a person.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use tobiume_common::{CivilDate, institutions::InstitutionKind, japanese::fold_text};

use super::months::{Days, Month, takes_part};
use crate::{
    api::AppResult,
    app::App,
    db::{
        Conn,
        date::{from_civil, to_civil},
        schema::{district_associations, institutions},
        sql::registered,
    },
};

/// An institution that takes part.
pub struct Participant {
    /// 施設名.
    pub name: String,
    /// Kind.
    pub kind: InstitutionKind,
    /// 郡市区医師会, by its number.
    pub association: Option<i64>,
    /// 住所; empty where not known.
    pub address: String,
    /// Since when; none where that was not written down.
    pub joined_on: Option<CivilDate>,
    kana: String,
    /// Name and kana as they are searched in.
    key: String,
}

/// Everything, as it was at one moment.
pub struct Facts {
    /// That moment.
    pub at: NaiveDateTime,
    /// Its day in Japan.
    pub day: CivilDate,
    /// Who takes part, in the order of kana.
    pub participants: Vec<Participant>,
    /// 郡市区医師会 by number, in the order of their making.
    pub associations: Vec<(i64, String)>,
    /// Month by month, oldest first; never empty.
    pub months: Vec<Month>,
    /// What the fee's rule asks for.
    pub rule: Rule,
}

/// The figures of 電子的診療情報連携体制整備加算.
pub struct Rule {
    /// 参加保険医療機関: hospitals, clinics and dental clinics.
    pub medical: i64,
    /// Of these, hospitals that disclose what they know of their patients.
    pub disclosing: i64,
    /// 登録患者数.
    pub patients: i64,
    /// 新規登録患者数 of a year.
    pub new_in_a_year: i64,
}

/// A row as it is read.
type Row = (
    i64,
    String,
    String,
    String,
    Option<i64>,
    String,
    Option<NaiveDate>,
    Option<NaiveDate>,
);

impl Participant {
    /// Whether name or kana hold this text, which was folded as they are.
    pub fn is_found_by(&self, folded: &str) -> bool {
        self.key.contains(folded)
    }
}

/// A text as names are searched in: without spaces, widths and old shapes of letters.
pub fn search_key(text: &str) -> String {
    fold_text(text).replace(' ', "")
}

impl Facts {
    /// Reads everything.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(app: &App, conn: &mut Conn) -> AppResult<Self> {
        let (at, day) = (app.clock.timestamp(), app.clock.today());
        let rows: Vec<Row> = institutions::table
            .filter(institutions::kind.ne(InstitutionKind::Office.code()))
            .order(institutions::id)
            .select((
                institutions::id,
                institutions::name,
                institutions::kana,
                institutions::kind,
                institutions::association_id,
                institutions::address,
                institutions::joined_on,
                institutions::left_on,
            ))
            .load(conn)?;
        let mut days = Days {
            registered: on_days(registered::first_registrations(conn)?),
            consents: consents(conn)?,
            institutions: Vec::new(),
        };
        let disclosing = registered::disclosing_hospitals(conn)?;
        let mut rule = Rule {
            medical: 0,
            disclosing: 0,
            patients: 0,
            new_in_a_year: days.new_in_a_year(day),
        };
        let mut participants = Vec::new();
        for (id, name, kana, kind, association, address, joined, left) in rows {
            days.institutions.push((joined, left));
            // A kind that this program does not know is none that it could name.
            let Some(kind) = InstitutionKind::from_code(&kind).filter(|_| takes_part(joined, left, from_civil(day))) else {
                continue;
            };
            rule.medical += i64::from(is_medical(kind));
            rule.disclosing += i64::from(disclosing.contains(&id));
            participants.push(Participant {
                key: search_key(&format!("{name}\n{kana}")),
                name,
                kana,
                kind,
                association,
                address,
                joined_on: joined.map(to_civil),
            });
        }
        // Not by the database: each has an order of its own for kana.
        participants.sort_by(|one, other| one.kana.cmp(&other.kana));
        let associations = district_associations::table
            .order(district_associations::id)
            .select((district_associations::id, district_associations::name))
            .load(conn)?;
        let months = days.by_month(day);
        rule.patients = months.last().map_or(0, |month| month.patients);
        Ok(Self {
            at,
            day,
            participants,
            associations,
            months,
            rule,
        })
    }

    /// Name of a 郡市区医師会; empty for none.
    pub fn association(&self, id: Option<i64>) -> &str {
        let known = self.associations.iter().find(|(known, _)| Some(*known) == id);
        known.map_or("", |(_, name)| name)
    }
}

const fn is_medical(kind: InstitutionKind) -> bool {
    matches!(kind, InstitutionKind::Clinic | InstitutionKind::Hospital | InstitutionKind::Dental)
}

fn on_days(rows: Vec<registered::OnDay>) -> Vec<(NaiveDate, i64)> {
    rows.into_iter().map(|row| (row.day, row.count)).collect()
}

/// Who withdrew is one less from that day, and one more from the day of a new consent.
fn consents(conn: &mut Conn) -> QueryResult<Vec<(NaiveDate, i64)>> {
    let mut changes: Vec<_> = registered::withdrawals_without_history(conn)?
        .into_iter()
        .map(|row| (row.day, -row.count))
        .collect();
    let mut last = (0, true);
    for consent in registered::consents_of_withdrawn(conn)? {
        let stood = last.0 != consent.patient_id || last.1;
        let stands = consent.kind == "given";
        last = (consent.patient_id, stands);
        if stood != stands {
            changes.push((consent.happened_on, if stands { 1 } else { -1 }));
        }
    }
    Ok(changes)
}
