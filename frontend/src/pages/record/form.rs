//! Everything that is typed into the entry form, outside of what is drawn: a key pressed in one field draws that item again and nothing else.

use std::cell::{Cell, RefCell};

use tobiume_common::{
    CivilDate,
    basic_info::{
        Item, ItemValue, Section,
        record::{Change, Conflict, Draft, OwnRecord},
    },
    ids::RevisionId,
};
use yew::Callback;

use super::{
    check,
    typed::{Meaning, Typed, Unreadable},
};

/// The form of one patient. Two handles are equal when they are of the same form.
pub struct Form {
    base: Cell<RevisionId>,
    sections: Vec<Section>,
    /// The day in Japan, where the clock knows it.
    today: Option<CivilDate>,
    slots: RefCell<Vec<Slot>>,
    edits: Cell<u32>,
    told: RefCell<Callback<()>>,
}

/// One item.
struct Slot {
    item: Item,
    /// What is saved.
    saved: Option<ItemValue>,
    /// Who saved it, and when.
    by: Option<(String, CivilDate)>,
    typed: Typed,
    meaning: Meaning,
    /// Told by the server; gone with the next key.
    refused: Option<String>,
    /// The person has left the field or tried to save: from now on problems are told.
    judged: bool,
    /// Counts changes from outside of the item's own fields.
    round: u32,
}

/// What is to be said of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemState {
    /// It differs from what is saved.
    pub changed: bool,
    /// Something is entered.
    pub entered: bool,
    /// Who saved it, and when.
    pub by: Option<(String, CivilDate)>,
    /// What keeps it from being saved.
    pub problems: Vec<Unreadable>,
}

/// What is to be said of a section, beside its name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    /// Something is entered.
    pub entered: bool,
    /// So many items differ from what is saved.
    pub changed: usize,
    /// So many items cannot be saved as they are.
    pub problems: usize,
}

/// What is to be said of the whole form.
#[derive(Clone, Debug, PartialEq)]
pub struct Marks {
    /// Section by section.
    pub sections: Vec<(Section, Mark)>,
    /// How often each item was changed from outside of its own fields.
    pub rounds: Vec<u32>,
}

impl Marks {
    /// Items that differ from what is saved.
    pub fn changed(&self) -> usize {
        self.sections.iter().map(|(_, mark)| mark.changed).sum()
    }
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Slot {
    fn new(item: Item) -> Self {
        let typed = Typed::of(item, None);
        let meaning = typed.meaning(item);
        Self {
            item,
            saved: None,
            by: None,
            typed,
            meaning,
            refused: None,
            judged: false,
            round: 0,
        }
    }

    /// What the fields mean when nobody has touched them: so that a value kept in another form is no change.
    fn set_saved(&mut self, value: Option<&ItemValue>) {
        self.saved = Typed::of(self.item, value).meaning(self.item).value;
    }

    fn set_typed(&mut self, typed: Typed) {
        self.meaning = typed.meaning(self.item);
        self.typed = typed;
        self.refused = None;
    }

    fn set_from_outside(&mut self, typed: Typed) {
        self.set_typed(typed);
        self.round += 1;
    }

    fn changed(&self) -> bool {
        self.meaning.value != self.saved || !self.meaning.unreadable.is_empty()
    }

    /// What keeps it from being saved. What is saved already was good enough then.
    fn problems(&self, today: Option<CivilDate>) -> Vec<Unreadable> {
        if !self.changed() {
            return Vec::new();
        }
        let mut problems = self.meaning.unreadable.clone();
        if let Some(value) = &self.meaning.value {
            problems.extend(check::problems(self.item, value, &self.typed, today));
        }
        problems.extend(self.refused.iter().map(|message| Unreadable {
            part: 0,
            message: message.clone(),
        }));
        problems
    }

    fn shown_problems(&self, today: Option<CivilDate>) -> Vec<Unreadable> {
        if self.judged { self.problems(today) } else { Vec::new() }
    }
}

impl Form {
    /// The form of a record, with what was typed earlier.
    pub fn new(record: &OwnRecord, draft: Option<&Draft>, today: Option<CivilDate>) -> Self {
        let mut slots: Vec<Slot> = Item::ALL.into_iter().map(Slot::new).collect();
        for own in &record.items {
            let slot = &mut slots[own.item as usize];
            slot.set_saved(Some(&own.value));
            slot.by = Some((own.author.clone(), own.updated_on));
            slot.set_typed(Typed::of(own.item, Some(&own.value)));
        }
        for change in draft.iter().flat_map(|draft| &draft.changes) {
            slots[change.item as usize].set_typed(Typed::of(change.item, change.value.as_ref()));
        }
        Self {
            base: Cell::new(draft.map_or(record.revision, |draft| draft.base)),
            sections: record.sections.clone(),
            today,
            slots: RefCell::new(slots),
            edits: Cell::new(0),
            told: RefCell::default(),
        }
    }

    /// Whom to tell of every change.
    pub fn tell(&self, told: Callback<()>) {
        self.told.replace(told);
    }

    /// Counts the changes.
    pub fn edits(&self) -> u32 {
        self.edits.get()
    }

    /// The fields of an item as they stand.
    pub fn typed(&self, item: Item) -> Typed {
        self.slots.borrow()[item as usize].typed.clone()
    }

