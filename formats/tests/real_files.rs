//! The files that others published, read from `../shared/data` beside the project. Where that
//! folder is missing these tests say so and pass.

use std::error::Error;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use tobiume_formats::masters::{MasterFileError, MasterKind, read_master};
use tobiume_formats::uke::{self, write};

fn shared(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("SKIPPED: {} is missing", file.display());
    None
}

fn open(path: &Path) -> Result<BufReader<File>, Box<dyn Error>> {
    Ok(BufReader::new(File::open(path)?))
}

#[test]
fn sample_receipts() -> Result<(), Box<dyn Error>> {
    let Some(path) = shared("uke/RECEIPTC_GAIRAI_SAMPLE.UKE") else {
        return Ok(());
    };
    let summary = uke::check(open(&path)?)?;
    assert_eq!(summary.problems.listed(), []);
    assert_eq!((summary.receipts, summary.records), (75, 636));
    assert_eq!((summary.count_total, summary.points_total), (140, 86_392));
    assert_eq!(summary.header.unwrap().institution_code10(), "1210000000");

    let receipts: Vec<uke::Receipt> = uke::ReceiptReader::new(open(&path)?).collect::<Result<_, _>>()?;
    assert_eq!(receipts.len(), 75);
    assert!(receipts.iter().all(|receipt| receipt.identity().is_some()));
    let count = |of: fn(&uke::Receipt) -> usize| receipts.iter().map(of).sum::<usize>();
    assert_eq!(count(|r| r.diseases.len()), 9);
    assert_eq!(count(|r| r.drugs.len()), 32);
    assert_eq!(count(|r| r.counts.treatments as usize), 320);
    assert_eq!(count(|r| r.public_payers.len()), 71);
    assert_eq!(count(|r| usize::from(r.insurance.is_none())), 6);

    let first = &receipts[0];
    assert_eq!(first.diseases[1].code, uke::UNCODED_DISEASE);
    assert!(first.diseases[1].free_name.is_some());
    assert_eq!(first.drugs[0].category, 22, "taken from the comment above");
    let identity = first.identity().unwrap();
    assert_eq!((identity.symbol.as_str(), identity.number.as_str()), ("1", "1"));
    assert!(receipts[1].diseases[0].modifier_codes().eq(["8070"]));
    assert_eq!(receipts[1].insurance.as_ref().unwrap().branch.as_deref(), Some("00"));
    Ok(())
}

/// File, kind, entries, and code and name of one entry.
const MASTERS: [(&str, MasterKind, u64, &str, &str); 6] = [
    (
        "full/y_ALL20240321.zip",
        MasterKind::Drug,
        19_686,
        "620007818",
        "アムロジピンＯＤ錠５ｍｇ「トーワ」",
    ),
    ("full/b_20240601.zip", MasterKind::Disease, 27_437, "8833421", "高血圧症"),
    ("full/z_20250601.zip", MasterKind::Modifier, 2_375, "8002", "の疑い"),
    ("2022_y_ALL00000000.csv", MasterKind::Drug, 4, "620000237", "生理食塩液　１．３Ｌ"),
    ("2022_b_ALL00000000.csv", MasterKind::Disease, 5, "4375001", "もやもや病"),
    ("2022_z_ALL00000000.csv", MasterKind::Modifier, 8, "4001", "亜急性"),
];

#[test]
fn masters() -> Result<(), Box<dyn Error>> {
    for (file, kind, entries, code, name) in MASTERS {
        let Some(path) = shared(&format!("masters/{file}")) else {
            continue;
        };
        let mut found = None;
        let summary = read_master::<_, MasterFileError>(File::open(path)?, |entry| {
            assert!(!entry.kana.chars().any(|c| matches!(c, '｡'..='ﾟ')), "{file} {}", entry.code);
            if entry.code == code {
                found = Some(entry);
            }
            Ok(())
        })?;
        assert_eq!(summary.problems.listed(), [], "{file}");
        assert_eq!((summary.kind, summary.entries), (Some(kind), entries), "{file}");
        let found = found.unwrap();
        assert_eq!(found.name, name);
        match kind {
            MasterKind::Drug => assert!(found.unit.is_some() && found.yj_code.is_some()),
            MasterKind::Disease => assert!(found.icd10.is_some()),
            MasterKind::Modifier => assert!(found.place.is_some()),
        }
    }
    Ok(())
}

/// The synthetic receipts use codes of the real masters, so that names can be shown for them.
#[test]
fn synthetic_codes_exist() -> Result<(), Box<dyn Error>> {
    for (file, codes) in [
        ("full/b_20240601.zip", write::SYNTHETIC_DISEASES.to_vec()),
        ("full/y_ALL20240321.zip", write::SYNTHETIC_DRUGS.map(|(code, ..)| code).to_vec()),
    ] {
        let Some(path) = shared(&format!("masters/{file}")) else {
            continue;
        };
        let mut found = 0;
        read_master::<_, MasterFileError>(File::open(path)?, |entry| {
            found += usize::from(codes.contains(&entry.code.as_str()));
            Ok(())
        })?;
        assert_eq!(found, codes.len(), "{file}");
    }
    Ok(())
}
