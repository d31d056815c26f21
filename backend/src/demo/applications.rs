//! Applications of the demo network: some in each state, each plainly marked as a sample (見本).
//!
//! Apart from [`fill`](super::fill): tests begin with an empty queue.

use anyhow::Context;
use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use tobiume_common::{
    application::{
        ApplicationForm, State, Step,
        form::{DeviceKind, DeviceLine, InstitutionForm, System, UserLine},
    },
    check_digit::with_modulus10,
    ids::{ApplicationId, UserId},
    institutions::{InstitutionKind, Profession},
};

use crate::{
    api::{AppError, AppResult, loggable},
    app::Clock,
    applications::model::{self, Stored},
    db::{
        Conn, Db,
        schema::{applications, institutions, set_up_devices, set_up_times, users},
    },
};

/// How many there are in each state, and what led to it.
const STATES: [(State, usize, &[Step]); 9] = [
    (State::Submitted, 14, &[Step::Submit]),
    (State::InReview, 6, &[Step::Submit, Step::TakeUp]),
    (State::SentBack, 4, &[Step::Submit, Step::TakeUp, Step::SendBack]),
    (State::Approved, 3, &[Step::Submit, Step::TakeUp, Step::Approve]),
    (State::Scheduling, 4, &[Step::Submit, Step::TakeUp, Step::Approve, Step::OfferDates]),
    (
        State::SetUp,
        3,
        &[Step::Submit, Step::TakeUp, Step::Approve, Step::OfferDates, Step::FinishSetUp],
    ),
    (
        State::InUse,
        2,
        &[
            Step::Submit,
            Step::TakeUp,
            Step::Approve,
            Step::OfferDates,
            Step::FinishSetUp,
            Step::Begin,
        ],
    ),
    (State::Rejected, 2, &[Step::Submit, Step::TakeUp, Step::Reject]),
    (State::Retracted, 2, &[Step::Submit, Step::Retract]),
];

const NAMES: [(&str, &str); 10] = [
    ("あおば内科", "アオバナイカ"),
    ("みなと整形外科", "ミナトセイケイゲカ"),
    ("こもれび小児科", "コモレビショウニカ"),
    ("かえで眼科", "カエデガンカ"),
    ("すずらん皮膚科", "スズランヒフカ"),
    ("やまびこ耳鼻科", "ヤマビコジビカ"),
    ("ひだまり在宅クリニック", "ヒダマリザイタククリニック"),
    ("つくし循環器内科", "ツクシジュンカンキナイカ"),
    ("なぎさ胃腸科", "ナギサイチョウカ"),
    ("ほたる脳神経外科", "ホタルノウシンケイゲカ"),
];

/// Whether there are applications already.
///
/// # Errors
/// Those of the database.
pub fn has_applications(db: &Db) -> anyhow::Result<bool> {
    let conn = &mut *db.connection()?;
    let count: i64 = applications::table.count().get_result(conn)?;
    Ok(count > 0)
}

/// Adds them to the demo network, all or nothing.
///
/// # Errors
/// Those of the database.
pub fn fill_applications(db: &Db, clock: &Clock) -> anyhow::Result<()> {
    let now = clock.timestamp();
    let conn = &mut *db.connection()?;
    let clerk: i64 = users::table
        .filter(users::login_id.eq("001@office.fukuoka"))
        .select(users::id)
        .first(conn)
        .context("the demo network's office")?;
    let filled = db.write(conn, |conn| -> AppResult<()> {
        let mut number = 0;
        for (state, count, steps) in STATES {
            for at in 0..count {
                // Those that wait came one after the other, the first a week and a half ago.
                let age = Duration::hours(5 + 17 * i64::try_from(count - at).unwrap_or_default()) + Duration::days(steps.len() as i64 - 1);
                let filling = Filling {
                    number,
                    sent_at: now - age,
                    clerk: UserId(clerk),
                };
                filling.add(conn, state, steps)?;
                number += 1;
            }
        }
        Ok(())
    });
    filled.map_err(|error| match error {
        AppError::Api(error) => anyhow::anyhow!(error.message),
        AppError::Internal(cause) => anyhow::anyhow!(loggable(&cause)),
    })
}

struct Filling {
    number: usize,
    sent_at: NaiveDateTime,
    clerk: UserId,
}

impl Filling {
    fn add(&self, conn: &mut Conn, state: State, steps: &[Step]) -> AppResult<()> {
        let form = self.form();
        // No code has this hash: nobody continues a sample.
        let id = model::insert(conn, &Stored::of(&form)?, &[0], "demo", self.sent_at)?;
        let mut at = self.sent_at;
        for step in steps {
            let by_office = !matches!(step, Step::Submit | Step::Retract | Step::Begin);
            let note = match step {
                Step::SendBack => "FAX番号と、使う機器の台数をもう少し詳しくお書きください。",
                Step::Reject => "同じ施設からの別の申請を受け付けているため、こちらの申請は却下しました。",
                _ => "",
            };
            model::add_event(conn, id, *step, by_office.then_some(self.clerk), note, at)?;
            at += Duration::hours(3);
        }
        let has_clerk = steps.contains(&Step::TakeUp);
        let institution = if steps.contains(&Step::Approve) {
            Some(self.institution(conn, &form, state)?)
        } else {
            None
        };
        diesel::update(applications::table.find(id.0))
            .set((
                applications::state.eq(state.code()),
                applications::version.eq(1 + steps.len() as i64),
                applications::sent_at.eq(Some(self.sent_at)),
                applications::clerk_id.eq(has_clerk.then_some(self.clerk.0)),
                applications::institution_id.eq(institution),
            ))
            .execute(conn)?;
        Ok(self.set_up(conn, id, state)?)
    }

