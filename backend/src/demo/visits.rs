//! Visits as a city's monthly data tell them (行政情報).

use tobiume_common::{YearMonth, claims::VisitKind};

use super::{calendar::months_before, illness::Drug, network, people::Case, records, types::DemoVisit};

/// The newest month that a city has sent: claims take about three months to arrive.
pub(super) const MONTHS_LATE: i32 = 3;

/// A place that gives or dispenses; one outside the network is known by its receipts alone.
type Place = (&'static str, &'static str);

const PHARMACY: Place = ("4041400019", "みどり薬局");
const PHARMACY_SOUTH: Place = ("4044900122", "筑後みなみ薬局");
const DENTIST: Place = ("4031300011", "さくら歯科");
const EYE_CLINIC: Place = ("4013000254", "とばた眼科");

/// What is given during an admission, whatever the person does not bear.
const ON_THE_WARD: [(&str, &str); 3] = [
    ("ソリタ-T3号輸液500mL", "2袋"),
    ("生理食塩液100mL", "1瓶"),
    ("ヘパリンNaロック用10単位/mLシリンジ10mL", "1筒"),
];

/// A person's visits, newest first; as many as the table says.
pub(super) fn visits(case: Case<'_>) -> Vec<DemoVisit> {
    let mut visits = Vec::new();
    for turn in 0..24 {
        if visits.len() >= case.person.visits {
            break;
        }
        visits.extend(month_of_visits(case, turn, month_of_turn(case, turn)));
    }
    visits.truncate(case.person.visits);
    visits
}

/// Why people are taken to hospital: the disease of the claim and the line in the hospital's history.
const ADMISSIONS: [(&str, &str); 4] = [
    ("肺炎", "肺炎で入院、抗菌薬で軽快し退院。嚥下評価では水分にむせあり。"),
    ("尿路感染症", "尿路感染・脱水で入院、補液と抗菌薬で軽快。"),
    ("頭部打撲", "転倒・頭部打撲で入院、頭部CTに出血なし。"),
    ("脱水症", "食欲低下・脱水で入院、補液で回復。水分の取り方を家族に説明。"),
];

/// The turn in which those whom a hospital knows were in it.
const TURN_OF_ADMISSION: i32 = 2;

/// The month of an admission, its disease, and what the hospital wrote of it.
pub(super) fn admission_of(case: Case<'_>) -> (YearMonth, &'static str, &'static str) {
    let (disease, text) = *case.pick(&ADMISSIONS, 7).unwrap_or(&ADMISSIONS[0]);
    (month_of_turn(case, TURN_OF_ADMISSION), disease, text)
}

/// Some come every month, some every other.
fn month_of_turn(case: Case<'_>, turn: i32) -> YearMonth {
    let step = 1 + i32::from(case.seed.is_multiple_of(3));
    months_before(case.today, MONTHS_LATE + turn * step)
}

/// One turn: the family doctor and the pharmacy, and from time to time the others.
fn month_of_visits(case: Case<'_>, turn: i32, month: YearMonth) -> Vec<DemoVisit> {
    let south = case.person.town.phone == "0944-00";
    let admitted = case
        .person
        .care
        .iter()
        .position(|&(code, ill)| network::is_emergency_hospital(code) && ill.is_empty());
    let mut visits = Vec::new();
    if turn == TURN_OF_ADMISSION
        && let Some(place) = admitted
    {
        visits.push(admission(case, place));
    }
    // The drugs are given by the clinic itself, or by a pharmacy: then the clinic's claim has none.
    let by_pharmacy = !case.seed.is_multiple_of(4);
    let outpatient = outpatient(case, 0, month, !by_pharmacy);
    visits.push(outpatient);
    let dispensed = records::drugs(case, 0);
    if by_pharmacy && !dispensed.is_empty() {
        let place = if south { PHARMACY_SOUTH } else { PHARMACY };
        visits.push(DemoVisit {
            drugs: amounts(&dispensed),
            ..visit(place, month, VisitKind::Dispensing, 1)
        });
    }
    let another = case.person.care.get(1).is_some_and(|(_, illnesses)| !illnesses.is_empty());
    if another && turn % 3 == 1 {
        visits.push(self::outpatient(case, 1, month, true));
    }
    if turn == 1 && !south {
        visits.push(dental(case, month));
    }
    if turn == 3 && !south && case.age() > 65 {
        visits.push(eyes(case, month));
    }
    visits
}

