//! Puts the demo network into an empty database, all or nothing.

use std::collections::HashMap;

use anyhow::{Context, bail};
use chrono::{Duration, NaiveTime};
use diesel::prelude::*;
use tobiume_common::{
    CivilDate,
    basic_info::Contact,
    ids::{InstitutionId, PatientId, UserId},
    patients::{CheckedConsent, CheckedWithdrawal},
};
use tobiume_formats::fold::fold_branch;

use super::{
    directory::directory,
    fill_districts,
    network::demo_network,
    types::{DemoInsurance, DemoNetwork, DemoPatient, DemoRecord, DemoUser, DemoVisit},
};
use crate::{
    api::{AppError, AppResult, loggable},
    app::Clock,
    audit,
    basic_info::model::{FirstRecord, insert_first},
    claims::{
        content::{Content, Disease, Drug},
        model::{ReceiptRow, insert as insert_claims},
    },
    config::network::RETENTION_YEARS,
    db::{
        Conn, Db,
        date::from_civil,
        schema::{announcements, claim_imports, claims_programs, institutions, team_members, teams, users},
    },
    patients::{
        consent::{self, Recorder},
        finding,
        insurance::Insurance,
        register::{self, NewPatient},
    },
    session::PasswordHasher,
};

/// The password of every demo account but the one that is still to change its own.
pub const PASSWORD: &str = "tobiume-demo-2026";

/// In UTC.
const NOON_IN_JAPAN: NaiveTime = match NaiveTime::from_hms_opt(3, 0, 0) {
    Some(noon) => noon,
    None => unreachable!(),
};

/// Whether the demo network is in the database.
///
/// # Errors
/// When the database cannot be reached, or holds anything else.
pub fn is_there(db: &Db) -> anyhow::Result<bool> {
    let conn = &mut *db.connection()?;
    let count: i64 = institutions::table.count().get_result(conn)?;
    if count == 0 {
        return Ok(false);
    }
    let demo = institutions::table
        .filter(institutions::code.eq("4011123454"))
        .filter(institutions::name.eq("梅の木医院"));
    if !diesel::select(diesel::dsl::exists(demo)).get_result::<bool>(conn)? {
        bail!("this database holds a real network; the demo network is for an empty one. Give another --database");
    }
    Ok(true)
}

/// Fills an empty database.
///
/// # Errors
/// Those of the database; nothing is left of the demo then.
pub fn fill(db: &Db, clock: &Clock) -> anyhow::Result<()> {
    let today = clock.today();
    let network = demo_network(today);
    let conn = &mut *db.connection()?;
    let filled = db.write(conn, |conn| {
        let mut filling = Filling {
            today,
            institutions: HashMap::new(),
            users: HashMap::new(),
            imports: HashMap::new(),
        };
        audit::begin(db, conn)?;
        filling.network(conn, &network, clock)?;
        network.patients.iter().try_for_each(|patient| filling.patient(conn, patient))
    });
    filled.map_err(|error: AppError| match error {
        AppError::Api(error) => anyhow::anyhow!(error.message),
        AppError::Internal(cause) => anyhow::anyhow!(loggable(&cause)),
    })
}

struct Filling {
    today: CivilDate,
    institutions: HashMap<&'static str, InstitutionId>,
    users: HashMap<&'static str, UserId>,
    imports: HashMap<String, i64>,
}

impl Filling {
    fn network(&mut self, conn: &mut Conn, network: &DemoNetwork, clock: &Clock) -> AppResult<()> {
        let associations = fill_districts::associations(conn, network)?;
        for place in &network.institutions {
            let entry = directory(place.code);
            let days = entry.map(|entry| Duration::days(i64::from(entry.joined_days_ago)));
            let id: i64 = diesel::insert_into(institutions::table)
                .values((
                    institutions::code.eq(place.code),
                    institutions::name.eq(place.name),
                    institutions::kana.eq(place.kana),
                    institutions::kind.eq(place.kind.code()),
                    institutions::emergency_level.eq(place.emergency_level),
                    institutions::association_id.eq(place.association.and_then(|name| associations.get(name).copied())),
                    institutions::city_code.eq(place.city_code),
                    institutions::postal_code.eq(entry.map_or("", |entry| entry.postal_code)),
                    institutions::address.eq(entry.map_or("", |entry| entry.address)),
                    institutions::phone.eq(entry.map_or("", |entry| entry.phone)),
                    institutions::joined_on.eq(days.map(|days| from_civil(self.today) - days)),
                ))
                .returning(institutions::id)
                .get_result(conn)?;
            self.institutions.insert(place.code, InstitutionId(id));
        }
        self.users(conn, &network.users)?;
        for notice in &network.announcements {
            let published_on = from_civil(self.today) - Duration::days(i64::from(notice.days_ago));
            diesel::insert_into(announcements::table)
                .values((
                    announcements::published_on.eq(published_on),
                    announcements::title.eq(notice.title),
                    announcements::body.eq(notice.body),
                    announcements::important.eq(notice.important),
                ))
                .execute(conn)?;
        }
        for program in &network.programs {
            fill_districts::program(conn, program, &associations)?;
            self.visits_import(conn, program.city_code, clock)?;
        }
        Ok(())
    }

