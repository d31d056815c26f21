//! What the mails say. Nothing in them was typed by a person: reasons and names may be anybody's business, and mail is read on the way.

use tobiume_common::{application::Step, mail::MailNotice};

/// What a mail is about.
pub struct Facts<'a> {
    /// 受付番号.
    pub receipt: &'a str,
    /// The network's name.
    pub network: &'a str,
    /// Telephone of the secretariat; may be empty.
    pub office_phone: &'a str,
    /// Where the pages are, without a slash at the end.
    pub public_url: &'a str,
}

/// The page on which an applicant sees where the application stands.
const STATUS_PAGE: &str = "/apply/status";

/// What tells of a step, if anything does.
pub const fn of(step: Step) -> Option<MailNotice> {
    match step {
        Step::Submit => Some(MailNotice::Received),
        Step::SendBack => Some(MailNotice::SentBack),
        Step::Approve => Some(MailNotice::Approved),
        Step::Reject => Some(MailNotice::Rejected),
        Step::OfferDates => Some(MailNotice::DatesOffered),
        Step::Retract | Step::TakeUp | Step::PickTime | Step::DeclineTimes | Step::RecordDevices | Step::FinishSetUp | Step::Begin => None,
    }
}

const fn headline(notice: MailNotice) -> &'static str {
    match notice {
        MailNotice::Received => "申請を受け付けました",
        MailNotice::SentBack => "申請について、事務局からの確認があります",
        MailNotice::Approved => "申請が承認されました",
        MailNotice::Rejected => "申請の結果のお知らせ",
        MailNotice::DatesOffered => "設定の日程をご提示しました",
    }
}

const fn what_to_do(notice: MailNotice) -> &'static str {
    match notice {
        MailNotice::Received => {
            "事務局で内容を確認します。確認が終わりましたら、またお知らせします。\nいまの状況は、申請状況のページでご覧いただけます。"
        }
        MailNotice::SentBack => {
            "事務局からの確認があります。申請状況のページでご覧ください。\n内容を直すか、回答を入力して、もう一度「申請する」を押してください。"
        }
        MailNotice::Approved => {
            "事務局から参加承認書をお届けします。届きましたら、書かれているログインIDと初期パスワードでログインしてください。\nこれからの手順は、申請状況のページでご覧いただけます。"
        }
        MailNotice::Rejected => {
            "申請は却下となりました。理由は、申請状況のページでご覧ください。\nご不明な点は、事務局へお問い合わせください。"
        }
        MailNotice::DatesOffered => "申請状況のページで日程をご覧になり、ご都合のよい日をお選びください。",
    }
}

/// The subject, one line.
pub fn subject(notice: MailNotice, facts: &Facts<'_>) -> String {
    format!("【{}】{}（受付番号 {}）", facts.network, headline(notice), facts.receipt)
}

/// The text.
pub fn body(notice: MailNotice, facts: &Facts<'_>) -> String {
    let Facts {
        receipt,
        network,
        office_phone,
        public_url,
    } = facts;
    let phone = if office_phone.is_empty() {
        String::new()
    } else {
        format!("\n電話: {office_phone}")
    };
    format!(
        "{network} 事務局です。\n{headline}。\n\n受付番号: {receipt}\nいまの状態: {state}\n\n{what_to_do}\n\n\
             申請状況のページ（受付番号と確認コードを入力してください）\n{public_url}{STATUS_PAGE}\n\n\
             ---\nこのメールは自動でお送りしています。ご返信いただいても、お答えできません。\n\
             お心当たりのない場合は、お手数ですが、事務局へお知らせください。\n{network} 事務局{phone}\n",
        headline = headline(notice),
        state = notice.state().label(),
        what_to_do = what_to_do(notice),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_tells_number_state_and_what_to_do() {
        let facts = Facts {
            receipt: "A-000123-0",
            network: "試験ネット",
            office_phone: "092-000-0000",
            public_url: "https://tobiume.example.jp",
        };
        for step in Step::ALL {
            let Some(notice) = of(step) else { continue };
            assert_eq!(MailNotice::from_code(notice.code()), Some(notice));
            let (subject, body) = (subject(notice, &facts), body(notice, &facts));
            assert!(
                subject.contains("試験ネット") && subject.contains("A-000123-0") && !subject.contains('\n'),
                "{subject}"
            );
            for part in [
                "受付番号: A-000123-0\n",
                &format!("いまの状態: {}\n", notice.state().label()),
                "https://tobiume.example.jp/apply/status\n",
                "電話: 092-000-0000\n",
            ] {
                assert!(body.contains(part), "{part} in {body}");
            }
            // Lines of mail end at 998 bytes.
            assert!(body.lines().all(|line| line.len() < 900), "{body}");
        }
        assert_eq!(Step::ALL.into_iter().filter_map(of).count(), MailNotice::ALL.len());
    }
}
