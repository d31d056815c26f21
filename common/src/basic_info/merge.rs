//! The merged view: one record out of all institutions' entries.

use super::{Check, Item, ItemValue, MergeRule, Section, ViewMode};
use crate::CivilDate;

/// One institution's entry of one item, as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which item.
    pub item: Item,
    /// What it says.
    pub value: ItemValue,
    /// Name of the institution whose entry it is.
    pub institution: String,
    /// Name of the person who wrote it.
    pub author: String,
    /// 更新日.
    pub updated_on: CivilDate,
}

wire! {
    /// A value with its source.
    pub struct SourcedValue {
        /// What it says.
        pub value: ItemValue,
        /// Institution.
        pub institution: String,
        /// Author.
        pub author: String,
        /// 更新日.
        pub updated_on: CivilDate,
        /// Whole years since the update when the item counts as old, 0 for "less than a year"; none while fresh.
        pub stale_years: Option<u16>,
    }

    /// One item of the merged view. Items that nobody filled in are not in it.
    pub struct MergedItem {
        /// Which item.
        pub item: Item,
        /// What holds: one value, or each institution's where every entry counts. Newest first.
        pub values: Vec<SourcedValue>,
        /// Older entries that say otherwise (食い違い), newest first.
        pub conflicts: Vec<SourcedValue>,
    }

    /// One section of the merged view.
    pub struct SectionView {
        /// Which section.
        pub section: Section,
        /// Newest 更新日 of its items.
        pub updated_on: Option<CivilDate>,
        /// How many things are listed in it.
        pub count: usize,
        /// Its items in the order of the form.
        pub items: Vec<MergedItem>,
    }
}

/// Makes the merged view of a mode from every institution's entries.
///
/// Each section of the mode is there, in its order, also when empty, so that "nothing entered" is
/// seen and not guessed.
pub fn merge(mode: ViewMode, entries: Vec<Entry>, today: CivilDate) -> Vec<SectionView> {
    let mut by_item: Vec<Vec<Entry>> = Item::ALL.iter().map(|_| Vec::new()).collect();
    for entry in entries {
        if !entry.value.is_empty() {
            by_item[entry.item as usize].push(entry);
        }
    }
    mode.sections()
        .iter()
        .map(|&section| {
            let items: Vec<MergedItem> = section
                .items()
                .filter_map(|item| merge_item(item, std::mem::take(&mut by_item[item as usize]), today))
                .collect();
            section_view(section, items)
        })
        .collect()
}

fn section_view(section: Section, items: Vec<MergedItem>) -> SectionView {
    let values = || items.iter().flat_map(|item| &item.values);
    SectionView {
        section,
        updated_on: values().map(|value| value.updated_on).max(),
        count: values().map(|value| value.value.count()).sum(),
        items,
    }
}

fn merge_item(item: Item, mut entries: Vec<Entry>, today: CivilDate) -> Option<MergedItem> {
    // A stable order for one day: by institution.
    entries.sort_by(|a, b| b.updated_on.cmp(&a.updated_on).then_with(|| a.institution.cmp(&b.institution)));
    let mut entries: Vec<SourcedValue> = entries.into_iter().map(|entry| sourced(entry, today)).collect();
    if entries.is_empty() {
        return None;
    }
    let (values, conflicts) = match item.merge_rule() {
        MergeRule::Every => (entries, Vec::new()),
        MergeRule::Newest => {
            let older = entries.split_off(1);
            let conflicts = older.into_iter().filter(|old| old.value != entries[0].value).collect();
            (entries, conflicts)
        }
        MergeRule::EveryChoice => merge_choices(entries),
    };
    Some(MergedItem { item, values, conflicts })
}

/// Each ticked choice holds, whoever ticked it. An entry that leaves out a choice which another
/// one has ticked says otherwise, and is shown as a conflict.
fn merge_choices(entries: Vec<SourcedValue>) -> (Vec<SourcedValue>, Vec<SourcedValue>) {
    let ticked = |source: &SourcedValue| -> Vec<String> {
        choices(&source.value)
            .filter(|check| check.choice != "unknown")
            .map(|check| check.choice.clone())
            .collect()
    };
    let mut all: Vec<String> = entries.iter().flat_map(ticked).collect();
    all.sort_unstable();
    all.dedup();
    let says_otherwise = |source: &SourcedValue| {
        let own = ticked(source);
        all.iter().any(|choice| !own.contains(choice))
    };
    let conflicts = if entries.len() > 1 {
        entries.iter().filter(|source| says_otherwise(source)).cloned().collect()
    } else {
        Vec::new()
    };
    (entries, conflicts)
}

fn choices(value: &ItemValue) -> impl Iterator<Item = &Check> {
    match value {
        ItemValue::Checks(checks) => checks.as_slice(),
        _ => &[],
    }
    .iter()
}

