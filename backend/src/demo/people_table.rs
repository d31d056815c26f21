//! The table of people, and the towns they live in.
//!
//! A row: name, kana, birth, sex; town, home, way of living, decision; institutions with what they
//! treat; items filled in (99: all); visits in the city's data (0: not in the claims program); team.

use tobiume_common::patients::Sex;

use super::{
    illnesses_brain::*,
    illnesses_inner::*,
    illnesses_other::*,
    life::*,
    network::{ARIAKE, GENKAI, HAKATA, KEICHIKU, KENOU, MIYAMA, UME},
    people::{Person, Town},
    wills::*,
};

const fn town(
    postal_code: &'static str,
    address: &'static str,
    city_code: &'static str,
    phone: &'static str,
    hospital: &'static str,
) -> Town {
    Town {
        postal_code,
        address,
        city_code,
        phone,
        hospital,
    }
}

const EMERGENCY_NORTH: &str = "県央救急病院";
const EMERGENCY_WEST: &str = "玄海大学病院";
const EMERGENCY_SOUTH: &str = "有明総合病院";

pub(super) const KOKURA: Town = town("802-0064", "福岡県北九州市小倉北区片野0丁目", "40100", "093-000", EMERGENCY_NORTH);
const TOMINO: Town = town("802-0023", "福岡県北九州市小倉北区下富野0丁目", "40100", "093-000", EMERGENCY_NORTH);
const MORITSUNE: Town = town("802-0972", "福岡県北九州市小倉南区守恒0丁目", "40100", "093-000", EMERGENCY_NORTH);
const SONE: Town = town("800-0217", "福岡県北九州市小倉南区下曽根0丁目", "40100", "093-000", EMERGENCY_NORTH);
const MOJI: Town = town("801-0882", "福岡県北九州市門司区清見0丁目", "40100", "093-000", EMERGENCY_NORTH);
const KUROSAKI: Town = town("806-0021", "福岡県北九州市八幡西区黒崎0丁目", "40100", "093-000", EMERGENCY_NORTH);
const ORIO: Town = town("807-0825", "福岡県北九州市八幡西区折尾0丁目", "40100", "093-000", EMERGENCY_NORTH);
const YAHATA: Town = town("805-0002", "福岡県北九州市八幡東区枝光0丁目", "40100", "093-000", EMERGENCY_NORTH);
const TOBATA: Town = town("804-0062", "福岡県北九州市戸畑区浅生0丁目", "40100", "093-000", EMERGENCY_NORTH);
const WAKAMATSU: Town = town("808-0034", "福岡県北九州市若松区本町0丁目", "40100", "093-000", EMERGENCY_NORTH);
const TAKESHITA: Town = town("812-0895", "福岡県福岡市博多区竹下0丁目", "40130", "092-000", EMERGENCY_WEST);
const YOSHIZUKA: Town = town("812-0041", "福岡県福岡市博多区吉塚0丁目", "40130", "092-000", EMERGENCY_WEST);
const ROPPONMATSU: Town = town("810-0044", "福岡県福岡市中央区六本松0丁目", "40130", "092-000", EMERGENCY_WEST);
const NISHIJIN: Town = town("814-0002", "福岡県福岡市早良区西新0丁目", "40130", "092-000", EMERGENCY_WEST);
const KASHII: Town = town("813-0011", "福岡県福岡市東区香椎0丁目", "40130", "092-000", EMERGENCY_WEST);
const OMUTA: Town = town("836-0843", "福岡県大牟田市不知火町0丁目", "40202", "0944-00", EMERGENCY_SOUTH);
const OKAWA: Town = town("831-0016", "福岡県大川市酒見", "40212", "0944-00", EMERGENCY_SOUTH);
const SETAKA: Town = town("835-0024", "福岡県みやま市瀬高町下庄", "40229", "0944-00", EMERGENCY_SOUTH);
const YANAGAWA: Town = town("832-0045", "福岡県柳川市本町", "40207", "0944-00", EMERGENCY_SOUTH);
const YUKUHASHI: Town = town("824-0005", "福岡県行橋市中央0丁目", "40213", "0930-00", EMERGENCY_NORTH);
const KANDA: Town = town("800-0351", "福岡県京都郡苅田町京町0丁目", "40621", "093-000", EMERGENCY_NORTH);
const TOYOTSU: Town = town("824-0121", "福岡県京都郡みやこ町豊津", "40625", "0930-00", EMERGENCY_NORTH);

