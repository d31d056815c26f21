//! Check digits of the codes that people type: institutions, insurers, municipalities.
//!
//! Institutions, insurers and public payers use モジュラス10・ウェイト2・1分割: the digits from the
//! right are multiplied by 2, 1, 2, 1 …, the digits of the products are added, and the check digit
//! completes the sum to a multiple of ten. Municipalities (JIS X 0402) use weights 6 to 2 and
//! modulus 11. The readers of receipts do not apply these: a receipt was checked where it was made.

/// The check digit (modulus 10, weights 2 and 1) that belongs after `digits`.
///
/// `None` when `digits` is empty or holds anything but ASCII digits.
pub fn modulus10(digits: &str) -> Option<u8> {
    if !is_digits(digits) {
        return None;
    }
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let product = u32::from(byte - b'0') * if place % 2 == 0 { 2 } else { 1 };
            product / 10 + product % 10
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).ok()
}

/// Appends the check digit of [`modulus10`]; `None` when `digits` are not digits.
pub fn with_modulus10(digits: &str) -> Option<String> {
    modulus10(digits).map(|check| format!("{digits}{check}"))
}

/// Whether `code` is a well-formed 医療機関コード.
///
/// Seven digits (the last is the check digit), or ten: prefecture (01 to 47), 点数表 (1 medical,
/// 3 dental, 4 pharmacy, 6 home nursing; 5 is historical) and the seven.
pub fn is_institution_code(code: &str) -> bool {
    match code.len() {
        7 => ends_in_modulus10(code),
        10 if is_digits(code) => {
            let (prefix, own) = code.split_at(3);
            let (prefecture, table) = prefix.split_at(2);
            ("01"..="47").contains(&prefecture) && matches!(table, "1" | "3" | "4" | "5" | "6") && ends_in_modulus10(own)
        }
        _ => false,
    }
}

/// Whether `number` is a well-formed 保険者番号 or 公費負担者番号.
///
/// Eight digits (法別番号, prefecture, insurer, check digit), or the six of 国民健康保険.
pub fn is_insurer_number(number: &str) -> bool {
    matches!(number.len(), 6 | 8) && ends_in_modulus10(number)
}

/// Whether `code` is one that JIS X 0402 may give to a 市区町村: five digits, prefecture (01 to 47) and number (100 to 799).
pub fn is_municipality_code(code: &str) -> bool {
    code.len() == 5 && is_digits(code) && ("01"..="47").contains(&&code[..2]) && ("100"..="799").contains(&&code[2..])
}

/// The six-digit 市区町村コード of a five-digit one; `None` unless `code` is five digits.
pub fn municipality_code6(code: &str) -> Option<String> {
    if code.len() != 5 || !is_digits(code) {
        return None;
    }
    let sum: u32 = code
        .bytes()
        .zip([6, 5, 4, 3, 2])
        .map(|(byte, weight)| u32::from(byte - b'0') * weight)
        .sum();
    Some(format!("{code}{}", (11 - sum % 11) % 10))
}

/// Whether `code` is a six-digit 市区町村コード with the right check digit.
pub fn is_municipality_code6(code: &str) -> bool {
    code.len() == 6 && code.get(..5).and_then(municipality_code6).is_some_and(|full| full == code)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn ends_in_modulus10(code: &str) -> bool {
    is_digits(code)
        && code
            .split_at_checked(code.len() - 1)
            .is_some_and(|(body, check)| modulus10(body).is_some_and(|d| check == d.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes() {
        assert!(is_institution_code("8814790"));
        assert!(is_institution_code("4018814790"));
        assert!(!is_institution_code("4818814790"), "no such prefecture");
        assert!(!is_institution_code("8814791"));
        assert!(is_insurer_number("01130012"));
        assert!(!is_insurer_number("01130013"));
        assert!(is_insurer_number("138057"), "国民健康保険 of 新宿区");
        assert!(!is_insurer_number("０1130012"));
        assert!(!is_insurer_number(""));
    }

    #[test]
    fn municipalities() {
        for (five, six) in [("40130", "401307"), ("40100", "401005"), ("13101", "131016")] {
            assert_eq!(municipality_code6(five).as_deref(), Some(six));
            assert!(is_municipality_code6(six));
        }
        assert!(is_municipality_code("40130") && is_municipality_code("47799"));
        for wrong in ["40000", "00130", "48130", "40800", "4013", "401307", "４0130", "40あ"] {
            assert!(!is_municipality_code(wrong), "{wrong}");
        }
        assert!(!is_municipality_code6("401306"));
        assert!(!is_municipality_code6("あい"));
        assert_eq!(municipality_code6("4013"), None);
    }
}
