//! 患者照合 that was decided wrongly: the answer is taken back, and what it gave to the wrong person goes with it.

use diesel::prelude::*;
use support::{
    Client,
    app::*,
    claims::{self, receipt_of_twin},
    on_both_databases,
};
use tobiume_backend::{
    claims::import::Outcome,
    db::{
        Conn,
        schema::{audit_log, claim_imports, claim_persons, claim_receipts, patients},
    },
};
use tobiume_common::{
    ApiError, ErrorCode,
    application::{Kind, State, Step},
    ids::PatientId,
    office::ImportPatients,
    requests::{RequestDetail, RequestStep, StepRequest},
};
use tobiume_formats::Sex;

use super::requests::{detail, path, queue, step, taken_up};

/// The twins of the receipts, which have no 枝番: which of them one is of, only its name tells.
const TWINS: &str = "氏名,カナ氏名,生年月日,性別,市町村コード,保険者番号,記号,番号,枝番,かかりつけ医療機関コード,同意日\r\n\
    双葉　葵,フタバ アオイ,2015-04-01,女,401005,138016,１２,３４,01,4011123454,2026/10/1\r\n\
    双葉　紅,フタバ ベニ,2015-04-01,女,401005,138016,１２,３４,02,4011123454,2026/10/1\r\n";

fn register(app: &TestApp) -> (i64, i64) {
    let answer = app.sign_in(OFFICE).upload::<ImportPatients>(&(), TWINS.as_bytes());
    assert_eq!(answer.json()["added"], 2, "{}", answer.text());
    let id = |name: &str| {
        app.query(|conn| {
            patients::table
                .filter(patients::name.eq(name))
                .select(patients::id)
                .first::<i64>(conn)
        })
    };
    (id("双葉　葵"), id("双葉　紅"))
}

fn matched(outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Applied(applied) => applied.matched,
        other => panic!("{other:?}"),
    }
}

fn claims_of(app: &TestApp, patient: i64) -> i64 {
    app.query(|conn| {
        claim_receipts::table
            .filter(claim_receipts::patient_id.eq(patient))
            .count()
            .get_result(conn)
    })
}

fn approve(office: &mut Client, seen: &RequestDetail, patient: i64) -> RequestDetail {
    let request = RequestStep {
        version: seen.version,
        step: Step::Approve,
        reason: String::new(),
        patient: Some(PatientId(patient)),
    };
    office.call::<StepRequest>(&path(seen.id), "", &request).unwrap()
}

fn take_back(office: &mut Client, seen: &RequestDetail) -> Result<RequestDetail, ApiError> {
    step(office, seen, Step::Retract, "")
}