/// A claim without diseases and drugs.
pub(super) fn visit((institution_code, institution): Place, month: YearMonth, kind: VisitKind, days: u16) -> DemoVisit {
    DemoVisit {
        month,
        kind,
        institution_code,
        institution,
        days,
        diseases: Vec::new(),
        drugs: Vec::new(),
    }
}

/// A month as an outpatient of the institution at this place of the row.
pub(super) fn outpatient(case: Case<'_>, place: usize, month: YearMonth, with_drugs: bool) -> DemoVisit {
    let days = 1 + (case.seed as i32 + month.index()).rem_euclid(2) as u16;
    let diseases = records::illnesses(case, place).iter().flat_map(|illness| illness.diseases);
    let mut diseases: Vec<_> = diseases
        .enumerate()
        .map(|(index, &(name, _))| {
            (
                name.to_owned(),
                since(case, month, (case.seed * 13 + index * 17) as i32 % 90),
                index == 0,
            )
        })
        .collect();
    if diseases.is_empty() {
        diseases.push(("急性上気道炎".to_owned(), Some(month), true));
    }
    let drugs = records::drugs(case, place);
    DemoVisit {
        diseases,
        drugs: if with_drugs { amounts(&drugs) } else { Vec::new() },
        ..visit(place_of(case, place), month, VisitKind::Outpatient, days)
    }
}

fn admission(case: Case<'_>, place: usize) -> DemoVisit {
    let (month, disease, _) = admission_of(case);
    DemoVisit {
        diseases: vec![
            (disease.to_owned(), Some(month), true),
            ("廃用症候群".to_owned(), Some(month), false),
        ],
        drugs: ON_THE_WARD
            .iter()
            .map(|&(name, amount)| (name.to_owned(), amount.to_owned()))
            .collect(),
        ..visit(place_of(case, place), month, VisitKind::Inpatient, 6 + case.seed as u16 % 12)
    }
}

/// A month at the dentist's.
pub(super) fn dental(case: Case<'_>, month: YearMonth) -> DemoVisit {
    let names: [&[&str]; 3] = [&["慢性歯周炎"], &["う蝕", "慢性歯周炎"], &["義歯不適合", "口腔機能低下症"]];
    let names = case.pick(&names, 11).copied().unwrap_or_default();
    DemoVisit {
        diseases: names
            .iter()
            .enumerate()
            .map(|(index, &name)| (name.to_owned(), since(case, month, index as i32 * 5), index == 0))
            .collect(),
        ..visit(DENTIST, month, VisitKind::Dental, 2)
    }
}

fn eyes(case: Case<'_>, month: YearMonth) -> DemoVisit {
    DemoVisit {
        diseases: vec![
            ("老人性白内障".to_owned(), since(case, month, 40), true),
            ("ドライアイ".to_owned(), since(case, month, 14), false),
        ],
        drugs: vec![("ヒアルロン酸Na点眼液0.1%".to_owned(), "5mL".to_owned())],
        ..visit(EYE_CLINIC, month, VisitKind::Outpatient, 1)
    }
}

fn place_of(case: Case<'_>, place: usize) -> Place {
    let code = case.person.care.get(place).map_or("", |&(code, _)| code);
    (code, network::institution_name(code))
}

/// Names and amounts as a receipt has them, each drug once.
pub(super) fn amounts(drugs: &[&'static Drug]) -> Vec<(String, String)> {
    drugs.iter().map(|drug| (drug.name.to_owned(), drug.amount.to_owned())).collect()
}

/// 診療開始: the same in every month of the illness, and never after the visit.
fn since(case: Case<'_>, month: YearMonth, months: i32) -> Option<YearMonth> {
    Some(months_before(case.today, 24 + months).min(month))
}
