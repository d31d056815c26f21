//! The rules of `common` for values, told at the fields of the form.

use tobiume_common::{
    CivilDate,
    basic_info::{Item, ItemValue, check::check_value},
    error::FieldError,
};

use super::{
    shape::{Shape, shape},
    typed::{Row, Typed, Unreadable},
};

/// What is wrong with a value, at the fields concerned. Without a clock that is right nothing can be told.
pub fn problems(item: Item, value: &ItemValue, typed: &Typed, today: Option<CivilDate>) -> Vec<Unreadable> {
    let Some(today) = today else { return Vec::new() };
    check_value(item, value, today)
        .into_iter()
        .map(|problem| at_field(item, typed, problem))
        .collect()
}

/// The rules name a part by its place in the value: `prescriptions.0.name`, `care_period.until`.
fn at_field(item: Item, typed: &Typed, problem: FieldError) -> Unreadable {
    let mut path = problem.field.split('.').skip(1);
    let part = match (typed, shape(item), path.next()) {
        (Typed::Texts(_), Shape::Texts(parts), Some(name)) => parts.iter().position(|part| part.name == name),
        (Typed::Rows(rows), _, Some(number)) => number.parse().ok().and_then(|number| place_of(rows, number)),
        _ => None,
    };
    Unreadable {
        part: part.unwrap_or_default(),
        message: problem.message,
    }
}

/// Where the line of the value stands that is so many lines from the first. Empty lines are none.
fn place_of(rows: &[Row], number: usize) -> Option<usize> {
    rows.iter()
        .enumerate()
        .filter(|(_, row)| !row.is_empty())
        .nth(number)
        .map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_of(item: Item, typed: &Typed) -> Vec<usize> {
        let value = typed.meaning(item).value.unwrap();
        let problems = problems(item, &value, typed, CivilDate::new(2026, 11, 24));
        problems.into_iter().map(|problem| problem.part).collect()
    }

    #[test]
    fn problems_stand_at_their_fields() {
        let period = Typed::Texts(vec!["R8.4.1".into(), "R7.4.1".into()]);
        assert_eq!(problem_of(Item::CarePeriod, &period), [1]);
        let acp = Typed::Texts(vec!["自宅で".into(), "2027/1/1".into(), String::new(), String::new()]);
        assert_eq!(problem_of(Item::Acp, &acp), [1]);
        let row = |key, name: &str, detail: &str| Row {
            key,
            code: String::new(),
            cells: vec![name.into(), detail.into()],
        };
        let drugs = Typed::Rows(vec![row(0, "A", ""), row(1, "", ""), row(2, "", "1錠")]);
        assert_eq!(problem_of(Item::Prescriptions, &drugs), [2], "the empty line counts on the screen");
        let long = Typed::Texts(vec!["あ".repeat(201)]);
        assert_eq!(problem_of(Item::Insurance, &long), [0]);
    }
}
