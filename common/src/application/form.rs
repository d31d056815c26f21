//! What an application asks (SPEC 4), as it is typed. It is kept in any state of completeness; [`ApplicationForm::check`] says what is missing
//! before it can be sent.

use crate::institutions::{InstitutionKind, Profession};

/// Longest name of an institution or a person, in characters.
pub const NAME_MAX: usize = 80;
/// Longest address, in characters.
pub const ADDRESS_MAX: usize = 200;
/// Longest e-mail address, in characters.
pub const EMAIL_MAX: usize = 254;
/// Longest short answer (電子カルテ, 回線), in characters.
pub const LINE_MAX: usize = 100;
/// Longest remark or reason, in characters.
pub const NOTE_MAX: usize = 1000;
/// Most users of one application.
pub const USERS_MAX: usize = 200;
/// Most devices of one kind.
pub const DEVICES_MAX: u16 = 500;
/// Most days offered for the set-up visit.
pub const DAYS_MAX: usize = 10;

wire! {
    /// What an institution wants to use.
    #[derive(Copy, Eq, Hash)]
    pub enum System {
        /// 救急医療支援.
        EmergencyCare,
        /// 多職種連携.
        Collaboration,
        /// 災害時バックアップ.
        Backup,
    }

    /// A kind of device (機器).
    #[derive(Copy, Eq, Hash)]
    pub enum DeviceKind {
        /// Windows.
        Windows,
        /// Mac.
        Mac,
        /// iPad.
        Ipad,
        /// iPhone.
        Iphone,
    }

    /// The institution, as typed.
    #[derive(Default)]
    pub struct InstitutionForm {
        /// 施設名.
        pub name: String,
        /// カナ.
        pub kana: String,
        /// 種別; none where nothing is chosen yet.
        pub kind: Option<InstitutionKind>,
        /// 医療機関コード (10 digits) or 介護保険事業所番号; empty for who has none.
        pub code: String,
        /// 郵便番号.
        pub postal_code: String,
        /// 住所.
        pub address: String,
        /// Municipality, 5 digits, from the postal code.
        pub city_code: String,
        /// 電話番号.
        pub phone: String,
        /// FAX番号.
        pub fax: String,
        /// メールアドレス.
        pub email: String,
        /// 郡市区医師会; empty where the institution belongs to none.
        pub association: String,
        /// 救急告示: 2 or 3; none for who is no emergency hospital.
        pub emergency_level: Option<u8>,
        /// 電子カルテ product; empty where there is none.
        pub chart_product: String,
    }

    /// Devices of one kind.
    pub struct DeviceLine {
        /// Kind.
        pub kind: DeviceKind,
        /// How many.
        pub count: u16,
        /// 回線: 院内LAN, 携帯電話回線 …
        pub network: String,
    }

    /// A user, as typed or pasted.
    #[derive(Default)]
    pub struct UserLine {
        /// 氏名.
        pub name: String,
        /// カナ氏名.
        pub kana: String,
        /// 職種; none where nothing is chosen yet.
        pub profession: Option<Profession>,
        /// 施設管理者: asks for changes later.
        pub is_administrator: bool,
    }

    /// An application, as typed.
    #[derive(Default)]
    pub struct ApplicationForm {
        /// Who applies.
        pub institution: InstitutionForm,
        /// 利用するシステム.
        pub systems: Vec<System>,
        /// 機器.
        pub devices: Vec<DeviceLine>,
        /// 利用者.
        pub users: Vec<UserLine>,
        /// Days possible for the set-up visit, as typed.
        pub visit_days: Vec<String>,
        /// 連絡事項.
        pub note: String,
        /// 利用規約に同意する.
        pub agrees: bool,
    }
}

impl System {
    /// All systems.
    pub const ALL: [Self; 3] = [Self::EmergencyCare, Self::Collaboration, Self::Backup];

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EmergencyCare => "救急医療支援",
            Self::Collaboration => "多職種連携",
            Self::Backup => "災害時バックアップ",
        }
    }
}

impl DeviceKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Windows, Self::Mac, Self::Ipad, Self::Iphone];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Windows => "windows",
            Self::Mac => "mac",
            Self::Ipad => "ipad",
            Self::Iphone => "iphone",
        }
    }

    /// The kind of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Windows => "Windows",
            Self::Mac => "Mac",
            Self::Ipad => "iPad",
            Self::Iphone => "iPhone",
        }
    }
}
