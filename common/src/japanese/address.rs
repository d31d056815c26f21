//! Addresses: whether two are one, and the municipality alone.

use super::fold_name;

/// Folds an address for comparison: 異体字 and width, and `1丁目2番3号` as `1-2-3`. For finding alike ones only.
pub fn fold_address(address: &str) -> String {
    let mut folded = fold_name(address);
    for word in ["丁目", "番地", "番", "号"] {
        folded = folded.replace(word, "ー");
    }
    folded.trim_end_matches('ー').to_owned()
}

/// Prefecture and municipality of an address (`福岡県北九州市小倉北区`, `福岡県京都郡苅田町`): what tells roughly where somebody lives. Where no
/// municipality is recognised the prefecture alone, and without one nothing.
///
/// ```
/// use tobiume_common::japanese::municipality_of;
/// assert_eq!(municipality_of("福岡県北九州市小倉北区城内1-1"), "福岡県北九州市小倉北区");
/// ```
pub fn municipality_of(address: &str) -> String {
    let letters: Vec<char> = address.chars().filter(|ch| !ch.is_whitespace()).take(LONGEST).collect();
    let start = prefecture(&letters);
    let end = start + municipality(&letters[start..]);
    letters[..end].iter().collect()
}

/// Letters looked at. The longest prefecture and municipality have some fifteen.
const LONGEST: usize = 24;

/// Letters that a ward's name may have, with 区.
const LONGEST_WARD: usize = 6;

/// How many letters the prefecture at the beginning has.
fn prefecture(letters: &[char]) -> usize {
    let begins_with = |name: &str| name.chars().eq(letters.iter().copied().take(name.chars().count()));
    if ["北海道", "東京都", "京都府", "大阪府"].into_iter().any(begins_with) {
        return 3;
    }
    // 神奈川, 和歌山 and 鹿児島 have three letters before 県, all others two.
    (2..=3).find(|&at| letters.get(at) == Some(&'県')).map_or(0, |at| at + 1)
}

/// How many letters the municipality at the beginning has; 0 where none is recognised. Its own letters may be those of its kind (四日市市,
/// 小郡市, 十日町市, 大町町), so the first letter never counts, a 町 or 村 written twice is taken whole, and cities with 市 twice are known by name.
fn municipality(letters: &[char]) -> usize {
    let city = end_of(letters, 0, &['市']);
    let district = letters.iter().skip(1).position(|&ch| ch == '郡').map(|at| at + 1);
    if let Some(at) = district {
        // 小郡市, 蒲郡市, 大和郡山市 and 郡 behind a city's name are no districts; 余市郡余市町 is one.
        let after: String = letters[at + 1..].iter().take(2).collect();
        let is_name = after.starts_with('市') || after == "山市";
        let stands_first = city.is_none_or(|end| at <= end);
        if !is_name
            && stands_first
            && let Some(end) = end_of(letters, at + 1, &['町', '村'])
        {
            return end;
        }
    }
    if let Some(end) = city {
        let ward = letters[end..].iter().take(LONGEST_WARD).position(|&ch| ch == '区');
        return ward.map_or(end, |at| end + at + 1);
    }
    end_of(letters, 0, &['区'])
        .filter(|&end| end <= LONGEST_WARD)
        .or_else(|| end_of(letters, 0, &['町', '村']))
        .unwrap_or(0)
}

/// Cities whose own name ends with 市. Any other second 市 belongs to what follows (那珂川市市ノ瀬).
const DOUBLE_CITIES: [&str; 3] = ["四日市市", "廿日市市", "野々市市"];

/// Where the name that begins at `from` ends, with its kind, which may stand twice (大町町, 玉村町).
fn end_of(letters: &[char], from: usize, kinds: &[char]) -> Option<usize> {
    let at = letters.iter().skip(from + 1).position(|ch| kinds.contains(ch))? + from + 1;
    let is_double = if letters[at] == '市' {
        let name = letters.get(from..=at + 1).unwrap_or_default();
        DOUBLE_CITIES.iter().any(|city| city.chars().eq(name.iter().copied()))
    } else {
        letters.get(at + 1).is_some_and(|ch| kinds.contains(ch))
    };
    Some(at + 1 + usize::from(is_double))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn municipalities_of_addresses() {
        for (address, expected) in [
            ("福岡県北九州市小倉北区城内1-1", "福岡県北九州市小倉北区"),
            ("福岡県 福岡市 早良区 百道浜3丁目", "福岡県福岡市早良区"),
            ("福岡県小郡市小郡255-1", "福岡県小郡市"),
            ("福岡県京都郡苅田町富久町1-19-1", "福岡県京都郡苅田町"),
            ("福岡県大川市大字酒見256", "福岡県大川市"),
            ("福岡県三井郡大刀洗町大字冨多819", "福岡県三井郡大刀洗町"),
            ("北九州市門司区0丁目99番", "北九州市門司区"),
            ("苅田町富久町1-19-1", "苅田町"),
            ("東京都千代田区永田町1-7-1", "東京都千代田区"),
            ("東京都西多摩郡檜原村467", "東京都西多摩郡檜原村"),
            ("東京都町田市森野2-2-22", "東京都町田市"),
            ("京都府京都市中京区寺町通", "京都府京都市中京区"),
            ("三重県四日市市諏訪町1-5", "三重県四日市市"),
            ("千葉県市川市八幡1-1-1", "千葉県市川市"),
            ("新潟県十日町市千歳町3-3", "新潟県十日町市"),
            ("佐賀県杵島郡大町町大字大町5017", "佐賀県杵島郡大町町"),
            ("群馬県佐波郡玉村町下新田201", "群馬県佐波郡玉村町"),
            ("北海道余市郡余市町朝日町26", "北海道余市郡余市町"),
            ("奈良県大和郡山市北郡山町248-4", "奈良県大和郡山市"),
            ("神奈川県川崎市川崎区宮本町1", "神奈川県川崎市川崎区"),
            ("鹿児島県鹿児島市山下町11-1", "鹿児島県鹿児島市"),
            ("福岡県", "福岡県"),
            ("住所不定", ""),
            ("", ""),
        ] {
            assert_eq!(municipality_of(address), expected, "{address}");
        }
    }

    #[test]
    fn one_address_written_in_two_ways() {
        for (a, b) in [
            ("北九州市門司区1丁目2番3号", "北九州市門司区１－２－３"),
            ("福岡県 大川市 濱町 1番地", "福岡県大川市浜町1"),
        ] {
            assert_eq!(fold_address(a), fold_address(b), "{a} = {b}");
        }
        assert_ne!(fold_address("門司区1-2-3"), fold_address("門司区1-2-4"));
    }

    proptest! {
        #[test]
        fn any_address_is_cut_within_itself(address in ".*") {
            let plain: String = address.chars().filter(|ch| !ch.is_whitespace()).collect();
            prop_assert!(plain.starts_with(&municipality_of(&address)));
        }

        #[test]
        fn kinds_alone_are_answered(address in "[市区町村郡県都府山小]{0,30}") {
            let _ = municipality_of(&address);
        }
    }
}
