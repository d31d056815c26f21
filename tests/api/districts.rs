//! 二次保健医療圏, 郡市区医師会 and the cities' claims programs: kept by the office, and what hangs on them.

use std::thread;

use diesel::prelude::*;
use support::{Client, TestApp, app::*, on_both_databases};
use tobiume_backend::db::schema::{audit_log, institutions};
use tobiume_common::{
    ApiError, ErrorCode,
    accounts::InstitutionPath,
    application::ListAssociations,
    ids::{AreaId, AssociationId, InstitutionId},
    network::{
        AreaForm, AreaLine, AreaRequest, AssociationForm, AssociationLine, AssociationRequest, District, GetInstitution, GetNetwork,
        NetworkOverview, ProgramForm, ProgramLine, ProgramRequest, RemovalRequest, RemoveDistrict, SaveArea, SaveAssociation, SaveProgram,
    },
};

use crate::applications::{code, form as application, sent};

fn network(office: &mut Client) -> NetworkOverview {
    office.call::<GetNetwork>(&(), "", &()).unwrap()
}

fn area(network: &NetworkOverview, name: &str) -> AreaLine {
    network.areas.iter().find(|line| line.form.name == name).unwrap().clone()
}

fn association(network: &NetworkOverview, name: &str) -> AssociationLine {
    network.associations.iter().find(|line| line.form.name == name).unwrap().clone()
}

fn program(network: &NetworkOverview, city_code: &str) -> ProgramLine {
    network
        .programs
        .iter()
        .find(|line| line.form.city_code == city_code)
        .unwrap()
        .clone()
}

fn save_area(office: &mut Client, id: Option<AreaId>, version: i64, name: &str) -> Result<NetworkOverview, ApiError> {
    let form = AreaForm { name: name.to_owned() };
    office.call::<SaveArea>(&(), "", &AreaRequest { id, version, form })
}

fn save_association(
    office: &mut Client,
    before: Option<&AssociationLine>,
    name: &str,
    area: Option<AreaId>,
) -> Result<NetworkOverview, ApiError> {
    let request = AssociationRequest {
        id: before.map(|line| line.id),
        version: before.map_or(0, |line| line.version),
        form: AssociationForm {
            name: name.to_owned(),
            area,
        },
    };
    office.call::<SaveAssociation>(&(), "", &request)
}

fn save_program(office: &mut Client, version: i64, form: &ProgramForm) -> Result<NetworkOverview, ApiError> {
    let form = form.clone();
    office.call::<SaveProgram>(&(), "", &ProgramRequest { version, form })
}

fn remove(office: &mut Client, district: District, version: i64) -> Result<NetworkOverview, ApiError> {
    office.call::<RemoveDistrict>(&(), "", &RemovalRequest { district, version })
}

/// The details of what the log says was done.
fn logged(app: &TestApp, action: &str) -> Vec<String> {
    let details: Vec<Option<String>> = app.query(|conn| {
        audit_log::table
            .filter(audit_log::action.eq(action))
            .order(audit_log::id)
            .select(audit_log::detail)
            .load(conn)
    });
    details.into_iter().map(Option::unwrap).collect()
}

fn field<T: std::fmt::Debug>(answer: Result<T, ApiError>) -> String {
    answer.unwrap_err().fields[0].field.clone()
}

/// What the refusal of a removal says.
fn conflict<T: std::fmt::Debug>(answer: Result<T, ApiError>) -> String {
    let refusal = answer.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::Conflict);
    refusal.message
}

fn buzen() -> ProgramForm {
    ProgramForm {
        city_code: "402141".to_owned(),
        city: "豊前市".to_owned(),
        name: "とびうめ@ぶぜん".to_owned(),
        started_on: "令和9年4月1日".to_owned(),
        associations: Vec::new(),
    }
}

