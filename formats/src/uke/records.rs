//! Records into the model, one function per kind. Field numbers are those of 記録条件仕様.

use super::layout::RecordKind;
use super::model::{
    Amount, DayCount, Disease, Drug, FileHeader, Insurance, PublicPayer, Receipt, ReceiptKind, RecordCounts, UNCODED_DISEASE,
};
use super::row::{Row, fault};
use crate::problem::{FieldFault, ProblemKind};

type Parsed<T> = Result<T, ProblemKind>;

/// IR 医療機関情報.
pub(super) fn header(row: &Row<'_>) -> Parsed<FileHeader> {
    let review_body = row.digits(1, "審査支払機関", 1)?;
    if !matches!(review_body, "1" | "2") {
        return Err(fault(1, "審査支払機関", FieldFault::NotInTable));
    }
    if row.digits(3, "点数表", 1)? != "1" {
        return Err(ProblemKind::OtherReceiptKind);
    }
    Ok(FileHeader {
        review_body: if review_body == "1" { 1 } else { 2 },
        prefecture: row.digits(2, "都道府県", 2)?.to_owned(),
        institution_code: row.digits(4, "医療機関コード", 7)?.to_owned(),
        institution_name: row.text(6),
        claim_month: row.month(7, "請求年月")?,
        volume: row.digits(8, "マルチボリューム識別情報", 2)?.to_owned(),
        phone: row.text(9),
    })
}

/// RE レセプト共通.
pub(super) fn receipt(row: &Row<'_>) -> Parsed<Receipt> {
    let number = row.small(1, "レセプト番号", 6)?;
    let kind = row.digits(2, "レセプト種別", 4)?;
    let name = row.optional_text(4);
    Ok(Receipt {
        line: row.line,
        number: number.ok_or_else(|| fault(1, "レセプト番号", FieldFault::Missing))?,
        kind: ReceiptKind::from_code(kind).ok_or_else(|| fault(2, "レセプト種別", FieldFault::NotInTable))?,
        month: row.month(3, "診療年月")?,
        name: name.ok_or_else(|| fault(4, "氏名", FieldFault::Missing))?,
        sex: row.sex(5)?,
        birth_date: row.date(6, "生年月日")?,
        admission_date: row.optional_date(8, "入院年月日")?,
        chart_number: row.text(13),
        search_number: row.text(18),
        kana: row.text(36),
        insurance: None,
        public_payers: Vec::new(),
        actual_days: None,
        points: 0,
        diseases: Vec::new(),
        drugs: Vec::new(),
        counts: RecordCounts::default(),
    })
}

/// HO 保険者: the insurance, 診療実日数 and 合計点数.
pub(super) fn insurance(row: &Row<'_>) -> Parsed<(Insurance, Option<u16>, u64)> {
    let insurance = Insurance {
        insurer_number: payer_number(row, "保険者番号")?,
        symbol: row.text(2),
        number: row.text(3),
        branch: None,
    };
    let days = row.small(4, "診療実日数", 2)?;
    let points = row.number(5, "合計点数", 8)?;
    let points = points.ok_or_else(|| fault(5, "合計点数", FieldFault::Missing))?;
    Ok((insurance, days, points))
}

/// KO 公費.
pub(super) fn public_payer(row: &Row<'_>) -> Parsed<PublicPayer> {
    row.number(2, "受給者番号", 7)?;
    Ok(PublicPayer {
        payer_number: payer_number(row, "公費負担者番号")?,
        recipient_number: row.text(2),
        actual_days: row.small(4, "診療実日数", 2)?,
        points: row.number(5, "合計点数", 8)?,
    })
}

/// Field 1 of HO and KO: up to eight digits, padded with spaces on the left.
fn payer_number(row: &Row<'_>, name: &'static str) -> Parsed<String> {
    let number = row.required(1, name)?.trim_matches(' ');
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(fault(1, name, FieldFault::NotDigits));
    }
    if !(4..=8).contains(&number.len()) {
        return Err(fault(1, name, FieldFault::Length { expected: 8 }));
    }
    Ok(number.to_owned())
}

/// SN 資格確認: the 枝番, if this record is about 医療保険 and has one.
pub(super) fn branch(row: &Row<'_>) -> Parsed<Option<String>> {
    let payer = row.digits(1, "負担者種別", 1)?;
    row.digits(2, "確認区分", 2)?;
    row.number(6, "枝番", 2)?;
    Ok(row.optional_text(6).filter(|_| payer == "1"))
}

