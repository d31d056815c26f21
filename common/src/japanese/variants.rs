//! 異体字: characters that are one when people are looked for.
//!
//! The groups are those that occur in names: the vendors' forms (髙, 﨑), old and new forms of the 常用 and 人名用 tables (澤/沢, 邊/辺), and forms that
//! are mixed up over the telephone (斎/斉). A wider group only lengthens a result list; a missing
//! one hides a patient. So the groups are generous.

use std::{collections::HashMap, sync::LazyLock};

/// Each word is a group; its first character stands for all of it.
const GROUPS: &str = "高髙 崎﨑嵜碕埼 辺邊邉 斉斎齋齊 沢澤 浜濱濵 広廣 国國圀 桜櫻 真眞 恵惠 徳德 島嶋嶌 槙槇 瀬瀨 滝瀧 竜龍 淵渕渊 曽曾 富冨 \
峰峯 野埜 寿壽 実實 栄榮 礼禮 静靜 顕顯 吉𠮷 土圡 柳栁桺 桑桒 館舘 緑綠 黒黑 園薗 灯燈 与與 豊豐 鉄鐵鐡銕 猪豬 熙煕凞熈 \
万萬 弥彌 亀龜 芦蘆 鴎鷗 桧檜 篭籠 条條 円圓 応應 仮假 会會 学學 気氣 経經 県縣 剣劍劒剱 検檢 鉱鑛 恒恆 黄黃 号號 仏佛 \
齢齡 霊靈 恋戀 労勞 禄祿 穂穗 壮壯 将將 参參 産產 糸絲 児兒 辞辭 湿濕 写寫冩 釈釋 乗乘 浄淨 慎愼 尽盡 図圖 数數 声聲 \
摂攝 専專 浅淺 銭錢 禅禪 総總惣 荘莊庄 蔵藏 続續 対對 台臺 択擇 団團 昼晝 庁廳 鎮鎭 転轉 伝傳 当當 党黨 稲稻 独獨 弐貳 \
発發 秘祕 瓶甁 変變 弁辨瓣辯 舗舖 褒襃 萌萠 満滿 黙默 薬藥 誉譽 謡謠 様樣 遥遙 来來 頼賴 乱亂 覧覽 両兩 励勵 歴歷 暦曆 \
錬鍊 炉爐 楼樓 郎郞 録錄 湾灣 巌巖 岳嶽 尭堯 瑶瑤 凛凜 輝煇 鶏鷄雞 亜亞 悪惡 圧壓 囲圍 医醫 壱壹 隠隱 衛衞 駅驛 塩鹽 \
奥奧 横橫 欧歐 殴毆 価價 画畫 絵繪 壊壞 概槪 拡擴 覚覺 楽樂 巻卷 陥陷 関關 観觀 顔顏 帰歸 偽僞 戯戲 犠犧 旧舊 拠據 \
挙擧 峡峽 挟挾 狭狹 郷鄕鄉 暁曉 勲勳 薫薰 渓溪 茎莖 径徑 継繼 芸藝 撃擊 研硏 権權 険險 圏圈 献獻 厳嚴 済濟 砕碎 剤劑 \
桟棧 賛贊 残殘 歯齒 従從 渋澁 獣獸 縦縱 粛肅 処處 緒緖 叙敍 奨奬獎 焼燒 証證 嬢孃 畳疊疉 触觸 嘱囑 随隨 髄髓 枢樞 戦戰 \
繊纖 潜潛 双雙 捜搜 挿插 争爭 増增 臓臟 即卽 属屬 帯帶 滞滯 担擔 胆膽 断斷 遅遲 痴癡 虫蟲 徴徵 聴聽 勅敕 逓遞 点點 \
盗盜 闘鬪 届屆 悩惱 脳腦 覇霸 廃廢 拝拜 麦麥 蛮蠻 姫姬 払拂 併倂 並竝 餅餠 歩步 毎每 麺麵 予豫 余餘 揺搖 猟獵 塁壘 \
鴬鶯 檪櫟 杉椙 彦彥 柏栢 笹篠 琉瑠 兎兔 繋繫 喜㐂囍 留畄 最冣 州洲 泰𣳾 聡聰 船舩 卓桌 鶴靏靍 藤籐 秋穐 昇曻 蝉蟬 頬頰 \
醤醬 掻搔 侭儘 尓爾 迩邇 焔焰 檮梼 砺礪 靱靭 薮藪 祢禰 穣穰";

