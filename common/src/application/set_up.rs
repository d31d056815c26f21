//! 設定日程調整: when somebody comes to set up the devices of an institution, and what became of each of them.

use super::{
    ApplicationDetail, ApplicationPath, OwnApplication, State, Ticket,
    form::{ApplicationForm, DeviceKind, LINE_MAX, NOTE_MAX},
};
use crate::{CivilDate, check::Checker, error::ApiError, japanese::fold_code};

/// Most times that are offered at once.
pub const TIMES_MAX: usize = 10;

/// Most devices whose results are kept.
pub const RESULTS_MAX: usize = 500;

/// Minutes of a day.
const DAY_MINUTES: i16 = 24 * 60;

wire! {
    /// A time, as typed.
    #[derive(Default)]
    pub struct TimeTyped {
        /// The day.
        pub day: String,
        /// From when, as `9:00`.
        pub from: String,
        /// Until when.
        pub to: String,
    }

    /// A time that is offered.
    #[derive(Copy)]
    pub struct SetUpTime {
        /// Which.
        pub id: i64,
        /// The day.
        pub day: CivilDate,
        /// From when, in minutes since midnight.
        pub from: i16,
        /// Until when.
        pub to: i16,
        /// The applicant has picked it.
        pub picked: bool,
    }

    /// What became of a device.
    #[derive(Copy, Eq)]
    pub enum DeviceResult {
        /// 完了.
        Done,
        /// できなかった: the note says why.
        Failed,
        /// 取りやめ: not used after all.
        Dropped,
    }

    /// A device, as typed.
    #[derive(Eq)]
    pub struct Device {
        /// Kind.
        pub kind: DeviceKind,
        /// Name by which it is known there.
        pub name: String,
        /// Name or number of the certificate on it.
        pub certificate: String,
        /// What became of it; none where nothing has yet.
        pub result: Option<DeviceResult>,
        /// When.
        pub done_on: String,
        /// Why not, or the like.
        pub note: String,
    }

    /// Where the set-up stands.
    pub struct SetUp {
        /// Times that are offered, in their order.
        pub times: Vec<SetUpTime>,
        /// The devices: as they were applied for, until their results are kept.
        pub devices: Vec<Device>,
        /// Their results are kept.
        pub kept: bool,
    }

    /// Where the set-up stands, for a line of the queue.
    #[derive(Copy)]
    pub struct SetUpStand {
        /// The day that was picked.
        pub picked: Option<CivilDate>,
        /// The applicant said that no time fits.
        pub declined: bool,
        /// Devices that have their result.
        pub done: i64,
        /// Devices.
        pub devices: i64,
    }

    /// Offers times, in place of those that were offered before. One that was picked stays so if it is offered again.
    pub struct OfferRequest {
        /// The version that was looked at.
        pub version: i64,
        /// The times.
        pub times: Vec<TimeTyped>,
        /// For the applicant: who comes, what to have ready.
        #[serde(default)]
        pub note: String,
    }

    /// Keeps what became of the devices.
    pub struct DevicesRequest {
        /// The version that was looked at.
        pub version: i64,
        /// All of them.
        pub devices: Vec<Device>,
    }

    /// The applicant's answer to the times.
    pub struct TimesAnswer {
        /// Whose application.
        pub ticket: Ticket,
        /// The version that was looked at.
        pub version: i64,
        /// The time that is picked; none where none fits, and then the note says so.
        #[serde(default)]
        pub time: Option<i64>,
        /// In words.
        #[serde(default)]
        pub note: String,
    }
}

/// A time in which nothing is wrong: day, from, until.
pub type CheckedTime = (CivilDate, i16, i16);

/// A device in which nothing is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedDevice {
    /// Kind.
    pub kind: DeviceKind,
    /// Name.
    pub name: String,
    /// Certificate.
    pub certificate: String,
    /// Result.
    pub result: Option<DeviceResult>,
    /// When; there with each result.
    pub done_on: Option<CivilDate>,
    /// Note; there where it failed.
    pub note: String,
}

impl DeviceResult {
    /// All results.
    pub const ALL: [Self; 3] = [Self::Done, Self::Failed, Self::Dropped];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// The result of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Done => "完了",
            Self::Failed => "できなかった",
            Self::Dropped => "取りやめ",
        }
    }
}

impl Device {
    /// The devices that were applied for, each once.
    pub fn of_form(form: &ApplicationForm) -> Vec<Self> {
        let of_line = form
            .devices
            .iter()
            .flat_map(|line| std::iter::repeat_n(line.kind, usize::from(line.count)));
        let device = |kind| Self {
            kind,
            name: String::new(),
            certificate: String::new(),
            result: None,
            done_on: String::new(),
            note: String::new(),
        };
        of_line.take(RESULTS_MAX).map(device).collect()
    }

