//! Users as they are pasted from Excel or a CSV file.
//!
//! Lines of cells between tabs or commas, quoted where they hold such a sign or a line break. A first line that names its columns may have
//! them in any order; without one they are 氏名, カナ, 職種, 管理者. Merged cells arrive as empty ones.

use super::form::{NAME_MAX, USERS_MAX, UserLine};
use crate::{check::single_spaced, institutions::Profession, japanese::to_katakana};

/// Longest text that is read, in bytes: 200 lines are far from it.
pub const PASTE_MAX: usize = 200_000;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pasted {
    /// Those that can be taken over.
    pub users: Vec<UserLine>,
    /// What was not understood or not taken, a sentence for each.
    pub problems: Vec<String>,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Kana,
    Profession,
    Administrator,
}

/// The columns where no line names them.
const USUAL: [Option<Column>; 4] = [
    Some(Column::Name),
    Some(Column::Kana),
    Some(Column::Profession),
    Some(Column::Administrator),
];

/// Reads users. Whatever the text is, there is an answer.
pub fn read_users(text: &str) -> Pasted {
    if text.len() > PASTE_MAX {
        return refused("文字が多すぎます。利用者の行だけを貼り付けてください。".to_owned());
    }
    let mut rows = rows(text);
    rows.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    let header = rows.first().and_then(|(_, cells)| header(cells));
    let columns = header.as_deref().unwrap_or(&USUAL);
    let mut pasted = Pasted::default();
    for (line, cells) in rows.iter().skip(usize::from(header.is_some())) {
        read_line(*line, columns, cells, &mut pasted);
    }
    let count = pasted.users.len();
    if count > USERS_MAX {
        return refused(format!(
            "{count}人分あります。利用者は一度に{USERS_MAX}人までです。残りは、承認のあとに追加を申請してください。"
        ));
    }
    if pasted == Pasted::default() {
        return refused("利用者が見つかりません。氏名・カナ・職種・管理者の順に並んだ表を貼り付けてください。".to_owned());
    }
    pasted
}

fn refused(problem: String) -> Pasted {
    Pasted {
        users: Vec::new(),
        problems: vec![problem],
    }
}

/// The cells of each line, with the number of the line where it begins.
fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = if text.contains('\t') { '\t' } else { ',' };
    let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut was_quoted, mut line, mut begins) = (false, false, 1, 1);
    let mut rest = text.chars().peekable();
    while let Some(ch) = rest.next() {
        let ends_line = ch == '\n' || ch == '\r' && rest.peek() != Some(&'\n');
        line += usize::from(ends_line);
        match ch {
            '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() && !was_quoted => (quoted, was_quoted) = (true, true),
            _ if quoted => cell.push(ch),
            _ if ch == separator => {
                cells.push(std::mem::take(&mut cell));
                was_quoted = false;
            }
            _ if ends_line => {
                cells.push(std::mem::take(&mut cell));
                rows.push((begins, std::mem::take(&mut cells)));
                (was_quoted, begins) = (false, line);
            }
            // The first half of a Windows line's end.
            '\r' => {}
            _ => cell.push(ch),
        }
    }
    cells.push(cell);
    rows.push((begins, cells));
    rows
}

/// What the columns are, where this line says so.
fn header(cells: &[String]) -> Option<Vec<Option<Column>>> {
    let columns: Vec<_> = cells.iter().map(|cell| column(cell)).collect();
    columns.contains(&Some(Column::Name)).then_some(columns)
}

fn column(cell: &str) -> Option<Column> {
    let word: String = to_katakana(cell).chars().filter(|ch| !ch.is_whitespace()).collect();
    Some(match word.as_str() {
        "氏名" | "名前" | "オ名前" | "利用者名" | "利用者氏名" | "職員名" => Column::Name,
        "カナ" | "フリガナ" | "カナ氏名" | "氏名カナ" | "氏名(カナ)" | "氏名（カナ）" | "ヨミ" | "ヨミガナ" | "読ミ" => {
            Column::Kana
        }
        "職種" | "資格" | "職名" => Column::Profession,
        "管理者" | "施設管理者" | "施設ノ管理者" => Column::Administrator,
        _ => return None,
    })
}

