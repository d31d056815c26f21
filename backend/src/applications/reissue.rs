//! 参加承認書 once more: whoever lost the letter, or let its fourteen days pass, gets a new password on a new one.

use diesel::prelude::*;
use tobiume_common::{
    ApiError, ErrorCode,
    application::{ApplicationPath, ReissueLetters},
    ids::UserId,
    institutions::Profession,
};

use super::{
    letters::{self, Addressee, InitialPassword, Letter, Letters},
    turn,
};
use crate::{
    api::{AppError, AppResult, Call, Later},
    app::App,
    audit::{self, Action, Event},
    db::{
        Conn,
        schema::{institutions, users},
    },
};

/// A user who gets a new letter.
#[derive(Queryable, Selectable, Clone, PartialEq)]
#[diesel(table_name = users)]
struct Reader {
    id: i64,
    login_id: String,
    name: String,
    profession: String,
    must_change_password: bool,
}

/// New letters for one user, or for all of an application's institution who have not chosen a password yet: of those who have, nobody is
/// thrown out by a click that was meant for the others.
pub fn reissue_letters(call: &mut Call<'_, ReissueLetters>) -> AppResult<Later<ReissueLetters>> {
    let user = call.user()?;
    let ApplicationPath { application } = call.path;
    let row = super::queue::find(call.conn, application)?;
    let Some(institution) = row.institution_id else {
        return Err(conflict("承認がまだのため、参加承認書はありません。先に承認してください。").into());
    };
    let asked = call.body.user;
    let readers = readers(call.conn, institution, asked)?;
    if readers.is_empty() {
        return Err(match asked {
            Some(_) => ErrorCode::NotFound.into(),
            None => conflict("全員がパスワードの変更を済ませています。再発行が要る方だけを選んでください。").into(),
        });
    }
    let now = call.app.clock.timestamp();
    let events = readers.iter().map(|reader| {
        let mut event = Event::new(Action::ResetPassword, now, call.client);
        event.by(&user).detail(reader.id.to_string());
        event
    });
    let events: Vec<Event> = events.collect();
    let to = addressee(call.conn, institution)?;
    let app = call.app.clone();
    Ok(Later::file(async move {
        let passwords = letters::initial_passwords(&app, readers.len()).await?;
        let pdf = Letters::new(&app, to, letters_to(&readers, &passwords)?).typeset(&app).await?;
        let write = move |app: &App, conn: &mut Conn| {
            app.db.write(conn, |conn| -> AppResult<()> {
                if self::readers(conn, institution, asked)? != readers {
                    return Err(turn::overtaken().into());
                }
                for (reader, password) in readers.iter().zip(&passwords) {
                    letters::give(conn, UserId(reader.id), &reader.login_id, password, now)?;
                }
                for event in &events {
                    audit::insert(&app.db, conn, event)?;
                }
                Ok(())
            })
        };
        app.with_connection(write).await?;
        Ok(pdf)
    }))
}

fn readers(conn: &mut Conn, institution: i64, asked: Option<UserId>) -> QueryResult<Vec<Reader>> {
    let all: Vec<Reader> = users::table
        .filter(users::institution_id.eq(institution))
        .filter(users::disabled_at.is_null())
        .order(users::login_id)
        .select(Reader::as_select())
        .load(conn)?;
    let gets_one = |reader: &Reader| asked.map_or(reader.must_change_password, |asked| asked.0 == reader.id);
    Ok(all.into_iter().filter(gets_one).collect())
}

fn letters_to(readers: &[Reader], passwords: &[InitialPassword]) -> AppResult<Vec<Letter>> {
    let letter = |(reader, password): (&Reader, &InitialPassword)| {
        let profession = Profession::from_code(&reader.profession)
            .ok_or_else(|| AppError::Internal(anyhow::anyhow!("a user with the unknown profession {}", reader.profession)))?;
        Ok(Letter {
            name: reader.name.clone(),
            profession: profession.label(),
            login_id: reader.login_id.clone(),
            password: password.plain.clone(),
        })
    };
    readers.iter().zip(passwords).map(letter).collect()
}

fn addressee(conn: &mut Conn, institution: i64) -> QueryResult<Addressee> {
    let (institution, postal_code, address) = institutions::table
        .find(institution)
        .select((institutions::name, institutions::postal_code, institutions::address))
        .first(conn)?;
    Ok(Addressee {
        institution,
        postal_code,
        address,
    })
}

fn conflict(message: &str) -> ApiError {
    ApiError {
        message: message.to_owned(),
        ..ApiError::new(ErrorCode::Conflict)
    }
}