on_both_databases! {
    fn the_claims_of_a_wrong_answer_go_with_it(app: TestApp) {
        let (aoi, beni) = register(&app);
        let mut office = app.sign_in(OFFICE);
        // Whose these are is clear: they stay.
        assert_eq!(matched(claims::import(&app, &receipt_of_twin("双葉　葵", Sex::Female, None))), 1);
        assert_eq!(claims_of(&app, aoi), 1);

        let file = receipt_of_twin("双葉　べに", Sex::Female, None);
        assert_eq!(matched(claims::import(&app, &file)), 0);
        let seen = taken_up(&mut office, Kind::PatientMatch);
        let decided = approve(&mut office, &seen, aoi);
        assert_eq!(matched(claims::import(&app, &file)), 1);
        assert_eq!((claims_of(&app, aoi), claims_of(&app, beni)), (2, 0), "to the wrong twin, beside her own of the same month");
        assert!(matches!(claims::import(&app, &file), Outcome::AlreadyApplied));

        let undone = take_back(&mut office, &decided).unwrap();
        assert_eq!(undone.state, State::Retracted);
        assert!(undone.history.last().unwrap().note.contains("レセプトは1件"), "{:?}", undone.history);
        assert_eq!((claims_of(&app, aoi), claims_of(&app, beni)), (1, 0), "her own stays");
        assert_eq!(app.query(|conn| claim_persons::table.count().get_result::<i64>(conn)), 0);
        let told: Vec<(Option<i64>, Option<String>)> = app.query(|conn| {
            audit_log::table
                .filter(audit_log::action.eq("step_application"))
                .order(audit_log::id.desc())
                .select((audit_log::patient_id, audit_log::detail))
                .limit(1)
                .load(conn)
        });
        assert_eq!(told, [(Some(aoi), Some(format!("{} retract receipts=1", seen.id)))]);
        assert_eq!(take_back(&mut office, &undone).unwrap_err().code, ErrorCode::Conflict, "once");

        // The next import asks again, and now the right one is chosen.
        assert_eq!(matched(claims::import(&app, &file)), 0);
        let again = taken_up(&mut office, Kind::PatientMatch);
        assert_ne!(again.id, seen.id);
        approve(&mut office, &again, beni);
        assert_eq!(matched(claims::import(&app, &file)), 1);
        assert_eq!((claims_of(&app, aoi), claims_of(&app, beni)), (1, 1));
    }

    fn nobody_s_may_be_somebody_s_after_all(app: TestApp) {
        register(&app);
        let mut office = app.sign_in(OFFICE);
        let file = receipt_of_twin("双葉　べに", Sex::Female, None);
        claims::import(&app, &file);
        let seen = taken_up(&mut office, Kind::PatientMatch);
        assert_eq!(take_back(&mut office, &seen).unwrap_err().code, ErrorCode::Conflict, "nothing is decided yet");
        let rejected = step(&mut office, &seen, Step::Reject, "登録がない。").unwrap();
        claims::import(&app, &file);
        assert!(queue(&mut office).lines.is_empty());
        let undone = take_back(&mut office, &rejected).unwrap();
        assert!(undone.history.last().unwrap().note.contains("レセプトは0件"));
        claims::import(&app, &file);
        assert_eq!(queue(&mut office).lines.len(), 1, "it is asked again");
        assert_eq!(detail(&mut office, seen.id).state, State::Retracted);
    }

    fn what_does_not_say_which_answer_gave_it_goes_with_the_file(app: TestApp) {
        let (aoi, _) = register(&app);
        let mut office = app.sign_in(OFFICE);
        let file = receipt_of_twin("双葉　べに", Sex::Female, None);
        claims::import(&app, &file);
        let seen = taken_up(&mut office, Kind::PatientMatch);
        let decided = approve(&mut office, &seen, aoi);
        claims::import(&app, &file);
        // As imports did before they said so.
        app.query(|conn| diesel::update(claim_receipts::table).set(claim_receipts::answer_key.eq(None::<String>)).execute(conn));
        take_back(&mut office, &decided).unwrap();
        assert_eq!(claims_of(&app, aoi), 1, "nothing says that it is not hers");
        assert_eq!(matched(claims::import(&app, &file)), 0, "the file may be given again");
        assert_eq!(claims_of(&app, aoi), 0);
        assert_eq!(queue(&mut office).lines.len(), 1);
    }

    fn an_answer_that_goes_while_a_file_is_loaded_gives_nothing(app: TestApp) {
        let (aoi, _) = register(&app);
        let mut office = app.sign_in(OFFICE);
        let file = receipt_of_twin("双葉　べに", Sex::Female, None);
        claims::import(&app, &file);
        let seen = taken_up(&mut office, Kind::PatientMatch);
        approve(&mut office, &seen, aoi);
        // The answer goes when the receipt is stored: after it was matched, before it is shown.
        app.query(|conn| match conn {
            Conn::Sqlite(conn) => diesel::sql_query("CREATE TRIGGER gone AFTER INSERT ON claim_receipts BEGIN DELETE FROM claim_persons; END").execute(conn),
            Conn::Postgres(conn) => diesel::sql_query("CREATE RULE gone AS ON INSERT TO claim_receipts DO ALSO DELETE FROM claim_persons").execute(conn),
        });
        let outcome = claims::import(&app, &file);
        assert_eq!(matched(outcome), 1, "it was somebody's when it was matched");
        assert_eq!(claims_of(&app, aoi), 0);
        let asks_again: bool = app.query(|conn| claim_imports::table.order(claim_imports::id.desc()).select(claim_imports::asks_again).first(conn));
        assert!(asks_again);
        assert_eq!(matched(claims::import(&app, &file)), 0);
    }
}
