//! 町域名 as an address begins with it: the table's remarks are no part of an address.

/// Collects a town area over its lines, without what stands in parentheses.
#[derive(Debug, Default)]
pub(super) struct Town {
    outside: String,
    depth: usize,
}

impl Town {
    /// Adds the text of one line.
    pub(super) fn add(&mut self, text: &str) {
        for ch in text.chars() {
            match ch {
                '（' | '(' => self.depth += 1,
                '）' | ')' => self.depth = self.depth.saturating_sub(1),
                _ if self.depth == 0 => self.outside.push(ch),
                _ => {}
            }
        }
    }

    /// Whether a parenthesis goes on on the next line.
    pub(super) fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// The town area without remarks; empty where it is one.
    pub(super) fn into_name(self) -> String {
        let name = self.outside.trim();
        // A village that is one town area (利島村一円); 一円 itself is a town area of 多賀町.
        let is_remark = name == "以下に掲載がない場合" || name.ends_with("がくる場合") || name.ends_with("一円") && name != "一円";
        if is_remark {
            return String::new();
        }
        if name.contains(['、', '～']) {
            return before_numbers(name).to_owned();
        }
        name.to_owned()
    }
}

/// `種市第２３地割～第２７地割` is 種市; of other lists nothing is common.
fn before_numbers(list: &str) -> &str {
    if !list.contains("地割") {
        return "";
    }
    let end = list.find(|ch: char| matches!(ch, '第' | '０'..='９' | '0'..='9' | '、' | '～'));
    list.get(..end.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (lines, name) in [
            (&["門司"][..], "門司"),
            (&["以下に掲載がない場合"], ""),
            (&["大江町の次に番地がくる場合"], ""),
            (&["泉町の次に１～５番地がくる場合"], ""),
            (&["利島村一円"], ""),
            (&["一円"], "一円"),
            (&["大通西（１～１９丁目）"], "大通西"),
            (&["西新宿新宿パークタワー（次のビルを除く）"], "西新宿新宿パークタワー"),
            (&["種市第２３地割～第２７地割（角浜、玉川）"], "種市"),
            (&["穴明２２地割、穴明２３地割"], "穴明"),
            (&["甲、乙"], ""),
            (&["駒場（その他「１０１番地", "～１２０番地」", "を含む）"], "駒場"),
            (&["樋口（（東）町）", ""], "樋口"),
            (&["））門"], "門"),
        ] {
            let mut town = Town::default();
            lines.iter().for_each(|line| town.add(line));
            assert!(!town.is_open(), "{lines:?}");
            assert_eq!(town.into_name(), name, "{lines:?}");
        }
        let mut open = Town::default();
        open.add("駒場（その他");
        assert!(open.is_open());
    }
}
