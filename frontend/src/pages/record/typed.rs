//! What stands in the fields of an item: as typed, readable or not, and the value that it means.

use tobiume_common::{
    CivilDate,
    basic_info::{Acp, Check, Contact, Item, ItemKind, ItemValue, Line},
    japanese::wareki::{BirthQuery, DateProblem, parse_birth_query},
};

use super::shape::{Shape, shape};

/// The fields of an item as they stand.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// Of a fixed number of fields.
    Texts(Vec<String>),
    /// The choice made; its code is empty where none is.
    Choice(Check),
    /// The choices ticked, in the order of ticking.
    Checks(Vec<Check>),
    /// The lines. There is always one to type into.
    Rows(Vec<Row>),
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Names the line as long as the form is open.
    pub key: usize,
    /// Code of the master; empty for free text.
    pub code: String,
    /// Its fields.
    pub cells: Vec<String>,
}

/// Something typed that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Unreadable {
    /// Which of the item's fields.
    pub part: usize,
    /// What to do, in Japanese.
    pub message: String,
}

/// What the fields of an item mean.
#[derive(Debug, PartialEq)]
pub struct Meaning {
    /// The value; none where nothing is entered. What cannot be read is left out of it.
    pub value: Option<ItemValue>,
    /// What cannot be read.
    pub unreadable: Vec<Unreadable>,
}

impl Row {
    fn new(key: usize, code: &str, cells: &[&str]) -> Self {
        Self {
            key,
            code: code.to_owned(),
            cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
        }
    }

    /// Whether nothing is typed in it.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    fn cell(&self, number: usize) -> String {
        self.cells.get(number).cloned().unwrap_or_default()
    }
}

impl Typed {
    /// The fields of an item that says this.
    pub fn of(item: Item, value: Option<&ItemValue>) -> Self {
        match shape(item) {
            Shape::Texts(parts) => Self::Texts(texts(value, parts.len())),
            Shape::Choice => Self::Choice(match value {
                Some(ItemValue::Choice(check)) => check.clone(),
                _ => Check {
                    choice: String::new(),
                    note: String::new(),
                },
            }),
            Shape::Checks => Self::Checks(match value {
                Some(ItemValue::Checks(checks)) => checks.clone(),
                _ => Vec::new(),
            }),
            Shape::Rows(columns) => {
                let mut rows = value.map(rows).unwrap_or_default();
                if rows.is_empty() {
                    rows.push(Row::new(0, "", &vec![""; columns.parts.len()]));
                }
                Self::Rows(rows)
            }
        }
    }

    /// What the fields mean.
    pub fn meaning(&self, item: Item) -> Meaning {
        let mut unreadable = Vec::new();
        let value = match self {
            Self::Texts(texts) => meaning_of_texts(item, texts, &mut unreadable),
            Self::Choice(check) => ItemValue::Choice(check.clone()),
            Self::Checks(checks) => ItemValue::Checks(in_order(item, checks)),
            Self::Rows(rows) => meaning_of_rows(item, rows),
        };
        Meaning {
            value: Some(value.normalised()).filter(|value| !value.is_empty()),
            unreadable,
        }
    }

    /// Takes over what somebody else wrote: lines, ticks and long texts are added to what is there, anything else takes its place.
    pub fn take_over(&mut self, item: Item, value: &ItemValue) {
        match (&mut *self, value) {
            (Self::Rows(own), _) => add_rows(own, rows(value)),
            (Self::Checks(own), ItemValue::Checks(others)) => {
                others.iter().for_each(|other| add_check(own, other));
            }
            (Self::Texts(own), ItemValue::Text(other)) if item.kind() == ItemKind::LongText => {
                if let [text] = &mut own[..] {
                    *text = with_lines(text, other);
                }
            }
            _ => *self = Self::of(item, Some(value)),
        }
    }

    /// The lines, where these are lines.
    pub fn rows(&self) -> &[Row] {
        match self {
            Self::Rows(rows) => rows,
            _ => &[],
        }
    }
}

/// Both texts, the lines of the second that the first does not have below it.
fn with_lines(text: &str, other: &str) -> String {
    let own: Vec<&str> = text.trim().lines().map(str::trim).collect();
    let missing = other.trim().lines().map(str::trim).filter(|line| !own.contains(line));
    own.iter().copied().chain(missing).collect::<Vec<_>>().join("\n")
}

fn add_check(own: &mut Vec<Check>, other: &Check) {
    let Some(there) = own.iter_mut().find(|check| check.choice == other.choice) else {
        own.push(other.clone());
        return;
    };
    if there.note.is_empty() {
        there.note.clone_from(&other.note);
    } else if !there.note.contains(&other.note) {
        there.note = format!("{}、{}", there.note, other.note);
    }
}

fn add_rows(own: &mut Vec<Row>, others: Vec<Row>) {
    let mut key = next_key(own);
    for other in others {
        if own.iter().any(|row| row.code == other.code && row.cells == other.cells) {
            continue;
        }
        own.push(Row { key, ..other });
        key += 1;
    }
    if own.iter().any(|row| !row.is_empty()) {
        own.retain(|row| !row.is_empty());
    }
}