fn read_line(line: usize, columns: &[Option<Column>], cells: &[String], pasted: &mut Pasted) {
    let text = |wanted: Column| {
        let at = columns.iter().position(|column| *column == Some(wanted));
        let cell = at.and_then(|at| cells.get(at)).map_or("", String::as_str);
        // A line break within a cell is a space.
        single_spaced(cell)
    };
    let mut say = |what: String| pasted.problems.push(format!("{line}行目：{what}"));
    let (name, kana) = (text(Column::Name), single_spaced(&to_katakana(&text(Column::Kana))));
    let (profession_word, administrator_word) = (text(Column::Profession), text(Column::Administrator));
    if [&name, &kana, &profession_word].iter().all(|text| text.is_empty()) {
        return;
    }
    if [&name, &kana].iter().any(|text| text.chars().any(is_refused)) {
        return say("絵文字や外字など、使えない文字があるため取り込めません。直してから貼り付けてください。".to_owned());
    }
    if [&name, &kana].iter().any(|text| text.chars().count() > NAME_MAX) {
        return say(format!(
            "氏名かカナが長すぎるため取り込めません。{NAME_MAX}文字以内にしてから貼り付けてください。"
        ));
    }
    let profession = profession(&profession_word);
    if profession.is_none() && !profession_word.is_empty() {
        let shown: String = profession_word.chars().filter(|ch| !is_refused(*ch)).take(20).collect();
        say(format!("職種「{shown}」は一覧にありません。取り込んだあとで選んでください。"));
    }
    let is_administrator = administrator(&administrator_word);
    if is_administrator.is_none() {
        say("管理者の欄を読み取れません。管理者なら、取り込んだあとで印を付けてください。".to_owned());
    }
    pasted.users.push(UserLine {
        name,
        kana,
        profession,
        is_administrator: is_administrator.unwrap_or_default(),
    });
}

/// What no name has: control characters, emoji, marks that are not seen, and letters that only one machine knows (外字).
fn is_refused(ch: char) -> bool {
    ch.is_control()
        || matches!(ch,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2600}'..='\u{27bf}' | '\u{e000}'..='\u{f8ff}'
            | '\u{feff}' | '\u{fffd}' | '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{e007f}' | '\u{f0000}'..)
}

/// The profession of a word as lists have it.
fn profession(word: &str) -> Option<Profession> {
    let word: String = to_katakana(word).chars().filter(|ch| !ch.is_whitespace()).collect();
    let labelled = Profession::ALL.into_iter().find(|profession| profession.label() == word);
    labelled.or(match word.as_str() {
        "医者" | "院長" | "副院長" | "Dr" | "DR" => Some(Profession::Doctor),
        "看護士" | "准看護師" | "正看護師" | "訪問看護師" | "保健師" | "助産師" | "Ns" => Some(Profession::Nurse),
        "薬局長" | "管理薬剤師" => Some(Profession::Pharmacist),
        "ケアマネ" | "ケアマネジャー" | "ケアマネージャー" | "主任介護支援専門員" => {
            Some(Profession::CareManager)
        }
        "介護士" | "介護福祉士" | "ヘルパー" | "ホームヘルパー" => Some(Profession::CareWorker),
        "救急救命士" | "救急隊" => Some(Profession::AmbulanceCrew),
        "事務員" | "医療事務" | "受付" | "受付事務" | "事務職" | "事務長" | "医療クラーク" => {
            Some(Profession::Clerk)
        }
        "行政職員" | "市職員" => Some(Profession::CityClerk),
        _ => None,
    })
}

