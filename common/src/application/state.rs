//! The states of an application, and who may take which step (SPEC 4). The one place that says so.
//!
//! ```text
//! 下書き → 申請済 → 確認中 ⇄ 差戻し → 承認 / 却下 → 設定日程調整 → 設定完了 → 利用中
//! ```
//!
//! An applicant may take an application back (取下げ) until it is decided. A sent-back one becomes 申請済 again when it is answered, so that
//! nothing answered is lost in the hands of a clerk who is away.

wire! {
    /// Where an application stands.
    #[derive(Copy, Eq, Hash)]
    pub enum State {
        /// 下書き: being written, the office does not see it.
        Draft,
        /// 申請済: waits for the office.
        Submitted,
        /// 確認中: a clerk has it.
        InReview,
        /// 差戻し: the applicant has to answer.
        SentBack,
        /// 承認: institution and users are made.
        Approved,
        /// 却下. The end.
        Rejected,
        /// 取下げ: the applicant took it back. The end.
        Retracted,
        /// 設定日程調整: times for the set-up visit are offered.
        Scheduling,
        /// 設定完了: every device has its result.
        SetUp,
        /// 利用中: one of its users has chosen a password. The end.
        InUse,
    }

    /// What moves an application on.
    #[derive(Copy, Eq, Hash)]
    pub enum Step {
        /// 申請する, or answer what was sent back.
        Submit,
        /// 取り下げる.
        Retract,
        /// 確認を始める.
        TakeUp,
        /// 差し戻す, with a reason.
        SendBack,
        /// 承認する.
        Approve,
        /// 却下する, with a reason.
        Reject,
        /// 日程を提示する.
        OfferDates,
        /// 日程を選ぶ.
        PickTime,
        /// 合う日程がないと答える.
        DeclineTimes,
        /// 機器の結果を記録する.
        RecordDevices,
        /// 設定を完了にする.
        FinishSetUp,
        /// 利用を始める: by the first sign-in of one of its users.
        Begin,
    }

    /// Who takes a step.
    #[derive(Copy, Eq, Hash)]
    pub enum Actor {
        /// Who applied.
        Applicant,
        /// A clerk of the secretariat.
        Office,
        /// Nobody: it follows from something else.
        Network,
    }
}

impl State {
    /// All states, in their order.
    pub const ALL: [Self; 10] = [
        Self::Draft,
        Self::Submitted,
        Self::InReview,
        Self::SentBack,
        Self::Approved,
        Self::Rejected,
        Self::Retracted,
        Self::Scheduling,
        Self::SetUp,
        Self::InUse,
    ];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InReview => "in_review",
            Self::SentBack => "sent_back",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Retracted => "retracted",
            Self::Scheduling => "scheduling",
            Self::SetUp => "set_up",
            Self::InUse => "in_use",
        }
    }

    /// The state of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// What the screens call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "下書き",
            Self::Submitted => "申請済",
            Self::InReview => "確認中",
            Self::SentBack => "差戻し",
            Self::Approved => "承認",
            Self::Rejected => "却下",
            Self::Retracted => "取下げ",
            Self::Scheduling => "設定日程調整",
            Self::SetUp => "設定完了",
            Self::InUse => "利用中",
        }
    }

    /// Whether the applicant may change what is written.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::SentBack)
    }

    /// Whether nothing further happens.
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Rejected | Self::Retracted | Self::InUse)
    }

    /// Where this step leads when it is taken by this actor; none where it may not be taken.
    pub const fn after(self, step: Step, by: Actor) -> Option<Self> {
        match (self, step, by) {
            (Self::Draft | Self::SentBack, Step::Submit, Actor::Applicant) => Some(Self::Submitted),
            (Self::Draft | Self::Submitted | Self::InReview | Self::SentBack, Step::Retract, Actor::Applicant) => Some(Self::Retracted),
            (Self::Submitted, Step::TakeUp, Actor::Office) => Some(Self::InReview),
            (Self::InReview, Step::SendBack, Actor::Office) => Some(Self::SentBack),
            (Self::InReview, Step::Approve, Actor::Office) => Some(Self::Approved),
            (Self::InReview, Step::Reject, Actor::Office) => Some(Self::Rejected),
            (Self::Approved | Self::Scheduling, Step::OfferDates, Actor::Office) => Some(Self::Scheduling),
            (Self::Scheduling, Step::PickTime | Step::DeclineTimes, Actor::Applicant) => Some(Self::Scheduling),
            (Self::Approved | Self::Scheduling, Step::RecordDevices, Actor::Office) => Some(self),
            // A visit is not always needed: a clinic that has its VPN sets up its devices by itself.
            (Self::Approved | Self::Scheduling, Step::FinishSetUp, Actor::Office) => Some(Self::SetUp),
            // Not before: who signs in early has devices that still wait to be set up.
            (Self::SetUp, Step::Begin, Actor::Network) => Some(Self::InUse),
            _ => None,
        }
    }
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 12] = [
        Self::Submit,
        Self::Retract,
        Self::TakeUp,
        Self::SendBack,
        Self::Approve,
        Self::Reject,
        Self::OfferDates,
        Self::PickTime,
        Self::DeclineTimes,
        Self::RecordDevices,
        Self::FinishSetUp,
        Self::Begin,
    ];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Retract => "retract",
            Self::TakeUp => "take_up",
            Self::SendBack => "send_back",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::OfferDates => "offer_dates",
            Self::PickTime => "pick_time",
            Self::DeclineTimes => "decline_times",
            Self::RecordDevices => "record_devices",
            Self::FinishSetUp => "finish_set_up",
            Self::Begin => "begin",
        }
    }

    /// The step of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// What the screens call it, as something that happened.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Submit => "申請",
            Self::Retract => "取下げ",
            Self::TakeUp => "確認を開始",
            Self::SendBack => "差戻し",
            Self::Approve => "承認",
            Self::Reject => "却下",
            Self::OfferDates => "設定日程の提示",
            Self::PickTime => "設定日程の決定",
            Self::DeclineTimes => "別の日程の希望",
            Self::RecordDevices => "機器の結果を記録",
            Self::FinishSetUp => "設定完了",
            Self::Begin => "利用開始",
        }
    }

    /// Whether the applicant must be told why.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::SendBack | Self::Reject)
    }
}