/// A key that no line has.
pub fn next_key(rows: &[Row]) -> usize {
    rows.iter().map(|row| row.key + 1).max().unwrap_or_default()
}

fn texts(value: Option<&ItemValue>, fields: usize) -> Vec<String> {
    let date = |date: &Option<CivilDate>| date.map_or_else(String::new, |date| date.to_string());
    match value {
        Some(ItemValue::Text(text)) => vec![text.clone()],
        Some(ItemValue::Score(points)) => vec![points.to_string()],
        Some(ItemValue::Period { from, until }) => vec![date(from), date(until)],
        Some(ItemValue::Acp(acp)) => vec![
            acp.decision.clone(),
            date(&acp.decided_on),
            acp.participants.clone(),
            acp.text.clone(),
        ],
        _ => vec![String::new(); fields],
    }
}

fn rows(value: &ItemValue) -> Vec<Row> {
    match value {
        ItemValue::Lines(lines) => lines
            .iter()
            .enumerate()
            .map(|(key, line)| Row::new(key, &line.code, &[&line.name, &line.detail]))
            .collect(),
        ItemValue::Contacts(contacts) => contacts
            .iter()
            .enumerate()
            .map(|(key, contact)| Row::new(key, "", &[&contact.name, &contact.relation, &contact.phone]))
            .collect(),
        _ => Vec::new(),
    }
}

/// The ticks in the order of the list, so that the order of ticking is no change.
fn in_order(item: Item, checks: &[Check]) -> Vec<Check> {
    let place = |check: &Check| item.choices().iter().position(|choice| choice.code == check.choice);
    let mut checks = checks.to_vec();
    checks.sort_by_key(|check| place(check).unwrap_or(usize::MAX));
    checks
}

fn meaning_of_rows(item: Item, rows: &[Row]) -> ItemValue {
    let typed = rows.iter().filter(|row| !row.is_empty());
    match item.kind() {
        ItemKind::Contacts => ItemValue::Contacts(
            typed
                .map(|row| Contact {
                    name: row.cell(0),
                    relation: row.cell(1),
                    phone: row.cell(2),
                })
                .collect(),
        ),
        _ => ItemValue::Lines(
            typed
                .map(|row| Line {
                    code: row.code.clone(),
                    name: row.cell(0),
                    detail: row.cell(1),
                })
                .collect(),
        ),
    }
}

fn meaning_of_texts(item: Item, texts: &[String], unreadable: &mut Vec<Unreadable>) -> ItemValue {
    let text = |number: usize| texts.get(number).cloned().unwrap_or_default();
    let mut date = |part: usize| match read_date(&text(part)) {
        Ok(date) => date,
        Err(problem) => {
            unreadable.push(Unreadable {
                part,
                message: problem.to_string(),
            });
            None
        }
    };
    match item.kind() {
        ItemKind::Period => ItemValue::Period {
            from: date(0),
            until: date(1),
        },
        ItemKind::Acp => ItemValue::Acp(Acp {
            decision: text(0),
            decided_on: date(1),
            participants: text(2),
            text: text(3),
        }),
        ItemKind::Score(most) => match read_score(&text(0), most) {
            Ok(points) => points.map_or_else(|| ItemValue::Text(String::new()), ItemValue::Score),
            Err(message) => {
                unreadable.push(Unreadable { part: 0, message });
                ItemValue::Text(String::new())
            }
        },
        _ => ItemValue::Text(text(0)),
    }
}

/// The date that was typed; none where nothing was.
pub fn read_date(text: &str) -> Result<Option<CivilDate>, DateProblem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match parse_birth_query(text)? {
        BirthQuery::Day(date) => Ok(Some(date)),
        BirthQuery::Year(_) | BirthQuery::Month(..) => Err(DateProblem::Incomplete),
    }
}

