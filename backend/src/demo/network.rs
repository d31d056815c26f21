//! The institutions, users and announcements of the demo network, and the whole of it.
//!
//! Everything is invented: places exist, but none of these institutions, persons, numbers and
//! addresses does.

use tobiume_common::{
    CivilDate,
    institutions::{InstitutionKind as Kind, Profession},
};

use super::{
    districts::{AREAS, ASSOCIATIONS, PROGRAMS},
    people, special,
    types::{DemoAnnouncement, DemoInstitution, DemoNetwork, DemoUser},
};

/// 梅の木医院, the family doctor in 北九州市.
pub(super) const UME: &str = "4011123454";
/// 博多中央クリニック, outside the claims program.
pub(super) const HAKATA: &str = "4011123462";
/// 県央救急病院, 2次.
pub(super) const KENOU: &str = "4011199017";
/// 玄海大学病院, 3次.
pub(super) const GENKAI: &str = "4011199025";
/// 有明総合病院, 2次, in the south.
pub(super) const ARIAKE: &str = "4012000057";
/// みやま清水内科, in the south.
pub(super) const MIYAMA: &str = "4012200012";
/// 京築ホームケアクリニック, in the east.
pub(super) const KEICHIKU: &str = "4012100014";

/// The demo network as it would be on `today`.
pub fn demo_network(today: CivilDate) -> DemoNetwork {
    let mut patients = special::patients(today);
    patients.extend(people::patients(today));
    DemoNetwork {
        areas: AREAS.to_vec(),
        associations: ASSOCIATIONS.to_vec(),
        institutions: INSTITUTIONS.to_vec(),
        users: USERS.to_vec(),
        announcements: ANNOUNCEMENTS.to_vec(),
        programs: PROGRAMS.to_vec(),
        patients,
    }
}

/// Name of an institution of the network; its code where there is none such.
pub(super) fn institution_name(code: &'static str) -> &'static str {
    INSTITUTIONS
        .iter()
        .find(|place| place.code == code)
        .map_or(code, |place| place.name)
}

/// Whether it is a designated emergency hospital (2次・3次救急告示病院).
pub(super) fn is_emergency_hospital(code: &str) -> bool {
    INSTITUTIONS
        .iter()
        .any(|place| place.code == code && place.emergency_level.is_some())
}

/// The person who writes an institution's records: its first user.
pub(super) fn author(code: &str) -> Option<&'static DemoUser> {
    USERS.iter().find(|user| user.institution == code)
}

const fn place(
    code: &'static str,
    name: &'static str,
    kana: &'static str,
    kind: Kind,
    association: Option<&'static str>,
    city_code: &'static str,
) -> DemoInstitution {
    DemoInstitution {
        code,
        name,
        kana,
        kind,
        emergency_level: None,
        association,
        city_code,
    }
}

const fn emergency(level: i16, place: DemoInstitution) -> DemoInstitution {
    DemoInstitution {
        emergency_level: Some(level),
        ..place
    }
}

const KITAKYUSHU_DOCTORS: Option<&str> = Some("北九州市医師会");
const FUKUOKA_DOCTORS: Option<&str> = Some("福岡市医師会");

const INSTITUTIONS: &[DemoInstitution] = &[
    place(UME, "梅の木医院", "ウメノキイイン", Kind::Clinic, KITAKYUSHU_DOCTORS, "40100"),
    place(
        HAKATA,
        "博多中央クリニック",
        "ハカタチュウオウクリニック",
        Kind::Clinic,
        FUKUOKA_DOCTORS,
        "40130",
    ),
    emergency(
        2,
        place(
            KENOU,
            "県央救急病院",
            "ケンオウキュウキュウビョウイン",
            Kind::Hospital,
            KITAKYUSHU_DOCTORS,
            "40100",
        ),
    ),
    place("4031300011", "さくら歯科", "サクラシカ", Kind::Dental, None, "40100"),
    place("4041400019", "みどり薬局", "ミドリヤッキョク", Kind::Pharmacy, None, "40100"),
    place(
        "kango",
        "ひまわり訪問看護ステーション",
        "ヒマワリホウモンカンゴステーション",
        Kind::VisitingNursing,
        None,
        "40100",
    ),
    place(
        "caremane",
        "ケアプランつばき",
        "ケアプランツバキ",
        Kind::CareManagement,
        None,
        "40100",
    ),
    place(
        "kaigo",
        "ヘルパーステーションこすもす",
        "ヘルパーステーションコスモス",
        Kind::CareService,
        None,
        "40100",
    ),
    place(
        "kyukyu",
        "とびうめ消防本部 救急隊",
        "トビウメショウボウホンブ キュウキュウタイ",
        Kind::FireDepartment,
        None,
        "40100",
    ),
    place(
        "city",
        "北九州市 地域医療課",
        "キタキュウシュウシ チイキイリョウカ",
        Kind::City,
        None,
        "40100",
    ),
    place(
        "office",
        "とびうめネット事務局",
        "トビウメネットジムキョク",
        Kind::Office,
        None,
        "40130",
    ),
    emergency(
        3,
        place(
            GENKAI,
            "玄海大学病院",
            "ゲンカイダイガクビョウイン",
            Kind::Hospital,
            FUKUOKA_DOCTORS,
            "40130",
        ),
    ),
    emergency(
        2,
        place(
            ARIAKE,
            "有明総合病院",
            "アリアケソウゴウビョウイン",
            Kind::Hospital,
            Some("大牟田医師会"),
            "40202",
        ),
    ),
    place(
        MIYAMA,
        "みやま清水内科",
        "ミヤマキヨミズナイカ",
        Kind::Clinic,
        Some("柳川山門医師会"),
        "40229",
    ),
    place(
        KEICHIKU,
        "京築ホームケアクリニック",
        "ケイチクホームケアクリニック",
        Kind::Clinic,
        Some("京都医師会"),
        "40213",
    ),
];