    /// Times where they are talked about, and results where the set-up is finished.
    fn set_up(&self, conn: &mut Conn, id: ApplicationId, state: State) -> QueryResult<()> {
        if state == State::Scheduling {
            for days in [20, 21] {
                diesel::insert_into(set_up_times::table)
                    .values((
                        set_up_times::application_id.eq(id.0),
                        set_up_times::day.eq((self.sent_at + Duration::days(days)).date()),
                        set_up_times::from_minute.eq(13_i16 * 60),
                        set_up_times::to_minute.eq(15_i16 * 60),
                        // Every second one is settled.
                        set_up_times::picked.eq(days == 20 && self.number.is_multiple_of(2)),
                    ))
                    .execute(conn)?;
            }
        }
        if matches!(state, State::SetUp | State::InUse) {
            for (at, kind) in [DeviceKind::Windows, DeviceKind::Windows, DeviceKind::Ipad].into_iter().enumerate() {
                diesel::insert_into(set_up_devices::table)
                    .values((
                        set_up_devices::application_id.eq(id.0),
                        set_up_devices::kind.eq(kind.code()),
                        set_up_devices::name.eq(format!("見本の機器{}", at + 1)),
                        set_up_devices::certificate.eq(format!("MIHON-{:04}-{}", self.number, at + 1)),
                        set_up_devices::result.eq(Some("done")),
                        set_up_devices::done_on.eq(Some((self.sent_at + Duration::days(1)).date())),
                        set_up_devices::note.eq(""),
                    ))
                    .execute(conn)?;
            }
        }
        Ok(())
    }

    fn form(&self) -> ApplicationForm {
        let (name, kana) = NAMES[self.number % NAMES.len()];
        let round = self.number / NAMES.len() + 1;
        // Two of the first wait with the same code: the office is told.
        let code = if self.number == 3 { 1 } else { self.number };
        let digits = with_modulus10(&format!("{:06}", 990_100 + code)).unwrap_or_default();
        let user = |name: &str, kana: &str, profession, is_administrator| UserLine {
            name: name.to_owned(),
            kana: kana.to_owned(),
            profession: Some(profession),
            is_administrator,
        };
        ApplicationForm {
            institution: InstitutionForm {
                name: format!("【見本】{name}{round}号"),
                kana: kana.to_owned(),
                kind: Some(InstitutionKind::Clinic),
                code: format!("401{digits}"),
                postal_code: "802-0001".to_owned(),
                address: format!("福岡県北九州市小倉北区浅野0丁目{}番", self.number + 1),
                city_code: "40100".to_owned(),
                phone: format!("093-000-{:04}", self.number + 1),
                email: format!("mihon{}@example.jp", self.number + 1),
                association: if self.number % 9 == 4 {
                    "見本市医師会"
                } else {
                    "北九州市医師会"
                }
                .to_owned(),
                ..InstitutionForm::default()
            },
            systems: vec![System::EmergencyCare, System::Collaboration],
            devices: vec![
                DeviceLine {
                    kind: DeviceKind::Windows,
                    count: 2,
                    network: "院内LAN".to_owned(),
                },
                DeviceLine {
                    kind: DeviceKind::Ipad,
                    count: 1,
                    network: "携帯電話回線".to_owned(),
                },
            ],
            users: vec![
                user("見本 一郎", "ミホン イチロウ", Profession::Doctor, true),
                user("見本 花子", "ミホン ハナコ", Profession::Nurse, false),
                user("見本 次郎", "ミホン ジロウ", Profession::Clerk, false),
            ],
            note: "見本のデータです。設定は午後にお願いします。".to_owned(),
            agrees: true,
            ..ApplicationForm::default()
        }
    }

    /// What an approval made. Nobody signs in: no password has these hashes.
    fn institution(&self, conn: &mut Conn, form: &ApplicationForm, state: State) -> QueryResult<i64> {
        let institution: i64 = diesel::insert_into(institutions::table)
            .values((
                institutions::code.eq(&form.institution.code),
                institutions::name.eq(&form.institution.name),
                institutions::kana.eq(&form.institution.kana),
                institutions::kind.eq(InstitutionKind::Clinic.code()),
                institutions::city_code.eq(&form.institution.city_code),
                institutions::postal_code.eq(&form.institution.postal_code),
                institutions::address.eq(&form.institution.address),
                institutions::phone.eq(&form.institution.phone),
                institutions::joined_on.eq(Some(self.sent_at.date())),
            ))
            .returning(institutions::id)
            .get_result(conn)?;
        for (at, user) in form.users.iter().enumerate() {
            let waits = state != State::InUse;
            diesel::insert_into(users::table)
                .values((
                    users::login_id.eq(format!("{:03}@{}.fukuoka", at + 1, form.institution.code)),
                    users::institution_id.eq(institution),
                    users::name.eq(&user.name),
                    users::kana.eq(&user.kana),
                    users::profession.eq(user.profession.map_or("", Profession::code)),
                    users::password_hash.eq("-"),
                    users::is_administrator.eq(user.is_administrator),
                    users::must_change_password.eq(waits),
                    users::initial_until.eq(waits.then(|| self.sent_at + Duration::days(20))),
                ))
                .execute(conn)?;
        }
        Ok(institution)
    }
}
