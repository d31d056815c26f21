//! How people live: daily life, care, cognition, what they wish, and where.

/// A way of living, as the items of 日常生活状態 to 行動の特徴 describe it.
#[derive(Debug)]
pub struct Life {
    /// 食事, 栄養経路, 食事形態, 排泄, 移動, 呼吸.
    pub daily: [&'static str; 6],
    /// 身体障害者, 精神障害者, 療育手帳.
    pub disability: [&'static str; 3],
    /// 要介護度.
    pub care: &'static str,
    /// 障害情報.
    pub impairments: &'static [(&'static str, &'static str)],
    /// 認知症高齢者の日常生活自立度.
    pub independence: &'static str,
    /// 長谷川式 and MMSE.
    pub scores: (u8, u8),
    /// 行動の特徴.
    pub behaviour: &'static [(&'static str, &'static str)],
    /// Alternatives of the patient's wishes.
    pub wishes: &'static [&'static str],
    /// Alternatives of 備考.
    pub remarks: &'static [&'static str],
}

/// A kind of home with the name of the place.
pub type Home = (&'static str, &'static str);

pub const HOME: Home = ("home", "なし（在宅）");
pub const ALONE: Home = ("home_alone", "なし（在宅・独居）");
pub const TOKUYO: Home = ("nursing_home", "特別養護老人ホーム 足立の里");
pub const ROKEN: Home = ("care_facility", "介護老人保健施設 はまゆう");
pub const CARE_CLINIC: Home = ("care_clinic", "介護医療院 やまもも");
pub const PAID: Home = ("paid_home", "有料老人ホーム ゆうなぎ");
pub const SERVICED: Home = ("serviced_housing", "サービス付き高齢者向け住宅 花水木");
pub const GROUP: Home = ("group_home", "グループホーム つくしの家");

/// Needs nobody.
pub const INDEPENDENT: Life = Life {
    daily: ["independent", "oral", "regular", "independent", "independent", "independent"],
    disability: ["none", "none", "none"],
    care: "none",
    impairments: &[("vision", "白内障術後、日常生活に支障なし")],
    independence: "independent",
    scores: (29, 29),
    behaviour: &[("other", "特記なし")],
    wishes: &[
        "病状はすべて自分に話してほしい。家族にも同じ説明を。",
        "できるだけ自分で通院を続けたい。",
        "検査の結果は電話ではなく、会って聞きたい。",
    ],
    remarks: &["独歩で通院。お薬手帳は必ず持参される。", "日中は留守が多い。電話は夕方以降に。"],
};

/// Walks with a stick.
pub const FRAIL: Life = Life {
    daily: ["independent", "oral", "soft", "independent", "cane", "independent"],
    disability: ["none", "none", "none"],
    care: "support2",
    impairments: &[("hearing", "右が遠い。左側から話す"), ("motor", "下肢筋力低下")],
    independence: "1",
    scores: (26, 27),
    behaviour: &[("fall_risk", "半年で2回転倒")],
    wishes: &[
        "子どもに迷惑をかけたくない。今の家で暮らしたい。",
        "入院はなるべく短くしてほしい。猫がいるので。",
        "手術が必要になったら、まず家族に相談してほしい。",
    ],
    remarks: &[
        "週2回デイケア（火・金）。",
        "緊急通報装置あり。鍵は民生委員が保管。",
        "玄関前に階段15段。搬送は布担架で。",
    ],
};

/// Needs some help.
pub const PARTIAL: Life = Life {
    daily: ["watched", "oral", "chopped", "partial", "partial", "independent"],
    disability: ["4", "none", "none"],
    care: "care2",
    impairments: &[("motor", "下肢の支持性低下"), ("hearing", "補聴器（両側）")],
    independence: "2a",
    scores: (22, 23),
    behaviour: &[("fall_risk", "夜間トイレのとき")],
    wishes: &[
        "デイサービスの日を減らさずに、家で過ごしたい。",
        "痛いこと、管を入れることはなるべくしないでほしい。",
        "先に逝った連れ合いの写真を、どこに行ってもそばに置いてほしい。",
    ],
    remarks: &[
        "訪問診療 第2・第4水曜。",
        "服薬は一包化、薬剤師が月2回訪問。",
        "入浴は訪問介護（月・木）。",
    ],
};

/// Half of the body is paralysed.
pub const HEMIPLEGIA: Life = Life {
    daily: ["partial", "oral", "thickened", "partial", "wheelchair", "independent"],
    disability: ["2", "none", "none"],
    care: "care3",
    impairments: &[
        ("motor", "片麻痺、短下肢装具"),
        ("speech", "失語：はい・いいえで答えられる"),
        ("swallowing", "水分はとろみ中間"),
    ],
    independence: "2b",
    scores: (18, 19),
    behaviour: &[
        ("fall_risk", "一人で立ち上がろうとする"),
        ("agitation", "伝わらないときに声が大きくなる"),
    ],
    wishes: &[
        "リハビリを続けて、もう一度家族と外食したい。",
        "話すのに時間がかかるが、自分で決めたい。待ってほしい。",
    ],
    remarks: &[
        "移乗は麻痺側を支える。車いす自走は短距離なら可。",
        "福祉用具：電動ベッド、手すり、スロープ。",
    ],
};