const fn user(
    login_id: &'static str,
    institution: &'static str,
    name: &'static str,
    kana: &'static str,
    profession: Profession,
) -> DemoUser {
    DemoUser {
        login_id,
        institution,
        name,
        kana,
        profession,
        initial_password: None,
    }
}

/// The first user of an institution writes its records.
const USERS: &[DemoUser] = &[
    user("001@4011123454.fukuoka", UME, "松田 隆", "マツダ タカシ", Profession::Doctor),
    user("002@4011123454.fukuoka", UME, "古賀 由美", "コガ ユミ", Profession::Clerk),
    user("001@4011123462.fukuoka", HAKATA, "平野 恵子", "ヒラノ ケイコ", Profession::Doctor),
    DemoUser {
        initial_password: Some("hajimete-2026"),
        ..user("009@4011123462.fukuoka", HAKATA, "新田 大輔", "ニッタ ダイスケ", Profession::Doctor)
    },
    user("001@4011199017.fukuoka", KENOU, "緒方 健", "オガタ ケン", Profession::Doctor),
    user("002@4011199017.fukuoka", KENOU, "安永 真理", "ヤスナガ マリ", Profession::Nurse),
    user(
        "001@4031300011.fukuoka",
        "4031300011",
        "桜井 学",
        "サクライ マナブ",
        Profession::Dentist,
    ),
    user(
        "001@4041400019.fukuoka",
        "4041400019",
        "緑川 聡",
        "ミドリカワ サトシ",
        Profession::Pharmacist,
    ),
    user(
        "002@4041400019.fukuoka",
        "4041400019",
        "江藤 彩",
        "エトウ アヤ",
        Profession::Pharmacist,
    ),
    user("001@kango.fukuoka", "kango", "岡 美穂", "オカ ミホ", Profession::Nurse),
    user("002@kango.fukuoka", "kango", "堤 あゆみ", "ツツミ アユミ", Profession::Nurse),
    user(
        "001@caremane.fukuoka",
        "caremane",
        "吉村 直樹",
        "ヨシムラ ナオキ",
        Profession::CareManager,
    ),
    user(
        "001@kaigo.fukuoka",
        "kaigo",
        "中島 さゆり",
        "ナカシマ サユリ",
        Profession::CareWorker,
    ),
    user(
        "001@kyukyu.fukuoka",
        "kyukyu",
        "石橋 拓也",
        "イシバシ タクヤ",
        Profession::AmbulanceCrew,
    ),
    user("001@city.fukuoka", "city", "野田 真一", "ノダ シンイチ", Profession::CityClerk),
    user("001@office.fukuoka", "office", "井手 裕子", "イデ ユウコ", Profession::Clerk),
    user("001@4011199025.fukuoka", GENKAI, "黒木 圭", "クロキ ケイ", Profession::Doctor),
    user("001@4012000057.fukuoka", ARIAKE, "永江 修", "ナガエ オサム", Profession::Doctor),
    user("001@4012200012.fukuoka", MIYAMA, "大坪 智子", "オオツボ トモコ", Profession::Doctor),
    user("001@4012100014.fukuoka", KEICHIKU, "進 哲也", "シン テツヤ", Profession::Doctor),
];

const ANNOUNCEMENTS: &[DemoAnnouncement] = &[
    DemoAnnouncement {
        days_ago: 1,
        title: "【重要】これは体験用のデータです",
        body: "表示される患者・施設・利用者はすべて架空です。実在の方の情報は入力しないでください。",
        important: true,
    },
    DemoAnnouncement {
        days_ago: 6,
        title: "システムメンテナンスのお知らせ",
        body: "次の日曜日 午前2時から午前4時まで、点検のため画面がつながりにくくなることがあります。\nお急ぎの場合は、かかりつけ医療機関へ直接お電話ください。",
        important: false,
    },
    DemoAnnouncement {
        days_ago: 19,
        title: "禁忌薬・緊急時紹介先の更新をお願いします",
        body: "救急隊と救急病院が最初に見る項目です。前回の更新から1年以上たっている患者さんについて、内容の確認をお願いします。",
        important: false,
    },
    DemoAnnouncement {
        days_ago: 47,
        title: "柳川市のレセプトデータ等の閲覧が始まっています",
        body: "柳川市にお住まいで同意された方の行政情報を、柳川山門医師会の参加医療機関と救急告示病院で閲覧できます。",
        important: false,
    },
    DemoAnnouncement {
        days_ago: 88,
        title: "多職種連携システム 操作研修会（オンライン）のご案内",
        body: "チーム登録とチーム編成の操作を、画面を見ながら30分で説明します。録画は後日配信します。",
        important: false,
    },
];