    fn users(&mut self, conn: &mut Conn, demo_users: &[DemoUser]) -> AppResult<()> {
        let hasher = PasswordHasher::new()?;
        let shared = hasher.hash(PASSWORD)?;
        for user in demo_users {
            let hash = user
                .initial_password
                .map_or_else(|| Ok(shared.clone()), |initial| hasher.hash(initial))?;
            let id: i64 = diesel::insert_into(users::table)
                .values((
                    users::login_id.eq(user.login_id),
                    users::institution_id.eq(self.institution(user.institution)?.0),
                    users::name.eq(user.name),
                    users::kana.eq(user.kana),
                    users::profession.eq(user.profession.code()),
                    users::password_hash.eq(hash),
                    users::must_change_password.eq(user.initial_password.is_some()),
                    // The first user of an institution administers it.
                    users::is_administrator.eq(user.login_id.starts_with("001@")),
                ))
                .returning(users::id)
                .get_result(conn)?;
            self.users.insert(user.login_id, UserId(id));
        }
        Ok(())
    }

    /// The import that the demo's visits of a city are said to have come with.
    fn visits_import(&mut self, conn: &mut Conn, city_code: &str, clock: &Clock) -> AppResult<()> {
        let now = clock.timestamp();
        let id: i64 = diesel::insert_into(claim_imports::table)
            .values((
                claim_imports::city_code.eq(city_code),
                claim_imports::sha256.eq("demo"),
                claim_imports::started_at.eq(now),
                claim_imports::applied_at.eq(Some(now)),
                claim_imports::receipts.eq(0),
                claim_imports::unmatched.eq(0),
            ))
            .returning(claim_imports::id)
            .get_result(conn)?;
        self.imports.insert(city_code.to_owned(), id);
        Ok(())
    }

    fn institution(&self, code: &str) -> AppResult<InstitutionId> {
        Ok(self
            .institutions
            .get(code)
            .copied()
            .with_context(|| format!("demo: no institution {code}"))?)
    }

    fn user(&self, login_id: &str) -> AppResult<UserId> {
        Ok(self
            .users
            .get(login_id)
            .copied()
            .with_context(|| format!("demo: no user {login_id}"))?)
    }

    fn patient(&self, conn: &mut Conn, demo: &DemoPatient) -> AppResult<()> {
        let patient = register::insert(conn, &self.registration(demo)?, demo.consent_given_on)?;
        for record in &demo.records {
            let first = FirstRecord {
                patient,
                institution: self.institution(record.institution)?,
                author: self.user(record.author)?,
                entries: record
                    .entries
                    .iter()
                    .map(|entry| (entry.item, entry.value.clone(), entry.updated_on))
                    .collect(),
                recorded_on: record.recorded_on.clone(),
            };
            insert_first(conn, &first)?;
        }
        if let Some(team) = &demo.team {
            let id: i64 = diesel::insert_into(teams::table)
                .values((teams::patient_id.eq(patient.0), teams::name.eq(&team.name)))
                .returning(teams::id)
                .get_result(conn)?;
            for member in &team.members {
                let row = (team_members::team_id.eq(id), team_members::user_id.eq(self.user(member)?.0));
                diesel::insert_into(team_members::table).values(row).execute(conn)?;
            }
            finding::refresh(conn, patient)?;
        }
        self.consents(conn, patient, demo)?;
        self.visits(conn, patient, demo)
    }