/// Whether a mark says yes; none where it says neither.
fn administrator(mark: &str) -> Option<bool> {
    Some(match mark.to_lowercase().as_str() {
        "○" | "〇" | "◯" | "●" | "◎" | "1" | "１" | "✓" | "✔" | "レ" | "はい" | "有" | "あり" | "管理者" | "施設管理者" | "yes" | "y"
        | "true" => true,
        "" | "×" | "✕" | "-" | "－" | "ー" | "0" | "０" | "いいえ" | "無" | "なし" | "no" | "n" | "false" => false,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn user(name: &str, kana: &str, profession: Option<Profession>, is_administrator: bool) -> UserLine {
        UserLine {
            name: name.to_owned(),
            kana: kana.to_owned(),
            profession,
            is_administrator,
        }
    }

    #[test]
    fn what_excel_copies() {
        let expected = vec![
            user("見本 太郎", "ミホン タロウ", Some(Profession::Doctor), true),
            user("見本 花子", "ミホン ハナコ", Some(Profession::Nurse), false),
        ];
        for text in [
            "見本　太郎\tミホン　タロウ\t医師\t○\n見本　花子\tミホン　ハナコ\t看護師\t\n",
            "氏名\tカナ\t職種\t管理者\r\n見本 太郎\tﾐﾎﾝ ﾀﾛｳ\t医師\t○\r\n\r\n見本 花子\tみほん はなこ\t看護師\t\r\n",
            "管理者,職種,備考,フリガナ,氏名\n1,医師,,ﾐﾎﾝ ﾀﾛｳ,見本 太郎\n0,正看護師,\"外来, 病棟\",ミホン ハナコ,見本 花子",
            "\u{feff}氏名,カナ,職種,管理者\n\"見本\n太郎\",\"ミホン\r\nタロウ\",院長,はい\n見本 花子,ミホン ハナコ,看護師",
            "氏名\tカナ\t職種\t管理者\r見本 太郎\tミホン タロウ\t医師\t●\r見本 花子\tミホン ハナコ\t看護師\t×",
        ] {
            assert_eq!(
                read_users(text),
                Pasted {
                    users: expected.clone(),
                    problems: Vec::new()
                },
                "{text}"
            );
        }
    }

    #[test]
    fn merged_cells_are_empty() {
        let pasted = read_users("見本 太郎\tミホン タロウ\t医師\n見本 次郎\tミホン ジロウ\t\n\t\t\t\n");
        assert_eq!(pasted.users.len(), 2);
        assert_eq!(pasted.users[1].profession, None);
        assert_eq!(pasted.problems, Vec::<String>::new());
    }

    #[test]
    fn what_is_not_taken_is_said() {
        let pasted = read_users(
            "氏名\tカナ\t職種\t管理者\n見本😀太郎\tミホン\t医師\t\n見本 花子\tミホン ハナコ\t歯科衛生士\tたぶん\n\u{e000}田\tタ\t\t",
        );
        assert_eq!(pasted.users, [user("見本 花子", "ミホン ハナコ", None, false)]);
        assert_eq!(
            pasted.problems,
            [
                "2行目：絵文字や外字など、使えない文字があるため取り込めません。直してから貼り付けてください。",
                "3行目：職種「歯科衛生士」は一覧にありません。取り込んだあとで選んでください。",
                "3行目：管理者の欄を読み取れません。管理者なら、取り込んだあとで印を付けてください。",
                "4行目：絵文字や外字など、使えない文字があるため取り込めません。直してから貼り付けてください。",
            ]
        );
        let long = read_users(&format!("{}\tミホン\t医師", "長".repeat(NAME_MAX + 1)));
        assert!(long.users.is_empty() && long.problems[0].contains("長すぎる"), "{long:?}");
    }

    #[test]
    fn too_much_and_nothing_are_told() {
        let lines = |count: usize| "見本 太郎\tミホン タロウ\t医師\t\n".repeat(count);
        assert_eq!(read_users(&lines(USERS_MAX)).users.len(), USERS_MAX);
        let too_many = read_users(&lines(USERS_MAX + 1));
        assert!(
            too_many.users.is_empty() && too_many.problems[0].starts_with("201人分あります"),
            "{too_many:?}"
        );
        for nothing in ["", "\n\n", "氏名\tカナ", "\t\t\t", "\"\""] {
            assert!(read_users(nothing).problems[0].contains("見つかりません"), "{nothing:?}");
        }
        assert!(read_users(&"あ".repeat(PASTE_MAX)).problems[0].contains("多すぎます"));
    }

    #[test]
    fn every_profession_is_read_by_its_own_word() {
        for wanted in Profession::ALL {
            assert_eq!(profession(wanted.label()), Some(wanted));
        }
    }

    /// As a program would write it: quoted where that is needed.
    fn written(cell: &str, separator: char) -> String {
        if cell.contains(['"', '\n', '\r', separator]) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    }

    fn users() -> impl Strategy<Value = Vec<UserLine>> {
        let profession = (0..Profession::ALL.len()).prop_map(|at| Profession::ALL[at]);
        let one = (
            "[一-龠ぁ-ん,\"']{1,6} [一-龠A-Z,]{1,6}",
            "[ァ-ヴ]{1,8} [ァ-ヴ]{1,8}",
            prop::option::of(profession),
            any::<bool>(),
        )
            .prop_map(|(name, kana, profession, is_administrator)| user(&name, &kana, profession, is_administrator));
        prop::collection::vec(one, 1..20)
    }

    proptest! {
        #[test]
        fn whatever_it_is_there_is_an_answer(text in "(?s).{0,200}") {
            let pasted = read_users(&text);
            prop_assert!(!pasted.users.is_empty() || !pasted.problems.is_empty());
        }

        #[test]
        fn signs_of_tables_alone_are_answered(text in "[\",\t\r\n氏名カナ○あ😀 ]{0,80}") {
            let pasted = read_users(&text);
            prop_assert!(pasted.users.iter().all(|user| !user.name.chars().any(is_refused)));
        }

        #[test]
        fn what_is_written_reads_back(users in users(), separator in prop::sample::select(vec!['\t', ',']), named in any::<bool>()) {
            let mut text = String::new();
            if named {
                text += &["氏名", "カナ", "職種", "管理者"].join(&separator.to_string());
                text += "\r\n";
            }
            for user in &users {
                let profession = user.profession.map_or("", Profession::label);
                let mark = if user.is_administrator { "○" } else { "" };
                let cells = [&user.name, &user.kana, profession, mark].map(|cell| written(cell, separator));
                text += &cells.join(&separator.to_string());
                text += "\r\n";
            }
            prop_assert_eq!(read_users(&text), Pasted { users, problems: Vec::new() });
        }
    }
}