    fn read(&self, checker: &mut Checker, at: usize, today: CivilDate) -> CheckedDevice {
        let field = |name: &str| format!("devices.{at}.{name}");
        let name = checker.line(&field("name"), &self.name, LINE_MAX);
        let note = checker.line(&field("note"), &self.note, LINE_MAX);
        if self.result == Some(DeviceResult::Done) && self.name.trim().is_empty() {
            checker.refuse(&field("name"), "機器の名前を入力してください。");
        }
        if self.result == Some(DeviceResult::Failed) && self.note.trim().is_empty() {
            checker.refuse(&field("note"), "できなかった理由と、このあとどうするかを入力してください。");
        }
        let done_on = self.result.and_then(|_| checker.past_day(&field("done_on"), &self.done_on, today));
        CheckedDevice {
            kind: self.kind,
            name,
            certificate: checker.line(&field("certificate"), &self.certificate, LINE_MAX),
            result: self.result,
            done_on,
            note,
        }
    }
}

impl OfferRequest {
    /// The times in their order, and the note.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, today: CivilDate) -> Result<(Vec<CheckedTime>, String), ApiError> {
        let mut checker = Checker::default();
        if self.times.is_empty() || self.times.len() > TIMES_MAX {
            checker.refuse("times", format!("日時を1つから{TIMES_MAX}まで入力してください。"));
        }
        let mut times = Vec::new();
        for (at, typed) in self.times.iter().enumerate().take(TIMES_MAX) {
            let day = checker.coming_day(&format!("times.{at}.day"), &typed.day, today);
            let [from, to] = [("from", &typed.from), ("to", &typed.to)].map(|(name, typed)| {
                let minute = minute_of(typed);
                if minute.is_none() {
                    checker.refuse(&format!("times.{at}.{name}"), "時刻を 9:00 のように入力してください。");
                }
                minute
            });
            if let (Some(day), Some(from), Some(to)) = (day, from, to) {
                if from >= to {
                    checker.refuse(&format!("times.{at}.to"), "終わりは始まりより後の時刻にしてください。");
                }
                times.push((day, from, to));
            }
        }
        times.sort_unstable();
        times.dedup();
        let note = checker.text("note", &self.note, NOTE_MAX);
        checker.finish(Some((times, note)))
    }
}

impl DevicesRequest {
    /// The devices.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn check(&self, today: CivilDate) -> Result<Vec<CheckedDevice>, ApiError> {
        let mut checker = Checker::default();
        if self.devices.is_empty() || self.devices.len() > RESULTS_MAX {
            checker.refuse("devices", format!("機器は1台から{RESULTS_MAX}台までにしてください。"));
            return checker.finish(None);
        }
        let devices = self.devices.iter().enumerate();
        let checked = devices.map(|(at, device)| device.read(&mut checker, at, today)).collect();
        checker.finish(Some(checked))
    }
}

impl TimesAnswer {
    /// What is said.
    ///
    /// # Errors
    /// Where no time is picked and nothing is said either.
    pub fn check(&self) -> Result<String, ApiError> {
        let mut checker = Checker::default();
        let note = checker.text("note", &self.note, NOTE_MAX);
        if self.time.is_none() && self.note.trim().is_empty() {
            checker.refuse("note", "合う日時がないときは、ご都合のよい日や時間帯を入力してください。");
        }
        checker.finish(Some(note))
    }
}

impl SetUpTime {
    /// From when until when, as `9:00〜10:30`.
    pub fn hours(&self) -> String {
        let clock = |minute: i16| format!("{}:{:02}", minute / 60, minute % 60);
        format!("{}〜{}", clock(self.from), clock(self.to))
    }
}

impl SetUpStand {
    /// What is waited for.
    pub fn words(&self, state: State) -> String {
        let devices = match self.devices {
            0 => String::new(),
            all => format!("・機器 {}/{all}台", self.done),
        };
        let waits = match (state, self.picked, self.declined) {
            (State::Approved, ..) => "日程の提示待ち".to_owned(),
            (State::Scheduling, Some(day), _) => format!("{}月{}日に設定", day.month(), day.day()),
            (State::Scheduling, None, true) => "別の日程の提示待ち".to_owned(),
            (State::Scheduling, None, false) => "申請者の返事待ち".to_owned(),
            _ => return String::new(),
        };
        waits + &devices
    }
}

/// The minute of a time of day as typed: `9:00`, `09:00`, in any width.
fn minute_of(typed: &str) -> Option<i16> {
    if typed.chars().nth(10).is_some() {
        return None;
    }
    let folded = fold_code(typed).replace('：', ":");
    let (hour, minute) = folded.split_once(':')?;
    let number = |text: &str| text.parse::<i16>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let (hour, minute) = (number(hour)?, number(minute).filter(|minute| *minute < 60)?);
    (hour <= 24).then(|| hour * 60 + minute).filter(|minute| *minute <= DAY_MINUTES)
}