impl Actor {
    /// All actors.
    pub const ALL: [Self; 3] = [Self::Applicant, Self::Office, Self::Network];
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn every_case() -> impl Iterator<Item = (State, Step, Actor)> {
        State::ALL.into_iter().flat_map(|state| {
            Step::ALL
                .into_iter()
                .flat_map(move |step| Actor::ALL.into_iter().map(move |actor| (state, step, actor)))
        })
    }

    /// The rules in the words of SPEC 4, each over every case.
    #[test]
    fn every_case_follows_the_rules() {
        for (state, step, actor) in every_case() {
            let next = state.after(step, actor);
            let case = format!("{state:?} {step:?} {actor:?} → {next:?}");
            if state.is_end() {
                assert_eq!(next, None, "nothing follows an end: {case}");
            }
            let whose = match step {
                Step::Submit | Step::Retract | Step::PickTime | Step::DeclineTimes => Actor::Applicant,
                Step::Begin => Actor::Network,
                _ => Actor::Office,
            };
            assert!(next.is_none() || actor == whose, "each step belongs to one actor: {case}");
            if matches!(step, Step::SendBack | Step::Approve | Step::Reject) {
                assert_eq!(
                    next.is_some(),
                    state == State::InReview && actor == Actor::Office,
                    "only what was taken up is decided: {case}"
                );
            }
            if step == Step::Submit {
                assert_eq!(next.is_some(), state.is_open() && actor == Actor::Applicant, "{case}");
            }
            if step == Step::Begin && actor == Actor::Network {
                assert_eq!(
                    next.is_some(),
                    state == State::SetUp,
                    "no set-up is lost by an early sign-in: {case}"
                );
            }
            if matches!(step, Step::PickTime | Step::DeclineTimes | Step::RecordDevices) {
                assert!(next.is_none_or(|next| next == state), "what is noted moves nothing: {case}");
            }
            if let Some(next) = next {
                assert_ne!(next, State::Draft, "nothing becomes a draft again: {case}");
            }
        }
    }

    #[test]
    fn every_state_is_reached_and_leads_to_an_end() {
        let reachable = |from: State| {
            let mut seen = HashSet::from([from]);
            let mut next = vec![from];
            while let Some(state) = next.pop() {
                for (step, actor) in Step::ALL.into_iter().flat_map(|step| Actor::ALL.map(|actor| (step, actor))) {
                    if let Some(state) = state.after(step, actor).filter(|state| seen.insert(*state)) {
                        next.push(state);
                    }
                }
            }
            seen
        };
        assert_eq!(reachable(State::Draft), HashSet::from(State::ALL));
        for state in State::ALL {
            assert!(reachable(state).into_iter().any(State::is_end), "{state:?}");
        }
    }

    #[test]
    fn the_way_of_an_application() {
        let mut state = State::Draft;
        for (step, actor, label) in [
            (Step::Submit, Actor::Applicant, "申請済"),
            (Step::TakeUp, Actor::Office, "確認中"),
            (Step::SendBack, Actor::Office, "差戻し"),
            (Step::Submit, Actor::Applicant, "申請済"),
            (Step::TakeUp, Actor::Office, "確認中"),
            (Step::Approve, Actor::Office, "承認"),
            (Step::OfferDates, Actor::Office, "設定日程調整"),
            (Step::FinishSetUp, Actor::Office, "設定完了"),
            (Step::Begin, Actor::Network, "利用中"),
        ] {
            state = state.after(step, actor).unwrap();
            assert_eq!(state.label(), label);
        }
    }

    #[test]
    fn codes_are_those_of_the_wire() {
        for state in State::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
            assert_eq!(State::from_code(state.code()), Some(state));
        }
        for step in Step::ALL {
            assert_eq!(serde_json::to_value(step).unwrap(), step.code());
            assert_eq!(Step::from_code(step.code()), Some(step));
        }
    }
}