/// The points that were typed, in half or full width; none where nothing was.
fn read_score(text: &str, most: u8) -> Result<Option<u8>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let digits: String = text
        .trim_end_matches('点')
        .chars()
        .map(|ch| match ch {
            '０'..='９' => char::from_u32(u32::from(ch) - 0xfee0).unwrap_or(ch),
            other => other,
        })
        .collect();
    match digits.parse() {
        Ok(points) if points <= most => Ok(Some(points)),
        _ => Err(format!("0から{most}までの数字で入力してください。")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(choice: &str, note: &str) -> Check {
        Check {
            choice: choice.into(),
            note: note.into(),
        }
    }

    fn line(code: &str, name: &str, detail: &str) -> Line {
        Line {
            code: code.into(),
            name: name.into(),
            detail: detail.into(),
        }
    }

    /// One value of each kind.
    fn values() -> Vec<(Item, ItemValue)> {
        let day = CivilDate::new(2026, 4, 1);
        vec![
            (Item::Insurance, ItemValue::Text("39400015 番号 1".into())),
            (Item::Remarks, ItemValue::Text("一行目\n二行目".into())),
            (Item::CareLevel, ItemValue::Choice(check("care2", "申請中"))),
            (Item::Allergies, ItemValue::Checks(vec![check("iodine", ""), check("food", "そば")])),
            (
                Item::Prescriptions,
                ItemValue::Lines(vec![line("610000001", "アムロジピン", "1錠"), line("", "手製の薬", "")]),
            ),
            (Item::MainDiseases, ItemValue::Lines(vec![line("", "高血圧症", "")])),
            (
                Item::EmergencyContacts,
                ItemValue::Contacts(vec![Contact {
                    name: "山﨑 良子".into(),
                    relation: "長女".into(),
                    phone: "090".into(),
                }]),
            ),
            (Item::Mmse, ItemValue::Score(21)),
            (Item::CarePeriod, ItemValue::Period { from: day, until: None }),
            (
                Item::Acp,
                ItemValue::Acp(Acp {
                    decision: "自宅で".into(),
                    decided_on: day,
                    participants: "長女".into(),
                    text: "家で\n過ごしたい".into(),
                }),
            ),
        ]
    }

    #[test]
    fn every_kind_comes_back_as_it_was() {
        for (item, value) in values() {
            let meaning = Typed::of(item, Some(&value)).meaning(item);
            assert_eq!(
                meaning,
                Meaning {
                    value: Some(value),
                    unreadable: Vec::new()
                },
                "{item:?}"
            );
        }
        for item in Item::ALL {
            assert_eq!(Typed::of(item, None).meaning(item).value, None, "{item:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named_and_hides_nothing_else() {
        let typed = Typed::Texts(vec!["R8.4.1".into(), "R8.2.30".into()]);
        let meaning = typed.meaning(Item::CarePeriod);
        assert_eq!(
            meaning.value,
            Some(ItemValue::Period {
                from: CivilDate::new(2026, 4, 1),
                until: None
            })
        );
        assert_eq!(meaning.unreadable.len(), 1);
        assert_eq!(meaning.unreadable[0].part, 1);
        for (text, points) in [("２１点", Some(21)), ("30", Some(30)), ("31", None), ("-1", None), ("二十", None)] {
            let meaning = Typed::Texts(vec![text.into()]).meaning(Item::Hasegawa);
            assert_eq!(meaning.value, points.map(ItemValue::Score), "{text}");
            assert_eq!(meaning.unreadable.is_empty(), points.is_some(), "{text}");
        }
    }

    #[test]
    fn the_order_of_ticking_and_empty_lines_are_no_change() {
        let typed = Typed::Checks(vec![check("food", " そば "), check("iodine", "")]);
        assert_eq!(
            typed.meaning(Item::Allergies).value,
            Some(ItemValue::Checks(vec![check("iodine", ""), check("food", "そば")]))
        );
        let mut typed = Typed::of(Item::Prescriptions, None);
        if let Typed::Rows(rows) = &mut typed {
            rows.push(Row::new(1, "", &[" アスピリン ", ""]));
        }
        assert_eq!(
            typed.meaning(Item::Prescriptions).value,
            Some(ItemValue::Lines(vec![line("", "アスピリン", "")]))
        );
    }

    #[test]
    fn taking_over_loses_nothing_and_adds_nothing_twice() {
        let mut drugs = Typed::of(Item::Prescriptions, Some(&ItemValue::Lines(vec![line("1", "A", "x")])));
        let others = ItemValue::Lines(vec![line("1", "A", "x"), line("2", "B", "")]);
        drugs.take_over(Item::Prescriptions, &others);
        drugs.take_over(Item::Prescriptions, &others);
        assert_eq!(
            drugs.meaning(Item::Prescriptions).value,
            Some(ItemValue::Lines(vec![line("1", "A", "x"), line("2", "B", "")]))
        );
        let keys: Vec<usize> = drugs.rows().iter().map(|row| row.key).collect();
        assert_eq!(keys, [0, 1]);

        let mut empty = Typed::of(Item::Prescriptions, None);
        empty.take_over(Item::Prescriptions, &others);
        assert_eq!(empty.rows().len(), 2, "the empty line has gone");

        let mut checks = Typed::Checks(vec![check("food", "そば")]);
        checks.take_over(
            Item::Allergies,
            &ItemValue::Checks(vec![check("food", "えび"), check("iodine", "")]),
        );
        assert_eq!(checks, Typed::Checks(vec![check("food", "そば、えび"), check("iodine", "")]));

        let mut text = Typed::Texts(vec!["セフェム系".into()]);
        text.take_over(Item::ContraindicatedDrugs, &ItemValue::Text("セフェム系\nアスピリン".into()));
        assert_eq!(text, Typed::Texts(vec!["セフェム系\nアスピリン".into()]));
        let mut line = Typed::Texts(vec!["A病院".into()]);
        line.take_over(Item::EmergencyHospital, &ItemValue::Text("B病院".into()));
        assert_eq!(line, Typed::Texts(vec!["B病院".into()]));
    }
}