fn sourced(entry: Entry, today: CivilDate) -> SourcedValue {
    let limit = entry.item.stale_after_months();
    let months = entry.updated_on.months_until(today);
    let stale_years = (limit > 0 && months >= limit).then(|| u16::try_from(months / 12).unwrap_or(u16::MAX));
    SourcedValue {
        value: entry.value,
        institution: entry.institution,
        author: entry.author,
        updated_on: entry.updated_on,
        stale_years,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basic_info::Line;

    fn entry(item: Item, value: ItemValue, institution: &str, updated_on: &str) -> Entry {
        Entry {
            item,
            value,
            institution: institution.into(),
            author: "松田".into(),
            updated_on: updated_on.parse().unwrap(),
        }
    }

    fn today() -> CivilDate {
        "2026-11-22".parse().unwrap()
    }

    fn text(text: &str) -> ItemValue {
        ItemValue::Text(text.into())
    }

    fn checks(codes: &[&str]) -> ItemValue {
        ItemValue::Checks(
            codes
                .iter()
                .map(|&code| Check {
                    choice: code.into(),
                    note: String::new(),
                })
                .collect(),
        )
    }

    fn item(sections: &[SectionView], item: Item) -> &MergedItem {
        sections
            .iter()
            .flat_map(|section| &section.items)
            .find(|merged| merged.item == item)
            .unwrap()
    }

    #[test]
    fn every_section_is_there_in_order_even_without_entries() {
        for mode in ViewMode::ALL {
            let sections = merge(mode, Vec::new(), today());
            assert_eq!(sections.iter().map(|view| view.section).collect::<Vec<_>>(), mode.sections());
            assert!(
                sections
                    .iter()
                    .all(|view| view.items.is_empty() && view.updated_on.is_none() && view.count == 0)
            );
        }
    }

    #[test]
    fn the_newest_holds_and_the_other_is_a_conflict() {
        let sections = merge(
            ViewMode::Emergency,
            vec![
                entry(Item::EmergencyHospital, text("県央救急病院"), "A", "2026-11-02"),
                entry(Item::EmergencyHospital, text("市立病院"), "B", "2023-06-01"),
                entry(Item::EmergencyHospital, text("県央救急病院"), "C", "2024-06-01"),
            ],
            today(),
        );
        let merged = item(&sections, Item::EmergencyHospital);
        assert_eq!(merged.values.len(), 1);
        assert_eq!(merged.values[0].institution, "A");
        assert_eq!(merged.conflicts.len(), 1);
        assert_eq!(merged.conflicts[0].institution, "B");
        assert_eq!(merged.conflicts[0].stale_years, Some(3));
    }

    #[test]
    fn drugs_and_contraindications_of_every_institution_hold() {
        let line = |name: &str| {
            ItemValue::Lines(vec![Line {
                code: String::new(),
                name: name.into(),
                detail: String::new(),
            }])
        };
        let sections = merge(
            ViewMode::Emergency,
            vec![
                entry(Item::Prescriptions, line("アムロジピン"), "A", "2025-01-01"),
                entry(Item::Prescriptions, line("ワーファリン"), "B", "2026-11-01"),
                entry(Item::ContraindicatedDrugs, text("セフェム系"), "A", "2019-01-01"),
                entry(Item::ContraindicatedDrugs, text("  "), "B", "2026-11-01"),
            ],
            today(),
        );
        let drugs = item(&sections, Item::Prescriptions);
        assert_eq!(
            drugs.values.iter().map(|value| value.institution.as_str()).collect::<Vec<_>>(),
            ["B", "A"]
        );
        assert!(drugs.conflicts.is_empty());
        assert_eq!(drugs.values[1].stale_years, Some(1));
        let red = item(&sections, Item::ContraindicatedDrugs);
        assert_eq!(red.values.len(), 1, "an empty newer entry must not hide an older one");
        assert_eq!(red.values[0].stale_years, None);
    }

    #[test]
    fn a_choice_that_another_institution_left_out_is_a_conflict() {
        let sections = merge(
            ViewMode::Emergency,
            vec![
                entry(Item::Allergies, checks(&["iodine", "food"]), "A", "2026-04-10"),
                entry(Item::Allergies, checks(&["iodine"]), "B", "2023-06-01"),
                entry(Item::Treatments, checks(&["pacemaker"]), "A", "2026-04-10"),
                entry(Item::Treatments, checks(&["pacemaker"]), "B", "2026-04-10"),
            ],
            today(),
        );
        let allergies = item(&sections, Item::Allergies);
        assert_eq!(allergies.values.len(), 2);
        assert_eq!(
            allergies
                .conflicts
                .iter()
                .map(|value| value.institution.as_str())
                .collect::<Vec<_>>(),
            ["B"]
        );
        assert!(item(&sections, Item::Treatments).conflicts.is_empty());
    }

    #[test]
    fn the_emergency_mode_leaves_out_what_it_does_not_show() {
        let entries = vec![
            entry(Item::Behaviour, checks(&["wandering"]), "A", "2026-04-10"),
            entry(Item::Wishes, text("家で過ごしたい"), "A", "2026-04-10"),
        ];
        let shown = |mode| {
            merge(mode, entries.clone(), today())
                .iter()
                .map(|view| view.items.len())
                .sum::<usize>()
        };
        assert_eq!(shown(ViewMode::Emergency), 0);
        assert_eq!(shown(ViewMode::Collaboration), 2);
    }
}
