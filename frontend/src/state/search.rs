//! The last patient search of this sign-in: it is still there when one comes back from a patient.
//! It lives in memory alone and goes with the session.

use std::rc::Rc;

use tobiume_common::{
    ids::PatientId,
    patients::{PatientList, PatientQuery, PatientSummary},
};
use yew::prelude::*;

/// What was looked for and what was found.
#[derive(Clone, PartialEq)]
pub struct Search {
    /// The fields of the form.
    pub query: PatientQuery,
    /// The newest answer.
    pub found: Option<Rc<PatientList>>,
    /// It answers no question: it holds the first of all whom the reader may find.
    pub everybody: bool,
}

/// A step of the search.
pub enum Step {
    /// The person changed a field.
    Typed(fn(&mut PatientQuery) -> &mut String, String),
    /// The server answered; nothing where nothing is looked for. Whether it was asked for everybody.
    Found(Option<Rc<PatientList>>, bool),
    /// What was found does not hold any more: somebody was registered, or is gone.
    Forgotten,
}

impl Reducible for Search {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let mut next = (*self).clone();
        match step {
            Step::Forgotten => next = Self::empty(),
            Step::Typed(field, text) => *field(&mut next.query) = text,
            Step::Found(found, everybody) => (next.found, next.everybody) = (found, everybody),
        }
        Rc::new(next)
    }
}

/// The search, for whoever shows it.
pub type SearchHandle = UseReducerHandle<Search>;

impl Search {
    /// Nothing looked for yet.
    pub fn empty() -> Self {
        let query = PatientQuery {
            name: String::new(),
            birth_date: String::new(),
            card_number: String::new(),
        };
        Self {
            query,
            found: None,
            everybody: true,
        }
    }

    /// What was looked for in vain.
    pub fn in_vain(&self) -> Option<&PatientQuery> {
        let found = self.found.as_ref().filter(|_| !self.everybody)?;
        found.patients.is_empty().then_some(&self.query)
    }

    /// Who somebody is, if the last search found them.
    pub fn patient(&self, id: PatientId) -> Option<&PatientSummary> {
        self.found.as_ref()?.patients.iter().find(|patient| patient.id == id)
    }
}