/// SY 傷病名.
pub(super) fn disease(row: &Row<'_>) -> Parsed<Disease> {
    let code = row.digits(1, "傷病名コード", 7)?;
    let outcome = match row.digits(3, "転帰区分", 1)? {
        "1" => 1,
        "2" => 2,
        "3" => 3,
        "4" => 4,
        _ => return Err(fault(3, "転帰区分", FieldFault::NotInTable)),
    };
    let free_name = row.optional_text(5);
    if code == UNCODED_DISEASE && free_name.is_none() {
        return Err(fault(5, "傷病名称", FieldFault::Missing));
    }
    let main = match row.get(6) {
        "" => false,
        "01" => true,
        _ => return Err(fault(6, "主傷病", FieldFault::NotInTable)),
    };
    Ok(Disease {
        line: row.line,
        code: code.to_owned(),
        start_date: row.date(2, "診療開始日")?,
        outcome,
        modifiers: modifiers(row)?.to_owned(),
        free_name,
        main,
        comment: row.optional_text(7),
    })
}

fn modifiers<'a>(row: &Row<'a>) -> Parsed<&'a str> {
    const NAME: &str = "修飾語コード";
    let codes = row.get(4);
    if !codes.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(fault(4, NAME, FieldFault::NotInTable));
    }
    if codes.len() > 80 {
        return Err(fault(4, NAME, FieldFault::TooLong { max: 80 }));
    }
    if !codes.len().is_multiple_of(4) {
        return Err(fault(4, NAME, FieldFault::Length { expected: 4 }));
    }
    Ok(codes)
}

/// Fields 1 to 3 of SI, IY, TO and CO: returns 診療識別, taken from the record above when empty.
pub(super) fn detail(row: &Row<'_>, above: Option<u8>) -> Parsed<u8> {
    const NAME: &str = "診療識別";
    let category = match row.small(1, NAME, 2)? {
        Some(own) => own,
        None => above.ok_or_else(|| fault(1, NAME, FieldFault::Missing))?,
    };
    let burden = row.required(2, "負担区分")?;
    if burden.len() != 1 {
        return Err(fault(2, "負担区分", FieldFault::Length { expected: 1 }));
    }
    let code = match row.kind {
        RecordKind::Iy => "医薬品コード",
        RecordKind::To => "特定器材コード",
        RecordKind::Co => "コメントコード",
        _ => "診療行為コード",
    };
    row.digits(3, code, 9)?;
    Ok(category)
}

/// IY 医薬品.
pub(super) fn drug(row: &Row<'_>, category: u8) -> Parsed<Drug> {
    let amount = match row.get(4) {
        "" => None,
        text => Some(Amount::parse(text).ok_or_else(|| fault(4, "使用量", FieldFault::NotANumber))?),
    };
    let mut days = Vec::new();
    for day in 1..=31_u8 {
        let field = 12 + usize::from(day);
        if let Some(times) = row.small(field, "算定日", 3)? {
            days.push(DayCount { day, times });
        }
    }
    Ok(Drug {
        line: row.line,
        code: row.digits(3, "医薬品コード", 9)?.to_owned(),
        category,
        amount,
        times: row.small(6, "回数", 3)?,
        days,
    })
}

/// GO 診療報酬請求書: 総件数 and 総合計点数.
pub(super) fn trailer(row: &Row<'_>) -> Parsed<(u64, u64)> {
    let count = row.number(1, "総件数", 6)?;
    let points = row.number(2, "総合計点数", 10)?;
    row.digits(3, "マルチボリューム識別情報", 2)?;
    Ok((
        count.ok_or_else(|| fault(1, "総件数", FieldFault::Missing))?,
        points.ok_or_else(|| fault(2, "総合計点数", FieldFault::Missing))?,
    ))
}

/// Layout of the records whose content is not kept: their mandatory fields.
pub(super) fn checked_only(row: &Row<'_>) -> Parsed<()> {
    match row.kind {
        RecordKind::Jd => row.digits(1, "負担者種別", 1).map(drop),
        RecordKind::Mf => row.digits(1, "窓口負担額区分", 2).map(drop),
        RecordKind::Gr => row.digits(1, "医科点数表算定理由", 2).map(drop),
        RecordKind::Ti => row.digits(1, "臓器提供区分", 1).map(drop),
        RecordKind::Tr => {
            row.month(3, "診療年月")?;
            row.sex(5)?;
            row.date(6, "生年月日").map(drop)
        }
        RecordKind::Ts => row.number(2, "合計点数", 8).map(drop),
        // Continuation records of SJ leave 区分 empty, so nothing is mandatory but the text.
        RecordKind::Sj => row.required(2, "症状詳記データ").map(drop),
        _ => Ok(()),
    }
}
