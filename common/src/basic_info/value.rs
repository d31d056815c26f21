//! What an item holds.

use crate::CivilDate;

wire! {
    /// One ticked choice of a list, with the note that explains it.
    pub struct Check {
        /// Code of the choice; see [`super::Item::choices`].
        pub choice: String,
        /// Free text, may be empty.
        #[serde(default)]
        pub note: String,
    }

    /// One drug or disease.
    pub struct Line {
        /// Code of the master (医薬品コード 9 digits, 傷病名コード 7 digits); empty for free text.
        #[serde(default)]
        pub code: String,
        /// The name as entered or chosen; it stays as it was when the master changes.
        pub name: String,
        /// Dose and usage, or remarks; may be empty.
        #[serde(default)]
        pub detail: String,
    }

    /// A person to be called (緊急連絡先).
    pub struct Contact {
        /// Name.
        pub name: String,
        /// 続柄.
        #[serde(default)]
        pub relation: String,
        /// Telephone number.
        #[serde(default)]
        pub phone: String,
    }

    /// ACP記載欄: what was decided, when and with whom.
    pub struct Acp {
        /// The decision in words.
        pub decision: String,
        /// The day of the conversation.
        pub decided_on: Option<CivilDate>,
        /// Who took part.
        #[serde(default)]
        pub participants: String,
        /// What was said.
        #[serde(default)]
        pub text: String,
    }

    /// The value of one item. Which form an item has is [`super::Item::kind`]'s to say.
    pub enum ItemValue {
        /// Free text, may have several lines.
        Text(String),
        /// One of a list, with a note.
        Choice(Check),
        /// Some of a list, each with a note.
        Checks(Vec<Check>),
        /// Drugs or diseases.
        Lines(Vec<Line>),
        /// Persons to be called, in the order of calling.
        Contacts(Vec<Contact>),
        /// Points of a scale, 0 to 30 for 長谷川式 and MMSE.
        Score(u8),
        /// A period of validity (認定期間).
        Period {
            /// First day.
            from: Option<CivilDate>,
            /// Last day.
            until: Option<CivilDate>,
        },
        /// ACP記載欄.
        Acp(Acp),
    }
}

impl ItemValue {
    /// Whether nothing is written: such an entry says nothing about the patient.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Choice(check) => check.choice.is_empty(),
            Self::Checks(checks) => checks.is_empty(),
            Self::Lines(lines) => lines.is_empty(),
            Self::Contacts(contacts) => contacts.is_empty(),
            Self::Score(_) => false,
            Self::Period { from, until } => from.is_none() && until.is_none(),
            // That somebody spoke with the patient is worth a line, even where nobody wrote down what was said.
            Self::Acp(acp) => {
                let texts = [&acp.decision, &acp.text, &acp.participants];
                acp.decided_on.is_none() && texts.iter().all(|text| text.trim().is_empty())
            }
        }
    }

    /// How many things are listed: what a closed section shows as its number.
    pub fn count(&self) -> usize {
        match self {
            _ if self.is_empty() => 0,
            Self::Checks(checks) => checks.len(),
            Self::Lines(lines) => lines.len(),
            Self::Contacts(contacts) => contacts.len(),
            _ => 1,
        }
    }
}