    /// Each family doctor's consent on the day of the first; and the withdrawal of who withdrew.
    fn consents(&self, conn: &mut Conn, patient: PatientId, demo: &DemoPatient) -> AppResult<()> {
        let recorder = |record: &DemoRecord, day: CivilDate| {
            AppResult::Ok(Recorder {
                institution: self.institution(record.institution)?,
                user: self.user(record.author)?,
                at: from_civil(day).and_time(NOON_IN_JAPAN),
            })
        };
        for record in demo
            .records
            .iter()
            .filter(|record| demo.registered_by.contains(&record.institution))
        {
            let explained_by: String = users::table.find(self.user(record.author)?.0).select(users::name).first(conn)?;
            // For children somebody of the family signs.
            let is_child = demo.birth_date.age_on(demo.consent_given_on) < 18;
            let (signed_by, relation) = demo
                .emergency_contacts
                .first()
                .filter(|_| is_child)
                .map_or((&demo.name, "本人"), |contact| (&contact.name, &contact.relation));
            let given = CheckedConsent {
                explained_by,
                signed_by: signed_by.clone(),
                relation: relation.into(),
                given_on: demo.consent_given_on,
                form: None,
            };
            consent::record(conn, patient, &given, recorder(record, given.given_on)?)?;
        }
        if let (Some(withdrawn_on), Some(record)) = (demo.consent_withdrawn_on, demo.records.first()) {
            let withdrawal = CheckedWithdrawal {
                withdrawn_on,
                told_by: "本人".into(),
                note: "受診の際に申し出。".into(),
            };
            consent::withdraw(conn, patient, &withdrawal, RETENTION_YEARS, recorder(record, withdrawn_on)?)?;
        }
        Ok(())
    }

    fn registration(&self, demo: &DemoPatient) -> AppResult<NewPatient> {
        let contacts: Vec<Contact> = demo.emergency_contacts.clone();
        let insurance = demo.insurance.as_ref().map(|own| {
            let DemoInsurance {
                insurer_number,
                symbol,
                number,
                branch,
            } = own.clone();
            Insurance {
                insurer_number,
                symbol,
                number,
                branch: fold_branch(&branch),
            }
        });
        Ok(NewPatient {
            name: demo.name.clone(),
            kana: demo.kana.clone(),
            birth_date: demo.birth_date,
            sex: demo.sex,
            postal_code: demo.postal_code.clone(),
            address: demo.address.clone(),
            phone: demo.phone.clone(),
            blood_type: demo.blood_type.clone(),
            city_code: demo.city_code.clone(),
            card_number: Some(demo.card_number.clone()).filter(|card| !card.is_empty()),
            contacts,
            consent_given_on: demo.consent_given_on,
            claims_program: demo.claims_program,
            insurance,
            institutions: demo
                .registered_by
                .iter()
                .map(|code| self.institution(code))
                .collect::<AppResult<_>>()?,
        })
    }

    fn visits(&self, conn: &mut Conn, patient: PatientId, demo: &DemoPatient) -> AppResult<()> {
        let Some(&import_id) = self.imports.get(&demo.city_code) else {
            return Ok(());
        };
        let rows = demo
            .visits
            .iter()
            .enumerate()
            .map(|(at, visit)| receipt_row(patient, import_id, at, visit));
        let rows = rows.collect::<AppResult<Vec<_>>>()?;
        insert_claims(conn, &rows)?;
        let newest = demo.visits.iter().map(|visit| visit.month.index()).max();
        let known: Option<i32> = claims_programs::table
            .find(&demo.city_code)
            .select(claims_programs::latest_month)
            .first(conn)?;
        diesel::update(claims_programs::table.find(&demo.city_code))
            .set(claims_programs::latest_month.eq(known.max(newest)))
            .execute(conn)?;
        Ok(())
    }
}

fn receipt_row(patient: PatientId, import_id: i64, at: usize, visit: &DemoVisit) -> AppResult<ReceiptRow> {
    let diseases = visit.diseases.iter().map(|(name, since, main)| Disease {
        code: String::new(),
        modifiers: String::new(),
        name: name.clone(),
        since: *since,
        main: *main,
    });
    let drugs = visit.drugs.iter().map(|(name, amount)| Drug {
        code: String::new(),
        name: name.clone(),
        amount: amount.clone(),
    });
    let content = Content {
        diseases: diseases.collect(),
        drugs: drugs.collect(),
    };
    Ok(ReceiptRow {
        patient_id: patient.0,
        month: visit.month.index(),
        import_id,
        line: i64::try_from(at).unwrap_or(i64::MAX),
        kind: visit.kind.code(),
        institution_code: visit.institution_code.to_owned(),
        institution_name: visit.institution.to_owned(),
        days: i16::try_from(visit.days).unwrap_or(i16::MAX),
        content: serde_json::to_string(&content).map_err(anyhow::Error::from)?,
        answer_key: None,
    })
}