/// In bed, fed by a tube.
pub const BEDRIDDEN: Life = Life {
    daily: ["full", "gastrostomy", "none", "diaper", "bedridden", "suction"],
    disability: ["1", "none", "none"],
    care: "care5",
    impairments: &[
        ("motor", "四肢拘縮"),
        ("swallowing", "経口摂取不可"),
        ("speech", "発語なし、うなずきあり"),
    ],
    independence: "4",
    scores: (0, 0),
    behaviour: &[("other", "吸引のとき手を払う（ミトンは使わない）")],
    wishes: &[
        "本人の以前の言葉：「寝たきりになっても、にぎやかな所がよか」。",
        "苦しそうな処置は控えてほしい（家族）。",
    ],
    remarks: &[
        "体位変換3時間ごと、エアマットレス。仙骨部に発赤。",
        "拘縮予防の訓練を週2回。着替えは麻痺の強い側から。",
    ],
};

/// Forgets, but manages.
pub const FORGETFUL: Life = Life {
    daily: ["independent", "oral", "regular", "watched", "independent", "independent"],
    disability: ["none", "none", "none"],
    care: "care1",
    impairments: &[("hearing", "加齢性難聴、補聴器は使いたがらない")],
    independence: "2b",
    scores: (19, 21),
    behaviour: &[("delusion", "財布を盗られたと訴えることがある")],
    wishes: &[
        "自分の名前で呼んでほしい（おばあちゃんと呼ばない）。",
        "土をさわっていたい。畑仕事は続けさせてほしい。",
    ],
    remarks: &[
        "服薬は訪問看護がカレンダーにセット（週1回）。",
        "難聴もあり、電話での約束は伝わりにくい。",
    ],
};

/// Walks away from home.
pub const WANDERING: Life = Life {
    daily: ["watched", "oral", "regular", "partial", "independent", "independent"],
    disability: ["none", "2", "none"],
    care: "care3",
    impairments: &[("speech", "語想起困難、短い文なら通じる")],
    independence: "3a",
    scores: (9, 11),
    behaviour: &[
        ("wandering", "夕方に「家へ帰る」と出て行く。GPS靴、警察に事前登録あり"),
        ("night_restless", "夜間に2〜3回起きる"),
        ("refusal", "入浴を嫌がる。昔の仕事の話をすると落ち着く"),
    ],
    wishes: &["施設より家で（家族の希望）。夜の外出が増えたら考える。"],
    remarks: &[
        "保護されたときは緊急連絡先の家族へ連絡。写真は地域包括支援センターにあり。",
        "自分の住所は言えない。旧姓で名乗ることがある。",
    ],
};

/// Knows nobody any more.
pub const LOST: Life = Life {
    daily: ["full", "oral", "blended", "diaper", "wheelchair", "independent"],
    disability: ["none", "1", "none"],
    care: "care4",
    impairments: &[
        ("swallowing", "むせあり、全介助で30分"),
        ("speech", "単語のみ"),
        ("vision", "右眼 ほぼ失明"),
    ],
    independence: "m",
    scores: (3, 4),
    behaviour: &[
        ("agitation", "おむつ交換のとき叩く"),
        ("eating_objects", "ティッシュを口に入れる"),
        ("unclean", "便いじり"),
        ("refusal", "服薬拒否、ゼリーに混ぜる"),
    ],
    wishes: &["元気な頃から「管につながれるのは嫌」と話していた（家族）。"],
    remarks: &[
        "薬は簡易懸濁またはゼリー。PTPは誤飲のおそれ。",
        "身体拘束はしない方針を家族と確認。",
    ],
};

/// Near the end.
pub const TERMINAL: Life = Life {
    daily: ["partial", "oral", "soft", "portable_toilet", "partial", "independent"],
    disability: ["none", "none", "none"],
    care: "applying",
    impairments: &[("motor", "倦怠感で日中の半分は臥床")],
    independence: "independent",
    scores: (28, 28),
    behaviour: &[("other", "不安が強くなる夜間に電話あり")],
    wishes: &[
        "最期まで家で。痛みだけは取ってほしい。孫の入学式まで頑張りたい。",
        "予後は家族から聞くのではなく、自分に話してほしい。",
    ],
    remarks: &[
        "24時間対応。急変時は救急車ではなく訪問看護へ電話。",
        "レスキュー薬は枕元の缶。使用回数をノートに記録。",
    ],
};