macro_rules! people {
    ($( $name:literal $kana:literal $y:literal-$m:literal-$d:literal $sex:ident, $town:ident $home:ident $life:ident $will:ident,
        $($code:ident [$($illness:ident)*])+, $items:literal $visits:literal $($team:ident)?; )+) => {
        /// Everybody but the special cases.
        pub(super) const PEOPLE: &[Person] = &[$( Person {
            name: $name,
            kana: $kana,
            born: ($y, $m, $d),
            sex: Sex::$sex,
            town: &$town,
            home: $home,
            life: &$life,
            will: &$will,
            care: &[$( ($code, &[$(&$illness),*]) ),+],
            items: $items,
            visits: $visits,
            team: people!(@team $($team)?),
        } ),+];
    };
    (@team team) => { true };
    (@team) => { false };
}

people! {
    // Same names: alike in kanji and kana, or in kana alone, and the variants of a character.
    "山崎 時子" "ヤマザキ トキコ" 1946-8-21 Female, KUROSAKI HOME FRAIL UNDECIDED, UME [HYPERTENSION OSTEOPOROSIS ANEMIA], 14 4;
    "髙橋 正一" "タカハシ ショウイチ" 1941-5-2 Male, KOKURA HOME PARTIAL NO_INTUBATION, UME [HEART_FAILURE AF PROSTATE] HAKATA [DIABETES_DPP4] KENOU [], 99 16 team;
    "高橋 正一" "タカハシ ショウイチ" 1948-11-19 Male, MORITSUNE HOME INDEPENDENT ALL, UME [HYPERTENSION GOUT DYSLIPIDEMIA], 12 5;
    "田中 和子" "タナカ カズコ" 1942-3-8 Female, SONE ALONE FORGETFUL UNDECIDED, UME [ALZHEIMER HYPERTENSION CONSTIPATION], 16 8;
    "田中 和子" "タナカ カズコ" 1951-7-30 Female, TOBATA HOME INDEPENDENT UNDECIDED, UME [DYSLIPIDEMIA HYPOTHYROID], 11 3;
    "佐藤 清" "サトウ キヨシ" 1938-1-25 Male, YAHATA HOME BREATHLESS NO_INTUBATION, UME [COPD_HOT PROSTATE CONSTIPATION] KENOU [], 99 13 team;
    "佐藤 清" "サトウ キヨシ" 1947-9-14 Male, TAKESHITA HOME INDEPENDENT ALL, HAKATA [INFARCTION DYSLIPIDEMIA HYPERTENSION], 13 0;
    "中村 幸子" "ナカムラ サチコ" 1944-12-3 Female, MOJI ALONE FRAIL NO_CPR, UME [HYPERTENSION KNEE GERD] HAKATA [GLAUCOMA], 15 7;
    "中村 佐知子" "ナカムラ サチコ" 1950-6-17 Female, ROPPONMATSU HOME INDEPENDENT UNDECIDED, HAKATA [RHEUMATOID OSTEOPOROSIS], 14 0;
    "伊藤 博" "イトウ ヒロシ" 1939-10-11 Male, ORIO HOME HEMIPLEGIA NO_CPR, UME [STROKE HYPERTENSION CONSTIPATION] KENOU [], 99 12 team;
    "伊東 弘" "イトウ ヒロシ" 1945-2-27 Male, NISHIJIN HOME INDEPENDENT UNDECIDED, HAKATA [DIABETES DYSLIPIDEMIA], 12 0;
    "渡邊 文子" "ワタナベ フミコ" 1936-4-4 Female, KOKURA TOKUYO LOST NO_LIFE_SUPPORT, UME [ALZHEIMER CONSTIPATION SKIN], 99 9;
    "渡辺 文子" "ワタナベ フミコ" 1949-4-14 Female, WAKAMATSU HOME FRAIL UNDECIDED, UME [HYPERTENSION BACK GERD], 13 6;
    "斎藤 勇" "サイトウ イサム" 1940-9-9 Male, KUROSAKI HOME FRAIL NO_CPR, UME [AF HYPERTENSION DYSLIPIDEMIA PROSTATE], 14 10;
    "齋藤 勇" "サイトウ イサム" 1953-1-31 Male, YOSHIZUKA ALONE SUPPORTED ALL, HAKATA [SCHIZOPHRENIA CONSTIPATION], 15 0;

    // 北九州市, most of them in the claims program.
    "小林 ハツヱ" "コバヤシ ハツエ" 1929-2-11 Female, TOMINO TOKUYO BEDRIDDEN NO_LIFE_SUPPORT, UME [GASTROSTOMY CONSTIPATION_NO_MG SKIN], 99 11;
    "加藤 洋子" "カトウ ヨウコ" 1943-8-15 Female, TOMINO HOME PARTIAL NO_INTUBATION, UME [DIALYSIS CONSTIPATION_NO_MG] KENOU [], 99 14 team;
    "吉田 英夫" "ヨシダ ヒデオ" 1935-11-23 Male, SONE ALONE FRAIL NO_CPR, UME [PACEMAKER HYPERTENSION PROSTATE], 17 6;
    "山田 節子" "ヤマダ セツコ" 1940-7-7 Female, MORITSUNE HOME WANDERING UNDECIDED, UME [ALZHEIMER INSOMNIA], 99 5 team;
    "佐々木 武" "ササキ タケシ" 1944-3-19 Male, WAKAMATSU HOME TERMINAL NO_TRANSPORT, UME [PANCREAS_CANCER CONSTIPATION] KENOU [], 99 6 team;
    "松本 千代子" "マツモト チヨコ" 1933-5-28 Female, ORIO ALONE PARTIAL NO_CPR, UME [CKD CONSTIPATION_NO_MG HYPERTENSION] HAKATA [OSTEOPOROSIS], 18 9;
    "井上 繁" "イノウエ シゲル" 1946-12-25 Male, YAHATA HOME INDEPENDENT ALL, UME [], 10 1;
    "木村 ミツ子" "キムラ ミツコ" 1937-6-6 Female, KUROSAKI ROKEN PARTIAL NO_LIFE_SUPPORT, UME [HEART_FAILURE AF KNEE CONSTIPATION], 19 8;
    "林 昭三" "ハヤシ ショウゾウ" 1928-10-1 Male, MOJI HOME BEDRIDDEN NO_TRANSPORT, UME [PARKINSON_TUBE], 99 7 team;
    "清水 光子" "シミズ ミツコ" 1945-1-16 Female, TOBATA HOME FRAIL UNDECIDED, UME [ASTHMA HYPERTENSION], 15 6;
    "森 恒雄" "モリ ツネオ" 1942-9-29 Male, KOKURA HOME PARTIAL NO_INTUBATION, UME [PARKINSON CONSTIPATION INSOMNIA], 17 7;
    "池田 登美子" "イケダ トミコ" 1938-12-12 Female, SONE GROUP FORGETFUL NO_CPR, UME [LEWY HYPERTENSION], 18 5;
    "橋本 忠" "ハシモト タダシ" 1950-5-5 Male, ORIO HOME INDEPENDENT ALL, UME [DIABETES HYPERTENSION DYSLIPIDEMIA] HAKATA [GLAUCOMA], 13 9;
    "石川 澄江" "イシカワ スミエ" 1934-2-20 Female, TOMINO SERVICED PARTIAL NO_CPR, UME [CARDIOEMBOLIC AF HYPERTENSION], 16 6;
    "前田 孝" "マエダ タカシ" 1952-8-8 Male, MORITSUNE HOME TETRAPLEGIC ALL, UME [CORD_INJURY], 99 4;
    "藤田 静江" "フジタ シズエ" 1931-3-3 Female, YAHATA HOME FRAIL NO_LIFE_SUPPORT, UME [HYPERTENSION OSTEOPOROSIS HIP_FRACTURE CONSTIPATION] KENOU [], 16 8;
    "小川 和夫" "オガワ カズオ" 1947-4-26 Male, KUROSAKI HOME VENTILATED NO_CPR, UME [ALS] GENKAI [], 99 10 team;
    "岡田 紀美子" "オカダ キミコ" 1948-10-30 Female, TOBATA ALONE INDEPENDENT UNDECIDED, UME [DEPRESSION INSOMNIA GERD], 12 4;
    "長谷川 弥生" "ハセガワ ヤヨイ" 1941-3-21 Female, WAKAMATSU HOME FORGETFUL UNDECIDED, UME [ALZHEIMER DIABETES_DPP4 HYPERTENSION], 15 7;
    "村上 利明" "ムラカミ トシアキ" 1955-6-30 Male, KOKURA HOME BREATHLESS ALL, UME [FIBROSIS_HOT GERD], 16 5;
    "近藤 葵" "コンドウ アオイ" 1994-7-18 Female, MORITSUNE HOME EXPECTING ALL, UME [PREGNANCY], 12 0;
    "後藤 陽翔" "ゴトウ ハルト" 2018-9-5 Male, SONE HOME CHILD ALL, UME [CHILD_VENTILATOR] GENKAI [], 25 0 team;
    "坂本 ひなた" "サカモト ヒナタ" 2014-1-9 Female, ORIO HOME CHILD_TUBE UNDECIDED, GENKAI [CEREBRAL_PALSY], 18 0;

    // 福岡市: no claims program.
    "青木 貞子" "アオキ サダコ" 1932-8-17 Female, TAKESHITA ALONE FRAIL NO_CPR, HAKATA [AF_WARFARIN CONSTIPATION], 16 0;
    "福田 稔" "フクダ ミノル" 1943-11-11 Male, ROPPONMATSU HOME INDEPENDENT ALL, HAKATA [ICD DYSLIPIDEMIA] GENKAI [], 17 0;
    "太田 喜代子" "オオタ キヨコ" 1939-6-24 Female, NISHIJIN PAID LOST NO_LIFE_SUPPORT, HAKATA [ALZHEIMER HYPERTENSION CONSTIPATION], 99 0;
    "三浦 修平" "ミウラ シュウヘイ" 1951-12-2 Male, KASHII HOME PARTIAL NO_INTUBATION, HAKATA [CIRRHOSIS], 16 0;
    "岡本 照代" "オカモト テルヨ" 1946-2-14 Female, YOSHIZUKA HOME TERMINAL NO_TRANSPORT, HAKATA [LUNG_CANCER GERD] GENKAI [], 18 0 team;
    "中川 進" "ナカガワ ススム" 1949-9-1 Male, TAKESHITA HOME INDEPENDENT UNDECIDED, HAKATA [COLON_STOMA HYPERTENSION], 14 0;
    "原 麻里" "ハラ マリ" 1979-5-20 Female, ROPPONMATSU HOME INDEPENDENT ALL, HAKATA [SHORT_BOWEL], 15 0;
    "西村 敏子" "ニシムラ トシコ" 1935-7-19 Female, KASHII SERVICED FRAIL NO_CPR, HAKATA [HYPERTENSION BLADDER OSTEOPOROSIS INSOMNIA], 14 0;
    "藤原 裕太" "フジワラ ユウタ" 1981-3-12 Male, NISHIJIN HOME DISABLED ALL, HAKATA [DOWN_SYNDROME EPILEPSY], 16 0;
    "山下 房江" "ヤマシタ フサエ" 1930-1-8 Female, YOSHIZUKA CARE_CLINIC BEDRIDDEN NO_LIFE_SUPPORT, HAKATA [GASTROSTOMY], 20 0;
    "上田 敬三" "ウエダ ケイゾウ" 1944-4-30 Male, KASHII ALONE BREATHLESS NO_INTUBATION, HAKATA [NPPV HYPERTENSION], 15 0;
    "島田 まさ子" "シマダ マサコ" 1953-10-10 Female, TAKESHITA HOME INDEPENDENT UNDECIDED, HAKATA [], 10 0;

    // South and east: the program's smaller cities.
    "江崎 スミ子" "エサキ スミコ" 1934-9-15 Female, SETAKA HOME PARTIAL NO_CPR, MIYAMA [HEART_FAILURE AF] ARIAKE [], 18 6;
    "大橋 政信" "オオハシ マサノブ" 1940-12-20 Male, OMUTA HOME BREATHLESS NO_INTUBATION, ARIAKE [COPD_HOT HYPERTENSION], 16 5;
    "龍 貞義" "リュウ サダヨシ" 1945-5-9 Male, OKAWA HOME HEMIPLEGIA UNDECIDED, MIYAMA [HEMORRHAGE EPILEPSY_VALPROATE HYPERTENSION], 17 3;
    "甲斐田 ヨシ子" "カイダ ヨシコ" 1931-11-27 Female, YANAGAWA ALONE FORGETFUL NO_TRANSPORT, MIYAMA [ALZHEIMER HYPERTENSION KNEE], 14 2;
    "古賀 繁美" "コガ シゲミ" 1948-3-6 Female, SETAKA HOME INDEPENDENT UNDECIDED, MIYAMA [DIABETES_INSULIN DYSLIPIDEMIA], 13 4;
    "白石 功" "シライシ イサオ" 1943-2-2 Male, YUKUHASHI HOME FRAIL ALL, KEICHIKU [INFARCTION HYPERTENSION DYSLIPIDEMIA] KENOU [], 15 6;
    "進藤 キヌエ" "シンドウ キヌエ" 1927-6-13 Female, TOYOTSU HOME BEDRIDDEN NO_TRANSPORT, KEICHIKU [GASTROSTOMY SKIN CONSTIPATION_NO_MG], 20 3;
    "有松 和江" "アリマツ カズエ" 1942-10-23 Female, KANDA HOME HEMIPLEGIA NO_CPR, KEICHIKU [CARDIOEMBOLIC AF HYPERTENSION] UME [KNEE], 16 5;
    "毛利 秀樹" "モウリ ヒデキ" 1958-4-18 Male, YUKUHASHI HOME INDEPENDENT ALL, KEICHIKU [CKD HYPERTENSION], 12 4;
}
