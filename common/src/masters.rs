//! Masters that are searched while typing: drugs, diseases, postal codes.

use crate::endpoint::PathValues;

wire! {
    /// A master that can be searched.
    #[derive(Copy, Eq, Hash)]
    pub enum MasterKind {
        /// 医薬品.
        Drug,
        /// 傷病名.
        Disease,
    }

    /// What is looked for. Travels in the body: what somebody types about a patient does not belong in URLs.
    pub struct MasterQuery {
        /// Where.
        pub kind: MasterKind,
        /// Kana, name or a part of the name, at most [`MASTER_QUERY_MAX`] characters.
        pub text: String,
    }

    /// An entry found.
    pub struct MasterHit {
        /// 医薬品コード (9 digits) or 傷病名コード (7 digits).
        pub code: String,
        /// Name.
        pub name: String,
        /// What helps to tell it apart: the generic name or unit of a drug, the ICD-10 code of a disease; may be empty.
        pub detail: String,
    }

    /// Entries found.
    pub struct MasterHits {
        /// The likeliest first, at most [`MASTER_HITS`].
        pub hits: Vec<MasterHit>,
    }

    /// The path of a postal code.
    pub struct PostalCodePath {
        /// 7 digits, full or half width, with or without hyphen.
        pub code: String,
    }

    /// A place of a postal code.
    pub struct Place {
        /// 全国地方公共団体コード of the municipality, 5 digits; a ward of a 政令指定都市 has the code of its city, as everywhere in the network.
        pub city_code: String,
        /// Prefecture, municipality and town area, as an address begins.
        pub address: String,
    }

    /// The places of a postal code: usually one.
    pub struct Places {
        /// In the order of the table; empty where the code is not known.
        pub places: Vec<Place>,
    }
}

/// Entries shown.
pub const MASTER_HITS: usize = 20;

/// Longest text looked for, in characters.
pub const MASTER_QUERY_MAX: usize = 40;

impl PathValues for PostalCodePath {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("code", self.code.clone())]
    }
}

endpoint!(
    /// Drugs or diseases by kana, name or a part of the name.
    SearchMaster = Post "/api/masters/search", User, body: MasterQuery => MasterHits
);
endpoint!(
    /// The address of a postal code, from the table of Japan Post. Anybody may ask: it is public, one read of an index, and 参加申請 needs it.
    GetPostalCode = Get "/api/postal-codes/{code}", Public, path: PostalCodePath => Places
);