/// Breathes with oxygen.
pub const BREATHLESS: Life = Life {
    daily: ["independent", "oral", "regular", "independent", "watched", "oxygen"],
    disability: ["3", "none", "none"],
    care: "care1",
    impairments: &[("motor", "労作時息切れ（mMRC 3）")],
    independence: "independent",
    scores: (27, 28),
    behaviour: &[("other", "酸素を外して喫煙したことあり（禁煙済）")],
    wishes: &[
        "風呂に入るのが一番の楽しみ。酸素をつけて入れるようにしてほしい。",
        "もう一度マスクの呼吸器は使ってもよい。喉の管は嫌。",
    ],
    remarks: &["液化酸素ではなく濃縮器（2階寝室）。予備ボンベ2本は玄関。", "火気厳禁の表示あり。"],
};

/// Breathes with a machine.
pub const VENTILATED: Life = Life {
    daily: ["full", "gastrostomy", "none", "full", "bedridden", "ventilator"],
    disability: ["1", "none", "none"],
    care: "care5",
    impairments: &[
        ("motor", "四肢麻痺、眼球運動のみ"),
        ("speech", "気管切開。視線入力・文字盤"),
        ("swallowing", "経口摂取不可"),
    ],
    independence: "independent",
    scores: (30, 30),
    behaviour: &[("other", "不安なときは呼吸器のアラームを気にされる")],
    wishes: &["考える力は変わっていない。説明は必ず私の目を見て。", "学会で話すことを続けたい。"],
    remarks: &[
        "停電時：外部バッテリー8時間、発電機あり。電力会社に登録済。",
        "喀痰吸引ができるヘルパーが夜間も滞在。",
    ],
};

/// A child at home with a machine.
pub const CHILD: Life = Life {
    daily: ["full", "gastrostomy", "none", "diaper", "bedridden", "ventilator"],
    disability: ["1", "none", "yes"],
    care: "none",
    impairments: &[
        ("motor", "四肢体幹"),
        ("swallowing", "経口は味見だけ"),
        ("speech", "表情と指の動きで意思表示"),
    ],
    independence: "independent",
    scores: (0, 0),
    behaviour: &[("other", "知らない人のマスクをこわがる")],
    wishes: &["きょうだいと同じ小学校に通いたい（母）。"],
    remarks: &[
        "急変時はまず母の携帯へ。普段の様子はSpO2 96〜99%、心拍90台。",
        "医療的ケア児コーディネーターあり。学校へ看護師が同行。",
    ],
};

/// An adult with a disability since birth.
pub const DISABLED: Life = Life {
    daily: ["watched", "oral", "chopped", "partial", "watched", "independent"],
    disability: ["3", "none", "yes"],
    care: "none",
    impairments: &[("hearing", "両側中等度難聴"), ("speech", "ゆっくりなら会話できる")],
    independence: "independent",
    scores: (20, 22),
    behaviour: &[("other", "初めての場所では待つ時間が必要")],
    wishes: &["仲間のいる作業所に通い続けたい。"],
    remarks: &[
        "相談支援専門員が計画を作成（障害福祉サービス）。",
        "親が高齢。本人の今後を話し合い中。",
    ],
};

/// An adult who moves the head and shoulders only.
pub const TETRAPLEGIC: Life = Life {
    daily: ["full", "oral", "regular", "catheter", "wheelchair", "independent"],
    disability: ["1", "none", "none"],
    care: "care4",
    impairments: &[("motor", "四肢麻痺、肩から上は動く")],
    independence: "independent",
    scores: (30, 30),
    behaviour: &[("other", "暑さに弱い（発汗障害）。室温26度以下")],
    wishes: &["人工呼吸器が必要になってもつけてほしい。家に帰れるなら。"],
    remarks: &["移乗はリフト。電動車いすはあご操作。", "膀胱ろうは2週ごと交換（訪問診療）。"],
};

/// An adult with a mental illness who lives alone.
pub const SUPPORTED: Life = Life {
    daily: ["independent", "oral", "regular", "independent", "independent", "independent"],
    disability: ["none", "2", "none"],
    care: "none",
    impairments: &[("vision", "老眼のみ")],
    independence: "independent",
    scores: (27, 28),
    behaviour: &[
        ("delusion", "不調時「電波が来る」。否定せず聞く"),
        ("other", "救急車のサイレンで不安が強くなる"),
    ],
    wishes: &["入院は最後の手段にしてほしい。薬が増えるときは理由を話して。"],
    remarks: &["訪問看護 週1回（木）。相談は地域活動支援センターへ。"],
};

/// A woman who expects a child.
pub const EXPECTING: Life = Life {
    impairments: &[],
    behaviour: &[],
    wishes: &["夫の立ち会いを希望。里帰りはしない。"],
    remarks: &["母子健康手帳と診察券は玄関の棚。上の子（3歳）の預け先は義母。"],
    ..INDEPENDENT
};

/// A child who breathes alone, with a tube through the nose.
pub const CHILD_TUBE: Life = Life {
    daily: ["full", "nasal_tube", "none", "diaper", "wheelchair", "oxygen"],
    behaviour: &[("other", "大きな音で全身がこわばる")],
    wishes: &["音楽とおしゃべりが大好き。先に声をかけてほしい（母）。"],
    remarks: &["特別支援学校に通学（週3日）。座位保持装置つきの車いす。"],
    ..CHILD
};
