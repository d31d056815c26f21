//! A form that is being filled in: what stands in it, and of which fields one may already say what is wrong.

use std::rc::Rc;

use tobiume_common::{ApiError, error::FieldError};
use yew::prelude::*;

use crate::dom;

/// What a person changes in a `T`.
pub type Edit<T> = Box<dyn FnOnce(&mut T)>;

/// A form for a `T`.
pub struct Form<T> {
    /// What stands in it.
    pub value: T,
    begun_with: T,
    left: Vec<String>,
    tried: bool,
}

/// A step of filling it in.
pub enum Change<T> {
    /// Something was typed or chosen.
    Edit(Edit<T>),
    /// The keyboard left a field in which something stands.
    Left(String),
    /// The person wants to send it.
    Tried,
    /// It begins anew with this.
    Begin(T),
}

/// The form, for whoever draws it.
pub type FormHandle<T> = UseReducerHandle<Form<T>>;

impl<T: Clone + PartialEq> Form<T> {
    /// A form that begins with this.
    pub fn new(value: T) -> Self {
        Self {
            begun_with: value.clone(),
            value,
            left: Vec::new(),
            tried: false,
        }
    }

    /// Something in it would be lost.
    pub fn is_changed(&self) -> bool {
        self.value != self.begun_with
    }

    /// What is said of the fields: what a check found wrong, where the person has been, and what the server refused.
    pub fn verdict<C>(&self, checked: Option<Result<C, ApiError>>, refused: Option<&ApiError>) -> Verdict {
        Verdict {
            found: checked.and_then(Result::err).map_or_else(Vec::new, |error| error.fields),
            refused: refused.map_or_else(Vec::new, |error| error.fields.clone()),
            left: self.left.clone(),
            tried: self.tried,
        }
    }
}

impl<T: Clone + PartialEq> Reducible for Form<T> {
    type Action = Change<T>;

    fn reduce(self: Rc<Self>, change: Change<T>) -> Rc<Self> {
        let mut next = match change {
            Change::Begin(value) => return Rc::new(Self::new(value)),
            _ => Self {
                value: self.value.clone(),
                begun_with: self.begun_with.clone(),
                left: self.left.clone(),
                tried: self.tried,
            },
        };
        match change {
            Change::Edit(edit) => edit(&mut next.value),
            Change::Left(field) if !next.left.contains(&field) => next.left.push(field),
            Change::Tried => next.tried = true,
            Change::Left(_) | Change::Begin(_) => {}
        }
        Rc::new(next)
    }
}

/// Changes what stands in a form.
pub fn edit<T: Clone + PartialEq + 'static>(form: &FormHandle<T>) -> Callback<Edit<T>> {
    let dispatcher = form.dispatcher();
    Callback::from(move |edit| dispatcher.dispatch(Change::Edit(edit)))
}

/// Notes that a field was left with something in it.
pub fn left<T: Clone + PartialEq + 'static>(form: &FormHandle<T>) -> Callback<String> {
    let dispatcher = form.dispatcher();
    Callback::from(move |field| dispatcher.dispatch(Change::Left(field)))
}

/// Sends what stands in a form; leads to the first field with which something is wrong, if there is one.
pub fn submit<T: Clone + PartialEq + 'static>(form: &FormHandle<T>, verdict: &Verdict, pending: bool, send: Callback<T>) -> Callback<()> {
    let (form, first) = (form.clone(), verdict.first().map(str::to_owned));
    Callback::from(move |()| {
        form.dispatch(Change::Tried);
        match &first {
            Some(field) => dom::focus(dom::document().get_element_by_id(field)),
            None if pending => {}
            None => send.emit(form.value.clone()),
        }
    })
}

/// What is said of the fields of a form.
pub struct Verdict {
    found: Vec<FieldError>,
    refused: Vec<FieldError>,
    left: Vec<String>,
    tried: bool,
}

impl Verdict {
    /// What to do about one field. What is still empty is not complained of before the person wants to send the form.
    pub fn of(&self, field: &str) -> Option<AttrValue> {
        let shown = self.tried || self.left.iter().any(|left| left == field);
        let found = self.found.iter().filter(|_| shown);
        let mut problems = found.chain(&self.refused).filter(|problem| problem.field == field);
        problems.next().map(|problem| AttrValue::from(problem.message.clone()))
    }

    /// The first field that keeps the form from being sent.
    pub fn first(&self) -> Option<&str> {
        self.found.first().map(|problem| problem.field.as_str())
    }

    /// How many fields keep a form from being sent that the person wanted to send.
    pub fn count(&self) -> usize {
        if self.tried { self.found.len() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(changes: Vec<Change<String>>) -> Rc<Form<String>> {
        changes.into_iter().fold(Rc::new(Form::new(String::new())), Form::reduce)
    }

    fn said(form: &Form<String>, refused: Option<&ApiError>) -> Vec<Option<AttrValue>> {
        let checked = ApiError::field("name", "A").with_field("kana", "B");
        let verdict = form.verdict(Some(Err::<(), _>(checked)), refused);
        ["name", "kana", "phone"].map(|field| verdict.of(field)).to_vec()
    }

    #[test]
    fn nothing_is_said_before_its_time() {
        assert_eq!(said(&after(vec![]), None), [None, None, None]);
        let left = after(vec![Change::Left("kana".into())]);
        assert_eq!(said(&left, None), [None, Some("B".into()), None]);
        let refused = ApiError::field("phone", "C").with_field("kana", "D");
        assert_eq!(said(&left, Some(&refused)), [None, Some("B".into()), Some("C".into())]);
        let tried = after(vec![Change::Tried]);
        assert_eq!(said(&tried, None), [Some("A".into()), Some("B".into()), None]);
        assert_eq!(
            said(&after(vec![Change::Tried, Change::Begin(String::new())]), None),
            [None, None, None]
        );
    }

    #[test]
    fn a_form_is_changed_by_what_is_typed() {
        assert!(!after(vec![Change::Tried]).is_changed());
        let typed = |text: &'static str| Change::Edit(Box::new(move |value: &mut String| *value = text.into()));
        assert!(after(vec![typed("a")]).is_changed());
        assert!(!after(vec![typed("a"), typed("")]).is_changed());
        assert!(!after(vec![typed("a"), Change::Begin("b".into())]).is_changed());
    }
}
