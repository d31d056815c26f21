//! An application in words: the same on the screen, on the office's and on paper.

use super::form::{ApplicationForm, DeviceLine, System, UserLine};

/// What stands in a part of the form, line by line: what was asked, and what was answered.
pub type Lines = Vec<(&'static str, String)>;

/// 施設.
pub fn institution(form: &ApplicationForm) -> Lines {
    let institution = &form.institution;
    let level = match institution.emergency_level {
        Some(2) => "二次救急",
        Some(3) => "三次救急",
        _ => "",
    };
    vec![
        ("施設の種別", institution.kind.map_or("", |kind| kind.label()).to_owned()),
        ("施設名", institution.name.clone()),
        ("カナ", institution.kana.clone()),
        ("コード", institution.code.clone()),
        ("郵便番号", institution.postal_code.clone()),
        ("住所", institution.address.clone()),
        ("電話番号", institution.phone.clone()),
        ("FAX番号", institution.fax.clone()),
        ("メールアドレス", institution.email.clone()),
        ("郡市区医師会", institution.association.clone()),
        ("救急告示", level.to_owned()),
        ("電子カルテ", institution.chart_product.clone()),
    ]
}

/// 利用するシステム・機器.
pub fn systems(form: &ApplicationForm) -> Lines {
    let systems: Vec<_> = System::ALL
        .into_iter()
        .filter(|system| form.systems.contains(system))
        .map(System::label)
        .collect();
    let devices: Vec<_> = form.devices.iter().filter(|line| line.count > 0).map(device).collect();
    vec![("利用するシステム", systems.join("\n")), ("機器", devices.join("\n"))]
}

fn device(device: &DeviceLine) -> String {
    match device.network.trim() {
        "" => format!("{} {}台", device.kind.label(), device.count),
        network => format!("{} {}台（{network}）", device.kind.label(), device.count),
    }
}

/// 設定の希望日・連絡事項.
pub fn wishes(form: &ApplicationForm) -> Lines {
    let days: Vec<_> = form.visit_days.iter().map(|day| day.trim()).filter(|day| !day.is_empty()).collect();
    vec![("設定の希望日", days.join("\n")), ("連絡事項", form.note.clone())]
}

/// 職種 and whether one administers.
pub fn role(user: &UserLine) -> String {
    let profession = user.profession.map_or("職種なし", |profession| profession.label());
    let mark = if user.is_administrator { "・管理者" } else { "" };
    format!("{profession}{mark}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{application::form::DeviceKind, institutions::Profession};

    #[test]
    fn what_is_used_is_said_and_nothing_else() {
        let line = |kind, count, network: &str| DeviceLine {
            kind,
            count,
            network: network.to_owned(),
        };
        let form = ApplicationForm {
            systems: vec![System::Backup, System::EmergencyCare],
            devices: vec![
                line(DeviceKind::Windows, 2, "院内LAN"),
                line(DeviceKind::Mac, 0, ""),
                line(DeviceKind::Ipad, 1, " "),
            ],
            visit_days: vec!["2026-12-01".to_owned(), " ".to_owned()],
            ..ApplicationForm::default()
        };
        assert_eq!(
            systems(&form),
            [
                ("利用するシステム", "救急医療支援\n災害時バックアップ".to_owned()),
                ("機器", "Windows 2台（院内LAN）\niPad 1台".to_owned())
            ]
        );
        assert_eq!(wishes(&form)[0].1, "2026-12-01");
        let user = UserLine {
            profession: Some(Profession::Doctor),
            is_administrator: true,
            ..UserLine::default()
        };
        assert_eq!(
            (role(&user), role(&UserLine::default())),
            ("医師・管理者".to_owned(), "職種なし".to_owned())
        );
    }
}
