//! What is asked for through the one queue, and which steps each kind has.

use super::state::{Actor, State, Step};

wire! {
    /// What is asked for.
    #[derive(Copy, Eq, Hash)]
    pub enum Kind {
        /// 参加申請, by who has no account.
        Participation,
        /// 変更: users, devices or the directory of an institution that takes part.
        Change,
        /// 退会.
        Leaving,
        /// パスワードの再発行, asked for from the sign-in page.
        PasswordReset,
        /// 照合: whether a receipt is that of somebody registered, asked by an import.
        PatientMatch,
    }
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Participation,
        Self::Change,
        Self::Leaving,
        Self::PasswordReset,
        Self::PatientMatch,
    ];

    /// The stored code, as on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Participation => "participation",
            Self::Change => "change",
            Self::Leaving => "leaving",
            Self::PasswordReset => "password_reset",
            Self::PatientMatch => "patient_match",
        }
    }

    /// The kind of a stored code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What the screens call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Participation => "参加申請",
            Self::Change => "変更",
            Self::Leaving => "退会",
            Self::PasswordReset => "パスワード再発行",
            Self::PatientMatch => "患者照合",
        }
    }

    /// Where a step leads when it is taken by this actor; none where it may not be taken.
    ///
    /// Only a participation goes on after its approval. Who lost the password cannot be asked back here, but on the telephone; and an import
    /// has nothing to answer; but what was said about its receipts may turn out to be wrong, and is taken back.
    pub const fn after(self, state: State, step: Step, by: Actor) -> Option<State> {
        match (self, step) {
            (Self::PatientMatch, Step::Retract) => match (state, by) {
                (State::Approved | State::Rejected, Actor::Office) => Some(State::Retracted),
                _ => None,
            },
            (Self::Participation, _)
            | (Self::Change | Self::Leaving, Step::Submit | Step::Retract | Step::TakeUp | Step::SendBack | Step::Approve | Step::Reject)
            | (Self::PasswordReset | Self::PatientMatch, Step::Submit | Step::TakeUp | Step::Approve | Step::Reject) => {
                state.after(step, by)
            }
            _ => None,
        }
    }

    /// Whether nothing further happens with one of this kind in this state.
    pub const fn is_end(self, state: State) -> bool {
        match self {
            Self::Participation => state.is_end(),
            Self::Change | Self::Leaving | Self::PasswordReset => state.is_end() || matches!(state, State::Approved),
            Self::PatientMatch => matches!(state, State::Retracted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads_on(kind: Kind, state: State) -> bool {
        Step::ALL
            .into_iter()
            .any(|step| Actor::ALL.into_iter().any(|actor| kind.after(state, step, actor).is_some()))
    }

    #[test]
    fn an_end_is_where_nothing_leads_on() {
        for kind in Kind::ALL {
            // Every state that this kind reaches.
            let mut reached = vec![State::Draft];
            let mut at = 0;
            while let Some(state) = reached.get(at).copied() {
                at += 1;
                for step in Step::ALL {
                    for actor in Actor::ALL {
                        if let Some(next) = kind.after(state, step, actor)
                            && !reached.contains(&next)
                        {
                            reached.push(next);
                        }
                    }
                }
            }
            assert!(reached.contains(&State::Approved) && reached.contains(&State::Rejected), "{kind:?}");
            for state in reached {
                assert_eq!(kind.is_end(state), !leads_on(kind, state), "{kind:?} {state:?}");
            }
        }
    }

    #[test]
    fn what_only_a_participation_has() {
        for kind in [Kind::Change, Kind::Leaving, Kind::PasswordReset, Kind::PatientMatch] {
            assert_eq!(kind.after(State::Approved, Step::OfferDates, Actor::Office), None);
            assert_eq!(kind.after(State::Approved, Step::Begin, Actor::Network), None);
            assert_eq!(kind.after(State::InReview, Step::Approve, Actor::Office), Some(State::Approved));
        }
        assert_eq!(Kind::PasswordReset.after(State::InReview, Step::SendBack, Actor::Office), None);
        assert_eq!(
            Kind::Leaving.after(State::InReview, Step::SendBack, Actor::Office),
            Some(State::SentBack)
        );
    }

    #[test]
    fn codes_are_those_of_the_wire() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
        }
    }
}
