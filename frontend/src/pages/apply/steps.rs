//! The steps of the form: which fields belong to which, and what is wrong with them.

use tobiume_common::{
    ApiError, CivilDate, ErrorCode,
    application::{
        ApplicationForm,
        form::{DeviceKind, DeviceLine, UserLine},
    },
    error::FieldError,
};

use crate::routes::FormStep;

impl FormStep {
    /// The heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Institution => "施設",
            Self::Systems => "利用するシステム・機器",
            Self::Users => "利用者",
            Self::Wishes => "設定の希望日・連絡事項",
            Self::Review => "確認",
        }
    }

    /// Its number, from 1.
    pub fn number(self) -> usize {
        1 + Self::ALL.iter().take_while(|step| **step < self).count()
    }

    /// The step in which a field stands.
    pub fn of_field(field: &str) -> Self {
        match field.split('.').next().unwrap_or_default() {
            "institution" => Self::Institution,
            "systems" | "devices" => Self::Systems,
            "users" => Self::Users,
            "visit_days" | "note" => Self::Wishes,
            _ => Self::Review,
        }
    }

    /// What is wrong with the fields of this step.
    pub fn problems(self, form: &ApplicationForm, today: CivilDate) -> Vec<FieldError> {
        let found = form.check(today).err().map_or_else(Vec::new, |error| error.fields);
        found.into_iter().filter(|problem| Self::of_field(&problem.field) == self).collect()
    }
}

/// What a check says when these fields are wrong.
pub fn verdict_of(fields: Vec<FieldError>) -> Result<(), ApiError> {
    if fields.is_empty() {
        return Ok(());
    }
    Err(ApiError {
        fields,
        ..ApiError::new(ErrorCode::Invalid)
    })
}

/// The form as the page shows it: a line for each kind of device, and one user at least, the first of whom administers.
pub fn laid_out(mut form: ApplicationForm) -> ApplicationForm {
    let line = |kind: DeviceKind| DeviceLine {
        kind,
        count: 0,
        network: String::new(),
    };
    for kind in DeviceKind::ALL {
        if !form.devices.iter().any(|device| device.kind == kind) {
            form.devices.push(line(kind));
        }
    }
    if form.users.is_empty() {
        form.users.push(UserLine {
            is_administrator: true,
            ..UserLine::default()
        });
    }
    if form.visit_days.is_empty() {
        form.visit_days.push(String::new());
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_checks_its_own_fields() {
        let form = laid_out(ApplicationForm::default());
        let today = CivilDate::new(2026, 11, 24).unwrap();
        let all: usize = FormStep::ALL.map(|step| step.problems(&form, today).len()).iter().sum();
        assert_eq!(all, form.check(today).unwrap_err().fields.len());
        let first = |step: FormStep| step.problems(&form, today).first().map(|problem| problem.field.clone());
        assert_eq!(
            FormStep::ALL.map(first),
            [
                Some("institution.name".to_owned()),
                Some("systems".to_owned()),
                Some("users".to_owned()),
                None,
                Some("agrees".to_owned())
            ]
        );
    }

    #[test]
    fn the_layout_is_made_once() {
        let form = laid_out(ApplicationForm::default());
        assert_eq!((form.devices.len(), form.users.len(), form.visit_days.len()), (4, 1, 1));
        assert_eq!(laid_out(form.clone()), form);
    }

    #[test]
    fn steps_have_an_order() {
        assert_eq!(FormStep::Institution.before(), None);
        assert_eq!(FormStep::Review.next(), None);
        assert_eq!(FormStep::ALL.map(FormStep::number), [1, 2, 3, 4, 5]);
        for step in FormStep::ALL {
            assert!(step.next().is_none_or(|next| next.before() == Some(step)));
        }
    }
}
