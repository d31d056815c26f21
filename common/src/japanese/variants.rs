//! 異体字: characters that are one when people are looked for.
//!
//! The groups are those that occur in names: the compatibility forms of CP932 and ARIB
//! (髙, 﨑, 神…), old and new forms of the 常用 and 人名用 tables (澤/沢, 邊/辺), and forms that
//! are mixed up over the telephone (斎/斉). A wider group only lengthens a result list; a missing
//! one hides a patient. So the groups are generous.

use std::{collections::HashMap, sync::LazyLock};

/// Each word is a group; its first character stands for all of it.
const GROUPS: &str = "高髙 崎﨑嵜碕埼 辺邊邉 斉斎齋齊 沢澤 浜濱濵 広廣 国國圀 桜櫻 真眞 恵惠 徳德 島嶋嶌 槙槇 瀬瀨 滝瀧 竜龍 淵渕渊 \
曽曾 富冨 峰峯 野埜 寿壽 実實 栄榮 礼禮礼 静靜 顕顯 吉𠮷 土圡 柳栁桺 桑桒 隆隆 都都 福福 祥祥 神神 靖靖 精精 羽羽 諸諸 逸逸 \
館舘 緑綠 黒黑 園薗 灯燈 与與 豊豐 鉄鐵鐡銕 塚塚 晴晴 猪猪豬 益益 熙煕凞熈 万萬 弥彌 亀龜 芦蘆 鴎鷗 桧檜 篭籠 条條 円圓 応應 仮假 \
会會 学學 気氣 経經 県縣 剣劍劒剱 検檢 鉱鑛 恒恆 黄黃 号號 仏佛 齢齡 霊靈 恋戀 労勞 禄祿 穂穗 壮壯 将將 参參 産產 糸絲 児兒 辞辭 \
湿濕 写寫冩 釈釋 乗乘 浄淨 慎愼 尽盡 図圖 数數 声聲 摂攝 専專 浅淺 銭錢 禅禪 総總惣 荘莊庄 蔵藏 続續 対對 台臺 択擇 団團 昼晝 庁廳 \
鎮鎭 転轉 伝傳 当當 党黨 稲稻 独獨 弐貳 発發 秘祕 瓶甁 変變 弁辨瓣辯 舗舖 褒襃 萌萠 満滿 黙默 薬藥 誉譽 謡謠 様樣 遥遙 来來 頼賴 乱亂 \
覧覽 両兩 励勵 歴歷 暦曆 錬鍊 炉爐 楼樓 郎郞 朗朗 録錄 湾灣 巌巖 岳嶽 尭堯 瑶瑤 凛凜 琢琢 諭諭 輝煇 鶏鷄雞 弘弘 亜亞 悪惡 圧壓 囲圍 \
医醫 壱壹 隠隱 衛衞 駅驛 塩鹽 奥奧 横橫 欧歐 殴毆 価價 画畫 海海 絵繪 壊壞 概槪 拡擴 覚覺 楽樂 巻卷 陥陷 関關 観觀 顔顏 帰歸 偽僞 戯戲 \
犠犧 旧舊 拠據 挙擧 峡峽 挟挾 狭狹 郷鄕鄉 暁曉 勲勳 薫薰 渓溪 茎莖 径徑 継繼 芸藝 撃擊 研硏 権權 険險 圏圈 献獻 厳嚴 済濟 砕碎 斎 剤劑 \
桟棧 賛贊 残殘 歯齒 従從 渋澁 獣獸 縦縱 祝祝 粛肅 処處 緒緖 叙敍 奨奬獎 焼燒 証證 嬢孃 畳疊疉 触觸 嘱囑 図 瑞瑞 随隨 髄髓 枢樞 穀穀 \
節節 戦戰 繊纖 潜潛 祖祖 双雙 捜搜 挿插 争爭 増增 臓臟 即卽 属屬 帯帶 滞滯 担擔 胆膽 断斷 遅遲 痴癡 虫蟲 著著 徴徵 聴聽 勅敕 逓遞 点點 \
盗盜 闘鬪 届屆 難難 悩惱 脳腦 覇霸 廃廢 拝拜 梅梅 麦麥 蛮蠻 姫姬 浜 賓賓 敏敏 瓶 侮侮 払拂 併倂 並竝 餅餠 勉勉 歩步 穂 墨墨 毎每 麺麵 予豫 \
余餘 揺搖 欄欄 竜 猟獵 塁壘 類類 練練 錬 鴬鶯 葛葛 祇祇 辻辻 榊榊 樋樋 蓮蓮 迫迫 槌槌 鞍鞍 飴飴 餌餌 芦 檪櫟 杉椙 彦彥 柏栢 笹篠 渚渚 琉瑠 昌昌 \
兎兔 繋繫 箸箸 溝溝 喜㐂囍 留畄 最冣 州洲 泰𣳾 聡聰 船舩 卓桌 鍋鍋 鶴靏靍 藤籐 蒔蒔 秋穐 昇曻 蝉蟬 頬頰 醤醬 掻搔 侭儘 尓爾 迩邇 焔焰 檮梼 砺礪 槇 遥 靱靭";

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
    fn groups_do_not_chain() {
        for (&member, &first) in CANONICAL.iter() {
            assert_eq!(canonical(first), first, "{member} leads to {first}, which leads on");
        }
    }
}