    /// Changes an item from its own fields.
    pub fn edit(&self, item: Item, edit: impl FnOnce(&mut Typed)) {
        self.change(item, |slot| {
            let mut typed = slot.typed.clone();
            edit(&mut typed);
            slot.set_typed(typed);
        });
    }

    /// Changes an item from elsewhere, so that its fields are drawn again.
    pub fn edit_from_outside(&self, item: Item, edit: impl FnOnce(&mut Typed)) {
        self.change(item, |slot| {
            let mut typed = slot.typed.clone();
            edit(&mut typed);
            slot.set_from_outside(typed);
        });
    }

    /// Puts back what is saved.
    pub fn undo(&self, item: Item) {
        self.change(item, |slot| slot.set_from_outside(Typed::of(item, slot.saved.as_ref())));
    }

    /// The person has left the item: its problems are told from now on.
    pub fn judge(&self, item: Item) {
        let slot = &mut self.slots.borrow_mut()[item as usize];
        slot.judged = true;
    }

    fn change(&self, item: Item, change: impl FnOnce(&mut Slot)) {
        change(&mut self.slots.borrow_mut()[item as usize]);
        self.edits.set(self.edits.get() + 1);
        self.announce();
    }

    /// Tells that something looks different.
    pub fn announce(&self) {
        let told = self.told.borrow().clone();
        told.emit(());
    }

    /// What is to be said of an item.
    pub fn state(&self, item: Item) -> ItemState {
        let slot = &self.slots.borrow()[item as usize];
        ItemState {
            changed: slot.changed(),
            entered: slot.meaning.value.is_some(),
            by: slot.by.clone(),
            problems: slot.shown_problems(self.today),
        }
    }

    /// What is to be said of the whole form.
    pub fn marks(&self) -> Marks {
        let slots = self.slots.borrow();
        let mark = |section: Section| {
            let mut mark = Mark::default();
            for slot in section.items().map(|item| &slots[item as usize]) {
                mark.entered |= slot.meaning.value.is_some();
                mark.changed += usize::from(slot.changed());
                mark.problems += usize::from(!slot.shown_problems(self.today).is_empty());
            }
            mark
        };
        Marks {
            sections: self.sections.iter().map(|&section| (section, mark(section))).collect(),
            rounds: slots.iter().map(|slot| slot.round).collect(),
        }
    }

    fn writable<'a>(&'a self, slots: &'a [Slot]) -> impl Iterator<Item = &'a Slot> {
        slots.iter().filter(|slot| self.sections.contains(&slot.item.section()))
    }

    /// What is to be saved: the items that differ from what is saved, and the revision they differ from.
    pub fn to_save(&self) -> Draft {
        let slots = self.slots.borrow();
        let changes = self
            .writable(&slots)
            .filter(|slot| slot.meaning.value != slot.saved)
            .map(|slot| Change {
                item: slot.item,
                value: slot.meaning.value.clone(),
            })
            .collect();
        Draft {
            base: self.base.get(),
            changes,
        }
    }

    /// What is to be kept as a draft, and whether that is all. What cannot be read cannot be kept, but it empties nothing either.
    pub fn to_keep(&self) -> (Draft, bool) {
        let mut draft = self.to_save();
        let slots = self.slots.borrow();
        let unreadable = |item: Item| !slots[item as usize].meaning.unreadable.is_empty();
        let complete = !self.writable(&slots).any(|slot| unreadable(slot.item));
        draft.changes.retain(|change| change.value.is_some() || !unreadable(change.item));
        (draft, complete)
    }

    /// Judges the whole form; the first item that cannot be saved and which of its fields.
    pub fn first_problem(&self) -> Option<(Item, usize)> {
        let mut slots = self.slots.borrow_mut();
        for slot in slots.iter_mut() {
            slot.judged = true;
            if !slot.problems(self.today).is_empty() {
                // Drawn again: the problem was not told before.
                slot.round += 1;
            }
        }
        self.writable(&slots)
            .find_map(|slot| slot.problems(self.today).first().map(|problem| (slot.item, problem.part)))
    }

    /// The words of the items whose problems are told.
    pub fn items_with_problems(&self) -> Vec<&'static str> {
        let slots = self.slots.borrow();
        self.writable(&slots)
            .filter(|slot| !slot.shown_problems(self.today).is_empty())
            .map(|slot| slot.item.label())
            .collect()
    }

    /// The server refused an item.
    pub fn refuse(&self, item: Item, message: &str) {
        let slot = &mut self.slots.borrow_mut()[item as usize];
        slot.judged = true;
        slot.round += 1;
        slot.refused = Some(message.to_owned());
    }

    /// Goes on from a newer revision: each item that somebody else changed meanwhile now says so. Of those that both changed the form has what
    /// the person chose, of the others what is saved.
    pub fn rebase(&self, revision: RevisionId, chosen: Vec<(Conflict, Typed)>, others: &[Conflict]) {
        let mut slots = self.slots.borrow_mut();
        let others = others
            .iter()
            .map(|other| (other.clone(), Typed::of(other.item, other.now.as_ref())));
        for (conflict, typed) in chosen.into_iter().chain(others) {
            let slot = &mut slots[conflict.item as usize];
            slot.set_saved(conflict.now.as_ref());
            slot.set_from_outside(typed);
        }
        self.base.set(revision);
        self.edits.set(self.edits.get() + 1);
    }
}

#[cfg(test)]
mod tests;
