//! 緊急救命医療が必要な場合: what people decided, with whom, and their words.

/// A decision and the records of conversations that led to it.
#[derive(Debug)]
pub struct Will {
    /// Choice of 救命救急医療の希望.
    pub choice: &'static str,
    /// Note of the choice.
    pub note: &'static str,
    /// Alternatives of the ACP record: decision and words.
    pub talks: &'static [(&'static str, &'static str)],
}

pub const UNDECIDED: Will = Will {
    choice: "undecided",
    note: "",
    talks: &[
        (
            "まだ決めていない。話し合いを始めた",
            "「そのときになってみないとわからん。」正月に家族が集まるときにもう一度。",
        ),
        ("決めていない", "急な話で驚かれた様子。パンフレットを渡し、次回の訪問で続きを。"),
        (
            "本人と家族で意見が分かれている",
            "本人は「自然に」、家族は「できることはすべて」。結論を急がず話し合う。",
        ),
    ],
};

pub const ALL: Will = Will {
    choice: "all",
    note: "",
    talks: &[
        (
            "可能な限りの治療を希望",
            "「まだやりたいことがある。治るならどんな治療でも受けたい。」",
        ),
        (
            "救命処置をすべて希望",
            "家族と過ごす時間がまだ要ると本人。回復の見込みがなくなったときは、あらためて家族と相談。",
        ),
        ("標準的な救命処置を行う", "家族の希望。できることはすべてしてほしい。"),
    ],
};

pub const NO_INTUBATION: Will = Will {
    choice: "no_intubation",
    note: "マスク式の人工呼吸は可",
    talks: &[
        (
            "挿管・人工呼吸器は希望しない",
            "「前の入院で喉の管がつらかった。点滴と酸素はお願いしたい。」",
        ),
        (
            "気管内挿管はしない。NPPVまで",
            "苦しさを取る薬は使ってほしい。昇圧薬・点滴は希望する。",
        ),
        ("人工呼吸器につながない", "「機械で生かされるのは違うと思う。でも入院はしてよい。」"),
    ],
};

pub const NO_CPR: Will = Will {
    choice: "no_cpr",
    note: "心停止時。それまでの治療は行う",
    talks: &[
        (
            "心停止時に蘇生処置はしない",
            "「肋骨が折れてまで、とは思わん。肺炎や心不全の入院治療は受ける。」",
        ),
        ("DNAR（心停止時のみ）", "書面（本人署名）を冷蔵庫の救急医療情報キットに保管。"),
    ],
};

pub const NO_LIFE_SUPPORT: Will = Will {
    choice: "no_life_support",
    note: "",
    talks: &[
        ("延命処置は希望しない。苦痛の緩和を優先", "「痛くないように、眠るように。」"),
        ("自然な経過に任せる", "新たな透析・人工呼吸・昇圧薬は使わない。家族も同意。"),
        ("苦痛の緩和のみ", "本人の意思は以前のノートから推定。家族会議で確認した。"),
    ],
};

pub const NO_TRANSPORT: Will = Will {
    choice: "no_transport",
    note: "急変時は訪問看護・かかりつけ医へ電話",
    talks: &[
        (
            "自宅で看取る。救急搬送を希望しない",
            "「この部屋から港が見える。ここがいい。」夜間も主治医が往診する。",
        ),
        (
            "住み慣れた場所で看取る",
            "救急車は呼ばず、まず訪問看護から主治医へ。家族全員が了承。",
        ),
    ],
};