on_both_databases! {
    fn the_demo_has_the_13_areas_and_when_each_program_began(app: TestApp) {
        let network = network(&mut app.sign_in(OFFICE));
        assert_eq!(network.areas.len(), 13);
        assert_eq!(area(&network, "有明").associations, 2);
        assert!(network.associations.iter().all(|line| line.form.area.is_some()));
        let started = |city_code| program(&network, city_code).form.started_on;
        assert_eq!((started("40100").as_str(), started("40207").as_str()), ("2019-12-01", "2026-05-01"));
    }

    fn areas_are_added_renamed_and_removed(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let added = area(&save_area(&mut office, None, 0, " 県外 ").unwrap(), "県外");
        assert_eq!((added.version, added.associations), (1, 0));
        for taken in ["県外", "有 明", "ﾃｽﾄ\u{0}", ""] {
            assert_eq!(field(save_area(&mut office, None, 0, taken)), "name", "{taken}");
        }
        let renamed = area(&save_area(&mut office, Some(added.id), 1, "県外など").unwrap(), "県外など");
        assert_eq!((renamed.id, renamed.version), (added.id, 2));
        assert_eq!(area(&save_area(&mut office, Some(added.id), 2, "県外など").unwrap(), "県外など").version, 3, "its own name is not taken");
        conflict(save_area(&mut office, Some(added.id), 2, "別の名前"));
        conflict(remove(&mut office, District::Area(added.id), 2));
        let used = area(&network(&mut office), "有明");
        let told = conflict(remove(&mut office, District::Area(used.id), used.version));
        assert!(told.contains("大牟田医師会、柳川山門医師会が入っている"), "{told}");
        assert_eq!(remove(&mut office, District::Area(added.id), 3).unwrap().areas.len(), 13);
        conflict(remove(&mut office, District::Area(added.id), 3));
        let id = added.id.to_string();
        assert_eq!(logged(&app, "save_area"), [id.clone(), id.clone(), id.clone()]);
        assert_eq!(logged(&app, "remove_area"), [id]);
    }

    fn associations_are_chosen_from_as_soon_as_they_are_there(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let before = network(&mut office);
        let buzen = save_association(&mut office, None, "豊前築上医師会", Some(area(&before, "京築").id)).unwrap();
        let (line, keichiku) = (association(&buzen, "豊前築上医師会"), area(&buzen, "京築"));
        assert_eq!((line.version, line.form.area, keichiku.associations), (1, Some(keichiku.id), 2));
        let names = app.anonymous().call::<ListAssociations>(&(), "", &()).unwrap().names;
        assert_eq!(names.last().unwrap(), "豊前築上医師会");
        let institution = InstitutionPath { institution: InstitutionId(app.query(|conn| institutions::table.select(institutions::id).first(conn))) };
        let choices = office.call::<GetInstitution>(&institution, "", &()).unwrap().associations;
        assert!(choices.iter().any(|choice| choice.id == line.id && choice.name == "豊前築上医師会"));

        assert_eq!(field(save_association(&mut office, None, "豊前築上 医師会", None)), "name");
        assert_eq!(field(save_association(&mut office, Some(&line), "豊前築上医師会", Some(AreaId(999_999)))), "area");
        let moved = association(&save_association(&mut office, Some(&line), "豊前・築上医師会", None).unwrap(), "豊前・築上医師会");
        assert_eq!((moved.id, moved.version, moved.form.area), (line.id, 2, None));
        conflict(save_association(&mut office, Some(&line), "豊前築上医師会", None));
        assert_eq!(logged(&app, "save_association"), [line.id.to_string(), line.id.to_string()], "what was refused is not said to be done");
    }

    fn an_association_that_is_used_stays(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let before = network(&mut office);
        let ume = association(&before, "北九州市医師会");
        let told = conflict(remove(&mut office, District::Association(ume.id), ume.version));
        assert!(told.contains("2施設") && told.contains("北九州市の事業") && !told.contains("参加申請"), "{told}");

        let new = association(&save_association(&mut office, None, "豊前築上医師会", None).unwrap(), "豊前築上医師会");
        let mut asking = application("築上の医院", &code(84));
        asking.institution.association = "豊前築上医師会".to_owned();
        sent(&mut app.anonymous(), &asking);
        let told = conflict(remove(&mut office, District::Association(new.id), 1));
        assert!(told.contains("参加申請1件") && !told.contains("施設（") && !told.contains("事業"), "{told}");
        let free = association(&save_association(&mut office, Some(&new), "築上医師会", None).unwrap(), "築上医師会");
        let left = remove(&mut office, District::Association(free.id), free.version).unwrap();
        assert_eq!(left.associations.len(), before.associations.len());
        assert_eq!(logged(&app, "remove_association"), [free.id.to_string()]);
    }

    fn cities_and_their_programs(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let before = network(&mut office);
        let kyoto = association(&before, "京都医師会");
        let mut form = ProgramForm { associations: vec![kyoto.id], ..buzen() };
        let added = program(&save_program(&mut office, 0, &form).unwrap(), "40214");
        form.city_code = "40214".to_owned();
        form.started_on = "2027-04-01".to_owned();
        assert_eq!((added.version, &added.form, added.latest_month.as_str()), (1, &form, ""));
        assert_eq!(field(save_program(&mut office, 0, &form)), "city_code", "there it is");
        for wrong in ["40000", "402142", "豊前市", ""] {
            assert_eq!(field(save_program(&mut office, 0, &ProgramForm { city_code: wrong.to_owned(), ..form.clone() })), "city_code", "{wrong}");
        }

        // A refused change changes nothing of it.
        let unknown = ProgramForm { name: "別の事業".to_owned(), associations: vec![AssociationId(999_999)], ..form.clone() };
        assert_eq!(field(save_program(&mut office, 1, &unknown)), "associations");
        assert_eq!(program(&network(&mut office), "40214"), added);

        let renamed = ProgramForm { name: "別の事業".to_owned(), associations: Vec::new(), started_on: String::new(), ..form };
        let changed = program(&save_program(&mut office, 1, &renamed).unwrap(), "40214");
        assert_eq!((changed.version, &changed.form), (2, &renamed));
        conflict(save_program(&mut office, 1, &renamed));
        conflict(remove(&mut office, District::Program("40214".to_owned()), 1));
        assert_eq!(remove(&mut office, District::Program("40214".to_owned()), 2).unwrap().programs.len(), before.programs.len());
        conflict(remove(&mut office, District::Program("\u{0}".to_owned()), 2));
        let told = conflict(remove(&mut office, District::Program("40100".to_owned()), 1));
        assert!(told.contains("レセプトデータ1件") && told.contains("登録患者"), "{told}");
        assert_eq!(logged(&app, "save_program"), [format!("40214 {}", kyoto.id), "40214".to_owned()]);
        assert_eq!(logged(&app, "remove_program"), ["40214"]);
    }

    fn who_takes_part_sees_claims_from_then_on(app: TestApp) {
        let (mut office, mut doctor) = (app.sign_in(OFFICE), app.sign_in(FAMILY_DOCTOR));
        let tokiko = app.patient("ヤマザキ トキコ");
        let kitakyushu = program(&network(&mut office), "40100");
        assert!(doctor.view(tokiko, "").unwrap().claims.is_some());
        let nobody = ProgramForm { associations: Vec::new(), ..kitakyushu.form.clone() };
        save_program(&mut office, kitakyushu.version, &nobody).unwrap();
        assert!(doctor.view(tokiko, "").unwrap().claims.is_none(), "not in the next look any more");
        save_program(&mut office, kitakyushu.version + 1, &kitakyushu.form).unwrap();
        assert!(doctor.view(tokiko, "").unwrap().claims.is_some());
    }

    fn of_two_clerks_at_once_the_second_is_told(app: TestApp) {
        let mut office = app.sign_in(OFFICE);
        let kitakyushu = program(&network(&mut office), "40100");
        let ask = |name: String| {
            let (mut clerk, form) = (app.sign_in(OFFICE), ProgramForm { name, ..kitakyushu.form.clone() });
            move || save_program(&mut clerk, kitakyushu.version, &form)
        };
        let clerks: Vec<_> = (0..4).map(|clerk| thread::spawn(ask(format!("事業{clerk}")))).collect();
        let answers: Vec<_> = clerks.into_iter().map(|clerk| clerk.join().unwrap()).collect();
        let refused: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err()).collect();
        assert!(refused.len() == 3 && refused.iter().all(|refusal| refusal.code == ErrorCode::Conflict), "{refused:?}");
        assert_eq!(logged(&app, "save_program").len(), 1);

        // Of the same new name at once, one is kept.
        let ask = || {
            let mut clerk = app.sign_in(OFFICE);
            move || save_association(&mut clerk, None, "豊前築上医師会", None)
        };
        let clerks: Vec<_> = (0..4).map(|_| thread::spawn(ask())).collect();
        let answers: Vec<_> = clerks.into_iter().map(|clerk| clerk.join().unwrap()).collect();
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert!(answers.into_iter().filter_map(Result::err).all(|refusal| refusal.fields[0].field == "name"));
    }
}
