//! What may be written into an item: the form asks while it is filled in, the server before it saves.

use super::{Acp, Check, Contact, Draft, Item, ItemKind, ItemValue, Line};
use crate::{CivilDate, access::Grant, error::FieldError};

/// Longest text of one line, in characters.
pub const TEXT_MAX: usize = 200;
/// Longest text of several lines, in characters.
pub const LONG_TEXT_MAX: usize = 4000;
/// Longest note to a choice, in characters.
pub const NOTE_MAX: usize = 200;
/// Most drugs. Diseases have a limit of their own, see [`ItemKind::Diseases`].
pub const DRUGS_MAX: usize = 60;
/// Longest name of a drug or disease, in characters.
pub const LINE_NAME_MAX: usize = 100;
/// Longest dose, usage or remark of a drug or disease, in characters.
pub const LINE_DETAIL_MAX: usize = 200;
/// Most persons to be called.
pub const CONTACTS_MAX: usize = 10;
/// Longest name of a person, in characters.
pub const CONTACT_NAME_MAX: usize = 60;
/// Longest 続柄 and longest telephone number, in characters.
pub const CONTACT_DETAIL_MAX: usize = 40;

impl ItemValue {
    /// The value as it is kept: without white space around texts, without lines that say nothing, with one kind of line end. The form and the
    /// server both compare this, so they agree on what is empty and on what did not change.
    #[must_use]
    pub fn normalised(&self) -> Self {
        match self {
            Self::Text(text) => Self::Text(tidy(text)),
            Self::Choice(check) => Self::Choice(tidy_check(check)),
            Self::Checks(checks) => {
                let checks = checks.iter().map(tidy_check);
                Self::Checks(checks.filter(|check| !(check.choice.is_empty() && check.note.is_empty())).collect())
            }
            Self::Lines(lines) => {
                let lines = lines.iter().map(tidy_line);
                Self::Lines(lines.filter(|line| !is_blank([&line.code, &line.name, &line.detail])).collect())
            }
            Self::Contacts(contacts) => {
                let contacts = contacts.iter().map(tidy_contact);
                Self::Contacts(
                    contacts
                        .filter(|contact| !is_blank([&contact.name, &contact.relation, &contact.phone]))
                        .collect(),
                )
            }
            Self::Score(_) | Self::Period { .. } => self.clone(),
            Self::Acp(acp) => Self::Acp(Acp {
                decision: tidy(&acp.decision),
                decided_on: acp.decided_on,
                participants: tidy(&acp.participants),
                text: tidy(&acp.text),
            }),
        }
    }
}

fn tidy_check(check: &Check) -> Check {
    Check {
        choice: tidy(&check.choice),
        note: tidy(&check.note),
    }
}

fn tidy_line(line: &Line) -> Line {
    Line {
        code: tidy(&line.code),
        name: tidy(&line.name),
        detail: tidy(&line.detail),
    }
}

fn tidy_contact(contact: &Contact) -> Contact {
    Contact {
        name: tidy(&contact.name),
        relation: tidy(&contact.relation),
        phone: tidy(&contact.phone),
    }
}

fn is_blank(texts: [&String; 3]) -> bool {
    texts.iter().all(|text| text.is_empty())
}

/// Trimmed, lines ended by `\n` alone, without characters that nobody sees: pasted from a page or a table they would make equal texts differ.
fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let seen: String = text.chars().filter(|&ch| !is_invisible(ch)).collect();
    seen.trim().to_owned()
}

