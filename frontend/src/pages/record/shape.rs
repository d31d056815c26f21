//! How each item is entered, made from the table of items: which fields it has, in which order.

use tobiume_common::{
    basic_info::{Item, ItemKind},
    masters::MasterKind,
};

/// How one text is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A line.
    Line,
    /// Several lines.
    Long,
    /// A date in any form.
    Date,
    /// Points from 0 to this.
    Score(u8),
    /// A telephone number.
    Phone,
    /// A name, looked up in a master while typing; what the master does not know stays as it is.
    Master(MasterKind),
}

/// One field of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The word at the field; empty where the item's own word says it all.
    pub label: &'static str,
    /// Its name in the rules of `common` (see `check_value`).
    pub name: &'static str,
    /// How it is typed.
    pub input: Input,
}

/// The fields of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A fixed number of fields.
    Texts(&'static [Part]),
    /// One of the item's choices, with a note.
    Choice,
    /// Any of the item's choices, each with a note.
    Checks,
    /// Lines, each with the same fields.
    Rows(Columns),
}

/// The fields of each line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The fields, the one that makes the line first.
    pub parts: &'static [Part],
    /// What a line is.
    pub thing: &'static str,
    /// At most so many lines are offered.
    pub most: usize,
}

const fn part(label: &'static str, name: &'static str, input: Input) -> Part {
    Part { label, name, input }
}

const LINE: &[Part] = &[part("", "", Input::Line)];
const LONG: &[Part] = &[part("", "", Input::Long)];
/// 長谷川式 and MMSE.
const SCORE: &[Part] = &[part("", "", Input::Score(30))];
const PERIOD: &[Part] = &[part("開始日", "from", Input::Date), part("終了日", "until", Input::Date)];
const ACP: &[Part] = &[
    part("決めたこと", "decision", Input::Long),
    part("話し合った日", "decided_on", Input::Date),
    part("参加者", "participants", Input::Line),
    part("話し合いの内容", "text", Input::Long),
];
const DRUGS: &[Part] = &[
    part("薬剤名", "name", Input::Master(MasterKind::Drug)),
    part("用法・用量", "detail", Input::Line),
];
const DISEASES: &[Part] = &[
    part("病名", "name", Input::Master(MasterKind::Disease)),
    part("補足", "detail", Input::Line),
];
const CONTACTS: &[Part] = &[
    part("氏名", "name", Input::Line),
    part("続柄", "relation", Input::Line),
    part("電話番号", "phone", Input::Phone),
];

/// The fields of an item.
pub const fn shape(item: Item) -> Shape {
    match item.kind() {
        ItemKind::Text => Shape::Texts(LINE),
        ItemKind::LongText => Shape::Texts(LONG),
        ItemKind::Score(_) => Shape::Texts(SCORE),
        ItemKind::Period => Shape::Texts(PERIOD),
        ItemKind::Acp => Shape::Texts(ACP),
        ItemKind::Choice(_) => Shape::Choice,
        ItemKind::Checks(_) => Shape::Checks,
        ItemKind::Drugs => rows(DRUGS, "薬", usize::MAX),
        ItemKind::Diseases(most) => rows(DISEASES, "病名", most),
        ItemKind::Contacts => rows(CONTACTS, "連絡先", usize::MAX),
    }
}

const fn rows(parts: &'static [Part], thing: &'static str, most: usize) -> Shape {
    Shape::Rows(Columns { parts, thing, most })
}

/// The DOM id of a field of an item: `f-acp-1`; of a line's field `f-prescriptions-3-0`, where 3 is the line's key.
pub fn field_id(item: Item, place: &[usize]) -> String {
    place
        .iter()
        .fold(format!("f-{}", item.code()), |id, number| format!("{id}-{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_end_where_the_table_says() {
        for item in Item::ALL {
            if let ItemKind::Score(most) = item.kind() {
                let Shape::Texts([only]) = shape(item) else { panic!("{item:?}") };
                assert_eq!(only.input, Input::Score(most), "{item:?}");
            }
        }
    }
}