/// The compatibility ideographs that CP932 and ARIB have for old forms (福 as U+FA1B, 塚 as U+FA10), with the character that Unicode says
/// they are. As numbers: an editor or a tool that normalises text would silently make each the same as its partner.
const COMPATIBILITY: [(char, char); 86] = [
    ('\u{f929}', '朗'),
    ('\u{f9dc}', '隆'),
    ('\u{fa10}', '塚'),
    ('\u{fa12}', '晴'),
    ('\u{fa15}', '凞'),
    ('\u{fa16}', '猪'),
    ('\u{fa17}', '益'),
    ('\u{fa18}', '礼'),
    ('\u{fa19}', '神'),
    ('\u{fa1a}', '祥'),
    ('\u{fa1b}', '福'),
    ('\u{fa1c}', '靖'),
    ('\u{fa1d}', '精'),
    ('\u{fa1e}', '羽'),
    ('\u{fa20}', '蘒'),
    ('\u{fa22}', '諸'),
    ('\u{fa25}', '逸'),
    ('\u{fa26}', '都'),
    ('\u{fa2a}', '飯'),
    ('\u{fa2b}', '飼'),
    ('\u{fa2c}', '館'),
    ('\u{fa2d}', '鶴'),
    ('\u{fa2e}', '郞'),
    ('\u{fa2f}', '隷'),
    ('\u{fa30}', '侮'),
    ('\u{fa31}', '僧'),
    ('\u{fa32}', '免'),
    ('\u{fa33}', '勉'),
    ('\u{fa34}', '勤'),
    ('\u{fa35}', '卑'),
    ('\u{fa36}', '喝'),
    ('\u{fa37}', '嘆'),
    ('\u{fa38}', '器'),
    ('\u{fa39}', '塀'),
    ('\u{fa3a}', '墨'),
    ('\u{fa3b}', '層'),
    ('\u{fa3c}', '屮'),
    ('\u{fa3d}', '悔'),
    ('\u{fa3e}', '慨'),
    ('\u{fa3f}', '憎'),
    ('\u{fa40}', '懲'),
    ('\u{fa41}', '敏'),
    ('\u{fa42}', '既'),
    ('\u{fa43}', '暑'),
    ('\u{fa44}', '梅'),
    ('\u{fa45}', '海'),
    ('\u{fa46}', '渚'),
    ('\u{fa47}', '漢'),
    ('\u{fa48}', '煮'),
    ('\u{fa49}', '爫'),
    ('\u{fa4a}', '琢'),
    ('\u{fa4b}', '碑'),
    ('\u{fa4c}', '社'),
    ('\u{fa4d}', '祉'),
    ('\u{fa4e}', '祈'),
    ('\u{fa4f}', '祐'),
    ('\u{fa50}', '祖'),
    ('\u{fa51}', '祝'),
    ('\u{fa52}', '禍'),
    ('\u{fa53}', '禎'),
    ('\u{fa54}', '穀'),
    ('\u{fa55}', '突'),
    ('\u{fa56}', '節'),
    ('\u{fa57}', '練'),
    ('\u{fa58}', '縉'),
    ('\u{fa59}', '繁'),
    ('\u{fa5a}', '署'),
    ('\u{fa5b}', '者'),
    ('\u{fa5c}', '臭'),
    ('\u{fa5d}', '艹'),
    ('\u{fa5e}', '艹'),
    ('\u{fa5f}', '著'),
    ('\u{fa60}', '褐'),
    ('\u{fa61}', '視'),
    ('\u{fa62}', '謁'),
    ('\u{fa63}', '謹'),
    ('\u{fa64}', '賓'),
    ('\u{fa65}', '贈'),
    ('\u{fa66}', '辶'),
    ('\u{fa67}', '逸'),
    ('\u{fa68}', '難'),
    ('\u{fa69}', '響'),
    ('\u{fa6a}', '頻'),
    ('\u{fa6b}', '恵'),
    ('\u{fa6c}', '𤋮'),
    ('\u{fa6d}', '舘'),
];

static CANONICAL: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for group in GROUPS.split_whitespace() {
        let mut members = group.chars();
        let Some(first) = members.next() else { continue };
        for member in members {
            // The first group that names a character keeps it, and groups never chain.
            map.entry(member).or_insert(first);
        }
    }
    for (ideograph, unified) in COMPATIBILITY {
        let first = map.get(&unified).copied().unwrap_or(unified);
        map.insert(ideograph, first);
    }
    map
});

/// The character that stands for the group of `ch`; `ch` itself where it has no variants.
pub fn canonical(ch: char) -> char {
    if ch < '\u{3400}' {
        return ch;
    }
    CANONICAL.get(&ch).copied().unwrap_or(ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_stands_in_one_group_once() {
        let mut seen = std::collections::HashSet::new();
        for ch in GROUPS.chars().filter(|ch| !ch.is_whitespace()) {
            assert!(seen.insert(ch), "{ch} stands twice");
        }
        for (ideograph, unified) in COMPATIBILITY {
            assert_ne!(ideograph, unified);
            assert!(seen.insert(ideograph), "U+{:x} stands twice", u32::from(ideograph));
        }
    }

    #[test]
    fn old_forms_of_the_vendors_are_found() {
        for (old, new) in [
            ('\u{fa10}', '塚'),
            ('\u{fa1b}', '福'),
            ('\u{fa19}', '神'),
            ('\u{f9dc}', '隆'),
            ('\u{fa26}', '都'),
            ('\u{fa2c}', '館'),
            ('\u{fa11}', '崎'),
            ('髙', '高'),
        ] {
            assert_eq!(canonical(old), canonical(new), "U+{:x}", u32::from(old));
        }
    }

    #[test]
    fn groups_do_not_chain() {
        for (&member, &first) in CANONICAL.iter() {
            assert_eq!(canonical(first), first, "{member} leads to {first}, which leads on");
        }
    }
}