/// Marks of direction and joiners without width. Variation selectors are none: they choose the form of a 漢字.
fn is_invisible(ch: char) -> bool {
    matches!(ch, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl Draft {
    /// The draft as it is saved: values as they are kept, and what says nothing as an emptied item.
    #[must_use]
    pub fn normalised(mut self) -> Self {
        for change in &mut self.changes {
            change.value = change.value.as_ref().map(ItemValue::normalised).filter(|value| !value.is_empty());
        }
        self
    }

    /// Everything that is wrong with the changes; nothing is, where the list is empty.
    pub fn check(&self, grant: &Grant, today: CivilDate) -> Vec<FieldError> {
        let mut problems = self.check_items(grant);
        if problems.is_empty() {
            let values = self.changes.iter().filter_map(|change| Some((change.item, change.value.as_ref()?)));
            problems.extend(values.flat_map(|(item, value)| check_value(item, value, today)));
        }
        problems
    }

    /// What is wrong with the choice of items alone: all that is asked of a draft, whose values are still being typed.
    pub fn check_items(&self, grant: &Grant) -> Vec<FieldError> {
        let mut seen = [false; Item::ALL.len()];
        let mut problems = Vec::new();
        for change in &self.changes {
            let twice = std::mem::replace(&mut seen[change.item as usize], true);
            if twice {
                problems.push(problem(change.item, "", "同じ項目が2回送られました。画面を開き直してください。"));
                break;
            }
            if !grant.writes(change.item.section()) {
                problems.push(problem(change.item, "", "この項目は、お使いの権限では入力できません。"));
            }
        }
        problems
    }
}

/// Everything that is wrong with the value of an item; nothing is, where the list is empty. The field is the item's code, followed for a part
/// by its place: `prescriptions.0.name`. `today` is the day in Japan.
pub fn check_value(item: Item, value: &ItemValue, today: CivilDate) -> Vec<FieldError> {
    let mut checker = Checker {
        item,
        problems: Vec::new(),
    };
    checker.value(value, today);
    checker.problems
}

fn problem(item: Item, part: &str, message: impl Into<String>) -> FieldError {
    let field = if part.is_empty() {
        item.code().to_owned()
    } else {
        format!("{}.{part}", item.code())
    };
    FieldError {
        field,
        message: message.into(),
    }
}

struct Checker {
    item: Item,
    problems: Vec<FieldError>,
}

impl Checker {
    fn refuse(&mut self, part: &str, message: impl Into<String>) {
        self.problems.push(problem(self.item, part, message));
    }

    fn value(&mut self, value: &ItemValue, today: CivilDate) {
        match (self.item.kind(), value) {
            (ItemKind::Text, ItemValue::Text(text)) => self.line("", text, TEXT_MAX),
            (ItemKind::LongText, ItemValue::Text(text)) => self.text("", text, LONG_TEXT_MAX),
            (ItemKind::Choice(_), ItemValue::Choice(check)) => self.choice(check),
            (ItemKind::Checks(_), ItemValue::Checks(checks)) => self.checks(checks),
            (ItemKind::Drugs, ItemValue::Lines(lines)) => {
                if lines.len() > DRUGS_MAX {
                    self.refuse("", format!("薬は{DRUGS_MAX}件までです。残りは備考へ入力してください。"));
                }
                self.lines(lines, DRUGS_MAX, 9);
            }
            (ItemKind::Diseases(most), ItemValue::Lines(lines)) => {
                if lines.len() > most {
                    self.refuse(
                        "",
                        format!("主な病名は{most}件までです。残りは「病名・病歴等」へ入力してください。"),
                    );
                }
                self.lines(lines, most, 7);
            }
            (ItemKind::Contacts, ItemValue::Contacts(contacts)) => self.contacts(contacts),
            (ItemKind::Score(most), &ItemValue::Score(score)) => {
                if score > most {
                    self.refuse("", format!("0から{most}までの点数を入力してください。"));
                }
            }
            (ItemKind::Period, &ItemValue::Period { from, until }) => {
                if from.zip(until).is_some_and(|(from, until)| from > until) {
                    self.refuse("until", "終わりの日は、始まりの日と同じか後にしてください。");
                }
            }
            (ItemKind::Acp, ItemValue::Acp(acp)) => self.acp(acp, today),
            _ => self.refuse("", "この項目に合わない内容です。画面を開き直して、もう一度入力してください。"),
        }
    }

    /// A text of one line.
    fn line(&mut self, part: &str, text: &str, max: usize) {
        self.bounded(part, text, max, |_| false);
    }

    /// A text of several lines.
    fn text(&mut self, part: &str, text: &str, max: usize) {
        self.bounded(part, text, max, |ch| matches!(ch, '\n' | '\t'));
    }

    fn bounded(&mut self, part: &str, text: &str, max: usize, is_allowed: impl Fn(char) -> bool) {
        if text.chars().nth(max).is_some() {
            self.refuse(part, format!("{max}文字以内で入力してください。"));
        } else if text.chars().any(|ch| (ch.is_control() || is_invisible(ch)) && !is_allowed(ch)) {
            self.refuse(part, "使えない文字（制御文字や途中の改行）が入っています。入力し直してください。");
        }
    }

    fn choice(&mut self, check: &Check) {
        if !check.choice.is_empty() {
            self.known("choice", &check.choice);
        } else if !check.note.trim().is_empty() {
            self.refuse("choice", "補足だけでは保存できません。選択肢も選んでください。");
        }
        self.line("note", &check.note, NOTE_MAX);
    }

    fn checks(&mut self, checks: &[Check]) {
        if checks.len() > self.item.choices().len() {
            self.refuse("", "同じ選択肢が2回選ばれています。画面を開き直してください。");
            return;
        }
        for (at, check) in checks.iter().enumerate() {
            if checks[..at].iter().any(|other| other.choice == check.choice) {
                self.refuse(&format!("{at}.choice"), "同じ選択肢が2回選ばれています。1つにしてください。");
            } else {
                self.known(&format!("{at}.choice"), &check.choice);
            }
            self.line(&format!("{at}.note"), &check.note, NOTE_MAX);
        }
    }

    fn known(&mut self, part: &str, code: &str) {
        if self.item.choices().iter().all(|choice| choice.code != code) {
            self.refuse(part, "一覧にある選択肢から選んでください。");
        }
    }

    /// The lines up to the limit: more need not be read to be refused.
    fn lines(&mut self, lines: &[Line], most: usize, code_length: usize) {
        for (at, line) in lines.iter().take(most).enumerate() {
            let is_code = line.code.len() == code_length && line.code.bytes().all(|byte| byte.is_ascii_digit());
            if !line.code.is_empty() && !is_code {
                self.refuse(&format!("{at}.code"), "マスターから選び直すか、名称を自由に入力してください。");
            }
            if line.name.trim().is_empty() {
                self.refuse(&format!("{at}.name"), "名称を入力してください。");
            }
            self.line(&format!("{at}.name"), &line.name, LINE_NAME_MAX);
            self.line(&format!("{at}.detail"), &line.detail, LINE_DETAIL_MAX);
        }
    }

    fn contacts(&mut self, contacts: &[Contact]) {
        if contacts.len() > CONTACTS_MAX {
            self.refuse("", format!("緊急連絡先は{CONTACTS_MAX}件までです。いらない行を消してください。"));
        }
        for (at, contact) in contacts.iter().take(CONTACTS_MAX).enumerate() {
            if contact.name.trim().is_empty() && contact.relation.trim().is_empty() {
                self.refuse(&format!("{at}.name"), "名前か続柄を入力してください。");
            }
            self.line(&format!("{at}.name"), &contact.name, CONTACT_NAME_MAX);
            self.line(&format!("{at}.relation"), &contact.relation, CONTACT_DETAIL_MAX);
            self.line(&format!("{at}.phone"), &contact.phone, CONTACT_DETAIL_MAX);
        }
    }

    fn acp(&mut self, acp: &Acp, today: CivilDate) {
        self.text("decision", &acp.decision, LONG_TEXT_MAX);
        if acp.decided_on.is_some_and(|day| day > today) {
            self.refuse("decided_on", "話し合いの日は、今日かそれより前の日にしてください。");
        }
        self.line("participants", &acp.participants, TEXT_MAX);
        self.text("text", &acp.text, LONG_TEXT_MAX);
    }
}

#[cfg(test)]
mod tests;