endpoint!(
    /// 日程を提示する.
    OfferSetUpTimes = Put "/api/office/applications/{application}/set-up/times", Office, path: ApplicationPath, body: OfferRequest => ApplicationDetail
);
endpoint!(
    /// Keeps what became of each device.
    RecordDevices = Put "/api/office/applications/{application}/set-up/devices", Office, path: ApplicationPath, body: DevicesRequest => ApplicationDetail
);
endpoint!(
    /// The applicant picks a time, or says that none fits.
    AnswerSetUpTimes = Post "/api/applications/set-up", Public, body: TimesAnswer => OwnApplication
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::form::DeviceLine;

    fn today() -> CivilDate {
        CivilDate::new(2026, 11, 24).unwrap()
    }

    fn offer(times: &[(&str, &str, &str)]) -> Result<Vec<CheckedTime>, Vec<String>> {
        let typed = |(day, from, to): &(&str, &str, &str)| TimeTyped {
            day: (*day).to_owned(),
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        };
        let request = OfferRequest {
            version: 1,
            times: times.iter().map(typed).collect(),
            note: String::new(),
        };
        let fields = |error: ApiError| error.fields.into_iter().map(|field| field.field).collect();
        request.check(today()).map(|(times, _)| times).map_err(fields)
    }

    #[test]
    fn times_are_read_as_they_are_typed() {
        let day = |day| CivilDate::new(2026, 12, day).unwrap();
        let times = offer(&[
            ("2026/12/4", "１３：００", "14:30"),
            ("2026-12-03", "9:00", "10:00"),
            ("R8.12.3", "09:00", "10:00"),
        ]);
        assert_eq!(times, Ok(vec![(day(3), 540, 600), (day(4), 780, 870)]));
        assert_eq!(offer(&[]), Err(vec!["times".to_owned()]));
        assert_eq!(offer(&[("2026/12/3", "9:00", "10:00"); 11]), Err(vec!["times".to_owned()]));
        for (wrong, field) in [
            (("2026/11/23", "9:00", "10:00"), "times.0.day"),
            (("", "9:00", "10:00"), "times.0.day"),
            (("2026/12/3", "25:00", "10:00"), "times.0.from"),
            (("2026/12/3", "9", "10:00"), "times.0.from"),
            (("2026/12/3", "9:60", "10:00"), "times.0.from"),
            (("2026/12/3", "-9:00", "10:00"), "times.0.from"),
            (("2026/12/3", "9:00", "24:01"), "times.0.to"),
            (("2026/12/3", "9:00", "9:00"), "times.0.to"),
            (("2026/12/3", "9:00", &"1".repeat(1000)), "times.0.to"),
        ] {
            assert_eq!(offer(&[wrong]), Err(vec![field.to_owned()]), "{wrong:?}");
        }
    }

    #[test]
    fn a_result_says_what_belongs_to_it() {
        let form = ApplicationForm {
            devices: vec![
                DeviceLine {
                    kind: DeviceKind::Windows,
                    count: 2,
                    network: String::new(),
                },
                DeviceLine {
                    kind: DeviceKind::Ipad,
                    count: 500,
                    network: String::new(),
                },
            ],
            ..ApplicationForm::default()
        };
        let devices = Device::of_form(&form);
        assert_eq!(devices.len(), RESULTS_MAX);
        assert_eq!([devices[1].kind, devices[2].kind], [DeviceKind::Windows, DeviceKind::Ipad]);
        let with = |change: fn(&mut Device)| {
            let mut request = DevicesRequest {
                version: 1,
                devices: devices[..2].to_vec(),
            };
            change(&mut request.devices[1]);
            let checked = request.check(today());
            checked.map_err(|error| error.fields.into_iter().map(|field| field.field).collect::<Vec<_>>())
        };
        assert!(with(|_| {}).is_ok_and(|devices| devices.iter().all(|device| device.result.is_none())));
        assert_eq!(
            with(|device| device.result = Some(DeviceResult::Done)),
            Err(vec!["devices.1.name".to_owned(), "devices.1.done_on".to_owned()])
        );
        assert_eq!(
            with(|device| {
                device.result = Some(DeviceResult::Failed);
                device.done_on = "2026/11/24".to_owned();
            }),
            Err(vec!["devices.1.note".to_owned()])
        );
        let done = with(|device| {
            device.result = Some(DeviceResult::Done);
            device.name = "受付".to_owned();
            device.done_on = "2026/11/24".to_owned();
        });
        assert_eq!(done.unwrap()[1].done_on, Some(today()));
    }
}
