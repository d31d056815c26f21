//! Dates and moments as people in Japan read them. Stored is UTC, shown is Asia/Tokyo, which has
//! no summer time.

use js_sys::Date;
pub use tobiume_common::japanese::wareki::both_calendars;
use tobiume_common::{CivilDate, YearMonth};
use wasm_bindgen::JsValue;

const TOKYO_MS: f64 = 9.0 * 3_600_000.0;
const DAY_MS: f64 = 86_400_000.0;

/// A moment's date and time of day in Tokyo.
struct Moment {
    date: CivilDate,
    hour: u32,
    minute: u32,
}

impl Moment {
    fn stamp(&self) -> String {
        format!("{} {:02}:{:02}", self.date, self.hour, self.minute)
    }
}

fn in_tokyo(ms: f64) -> Option<Moment> {
    let shifted = Date::new(&JsValue::from_f64(ms + TOKYO_MS));
    let year = i16::try_from(shifted.get_utc_full_year()).ok()?;
    let month = u8::try_from(shifted.get_utc_month() + 1).ok()?;
    let day = u8::try_from(shifted.get_utc_date()).ok()?;
    Some(Moment {
        date: CivilDate::new(year, month, day)?,
        hour: shifted.get_utc_hours(),
        minute: shifted.get_utc_minutes(),
    })
}

/// Today in Tokyo; none when the device's clock is far from any real date.
pub fn today() -> Option<CivilDate> {
    in_tokyo(Date::now()).map(|moment| moment.date)
}

/// Milliseconds of the device's clock.
pub fn now_ms() -> f64 {
    Date::now()
}

/// The moment of printing, as `2026-11-22 10:05`.
pub fn now_text() -> String {
    in_tokyo(Date::now()).map_or_else(String::new, |now| now.stamp())
}

/// An RFC 3339 moment in words: 今日 02:41, 昨日 18:22, 11月20日 9:00, 2025年11月20日 9:00.
pub fn moment(rfc3339: &str) -> String {
    let now = Date::now();
    let Some(then) = in_tokyo(Date::parse(rfc3339)) else {
        return rfc3339.to_owned();
    };
    let is_day = |ms: f64| in_tokyo(ms).is_some_and(|other| other.date == then.date);
    let day = if is_day(now) {
        "今日".to_owned()
    } else if is_day(now - DAY_MS) {
        "昨日".to_owned()
    } else if in_tokyo(now).is_some_and(|today| today.date.year() == then.date.year()) {
        format!("{}月{}日", then.date.month(), then.date.day())
    } else {
        format!("{}年{}月{}日", then.date.year(), then.date.month(), then.date.day())
    };
    format!("{day} {}:{:02}", then.hour, then.minute)
}

/// How many whole days ago an RFC 3339 moment was; none where that cannot be said.
pub fn days_since(rfc3339: &str) -> Option<u32> {
    let passed = (Date::now() - Date::parse(rfc3339)) / DAY_MS;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates, and a clock that is behind says 0"
    )]
    passed.is_finite().then_some(passed as u32)
}

/// How long ago an RFC 3339 moment was, in words: 5分前, 3時間前, 3日前.
pub fn ago(rfc3339: &str) -> String {
    const MINUTE_MS: f64 = 60_000.0;
    let passed = Date::now() - Date::parse(rfc3339);
    let count = |unit: f64| (passed / unit).floor();
    match passed {
        passed if passed.is_nan() => String::new(),
        passed if passed < MINUTE_MS => "たった今".to_owned(),
        passed if passed < 60.0 * MINUTE_MS => format!("{}分前", count(MINUTE_MS)),
        passed if passed < DAY_MS => format!("{}時間前", count(60.0 * MINUTE_MS)),
        _ => format!("{}日前", count(DAY_MS)),
    }
}

/// The time of day of an RFC 3339 moment, as `10:05`.
pub fn time_of_day(rfc3339: &str) -> String {
    in_tokyo(Date::parse(rfc3339)).map_or_else(|| rfc3339.to_owned(), |then| format!("{}:{:02}", then.hour, then.minute))
}

/// An RFC 3339 moment as a record states it: `2026-11-22 10:05`.
pub fn stamp(rfc3339: &str) -> String {
    in_tokyo(Date::parse(rfc3339)).map_or_else(|| rfc3339.to_owned(), |then| then.stamp())
}

/// Age in words; empty when today is unknown.
pub fn age(birth_date: CivilDate) -> String {
    today().map_or_else(String::new, |today| format!("{}歳", birth_date.age_on(today)))
}

/// A month, as `2026年8月`.
pub fn month(month: YearMonth) -> String {
    format!("{}年{}月", month.year(), month.month())
}
