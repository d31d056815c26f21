//! The entry form of one patient.

use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::Reflect;
use tobiume_common::{
    ApiError,
    basic_info::{
        Item, Section, ViewMode,
        record::{Conflict, Draft, OwnRecord, SaveOutcome},
    },
    ids::{PatientId, PatientPath, RevisionId},
    patients::{GetPatient, PatientView, ViewQuery},
    session::Session,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, KeyboardEvent, VisibilityState};
use yew::prelude::*;

use super::{
    conflicts::ConflictDialog,
    copy::{self, ClaimsDialog},
    form::Form,
    item::ItemField,
    keys::{self, FormKey},
    outbox::{Kept, News, Outbox},
    parts::text_id,
    shape::field_id,
    surround::{self, Bar},
    typed::Typed,
};
use crate::{
    components::{Dialog, Page},
    dom,
    pages::patients::header,
    routes::{self, Leaving, PatientRoute, Route},
    state::{load::use_load, news},
    time,
};

/// Properties of [`Entry`].
#[derive(Properties, PartialEq)]
pub struct EntryProps {
    /// Who writes.
    pub user: Rc<Session>,
    /// What the own institution keeps.
    pub record: Rc<OwnRecord>,
    /// What was typed earlier.
    pub draft: Option<Draft>,
    /// Where to begin.
    pub section: Option<Section>,
}

/// What the person is told about saving.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saving {
    /// It is on its way.
    pub pending: bool,
    /// Why it failed.
    pub error: Option<ApiError>,
    /// What to do first.
    pub advice: Option<String>,
}

/// The saving was refused for these, until the person has chosen.
#[derive(Clone, PartialEq)]
struct Clash {
    revision: RevisionId,
    conflicts: Rc<Vec<Conflict>>,
    others: Rc<Vec<Conflict>>,
}

/// Everything that the form's callbacks need; it stays the same as long as the form is open.
#[derive(Clone)]
struct Desk {
    patient: PatientId,
    form: Rc<Form>,
    outbox: Rc<Outbox>,
    saving: UseStateSetter<Saving>,
}

impl Desk {
    /// Saves, unless something has to be mended first.
    fn save(&self) {
        if let Some((item, part)) = self.form.first_problem() {
            self.form.announce();
            self.advise(format!(
                "保存の前に、{}を直してください。",
                self.form.items_with_problems().join("、")
            ));
            focus_problem(&self.form, item, part);
        } else if self.form.to_save().changes.is_empty() {
            self.advise("変更した項目はありません。".to_owned());
        } else {
            self.send();
        }
    }

    fn send(&self) {
        self.saving.set(Saving {
            pending: true,
            ..Saving::default()
        });
        self.outbox.save();
    }

    /// Goes on with what the person chose; also where that is all as it is now, so that the draft goes.
    fn save_chosen(&self, revision: RevisionId, chosen: Vec<(Conflict, Typed)>, others: &[Conflict]) {
        self.form.rebase(revision, chosen, others);
        self.form.announce();
        match self.form.first_problem() {
            Some(_) => self.save(),
            None => self.send(),
        }
    }

    fn advise(&self, words: String) {
        self.saving.set(Saving {
            advice: Some(words),
            ..Saving::default()
        });
    }

    /// The server refused: said in the bar, and at the items that it names.
    fn refused(&self, error: ApiError) {
        let named: Vec<(Item, &str)> = error
            .fields
            .iter()
            .filter_map(|field| Some((item_of(&field.field)?, field.message.as_str())))
            .collect();
        for (item, message) in &named {
            self.form.refuse(*item, message);
        }
        if let Some((item, _)) = named.first() {
            self.form.announce();
            focus_problem(&self.form, *item, 0);
        }
        self.saving.set(Saving {
            error: Some(error),
            ..Saving::default()
        });
    }

    /// What a key means to the form; whether it was used.
    fn key(&self, sections: &[Section], event: &KeyboardEvent) -> bool {
        match keys::form_key(event) {
            Some(FormKey::Save) => self.save(),
            Some(FormKey::Section(forward)) => {
                if let Some(section) = keys::neighbour(sections, keys::focused_section(sections), forward) {
                    keys::jump(section);
                }
            }
            Some(FormKey::NextField) => keys::next_field(),
            None => return false,
        }
        true
    }
}

/// The item that a field of the server's refusal is about.
fn item_of(field: &str) -> Option<Item> {
    field.split(['.', '[', ']']).find_map(Item::from_code)
}

fn focus_problem(form: &Form, item: Item, part: usize) {
    let id = match form.typed(item) {
        Typed::Texts(_) => text_id(item, part),
        Typed::Rows(rows) => field_id(item, &[rows.get(part).map_or(0, |row| row.key), 0]),
        Typed::Choice(_) | Typed::Checks(_) => field_id(item, &[]),
    };
    dom::focus(dom::document().get_element_by_id(&id));
}

/// The form.
#[component]
pub fn Entry(props: &EntryProps) -> Html {
    let record = &props.record;
    let patient = record.patient.id;
    let path = PatientPath { patient };
    let form = use_memo((), |()| Form::new(record, props.draft.as_ref(), time::today()));
    let marks = use_state_eq(|| form.marks());
    let kept = use_state_eq(|| Kept::Nothing);
    let saving = use_state_eq(Saving::default);
    let clash = use_state_eq(|| None::<Clash>);
    let claims_open = use_state_eq(|| false);
    let current = use_state_eq(|| props.section);
    let unkept = use_state_eq(|| None::<Leaving>);
    let told = use_mut_ref(Callback::<News>::noop);
    let outbox = {
        let told = told.clone();
        let told = Callback::from(move |piece| told.borrow().clone().emit(piece));
        use_memo((), |()| Outbox::new(form.clone(), patient, props.draft.is_some(), told))
    };
    let desk = Desk {
        patient,
        form: form.clone(),
        outbox,
        saving: saving.setter(),
    };
    told.replace(on_news(&desk, kept.setter(), clash.setter()));
    {
        let (desk, marks, unkept, section, sections) = (
            desk.clone(),
            marks.setter(),
            unkept.setter(),
            props.section,
            record.sections.clone(),
        );
        use_effect_with((), move |()| open(&desk, marks, unkept, section, sections));
    }
    let view = use_load::<GetPatient>(
        Some((
            path,
            ViewQuery {
                mode: Some(ViewMode::Collaboration),
            },
            (),
        )),
        0,
    );
    let own = props.user.institution.clone();
    let others = use_memo(view.value.clone(), |view| {
        view.as_ref().map(|view| copy::of_others(&view.sections, &own)).unwrap_or_default()
    });
    let claims = view
        .value
        .as_ref()
        .and_then(|view| view.claims.as_ref())
        .filter(|claims| claims.visits.iter().any(|visit| !visit.drugs.is_empty()));
    let open_claims = {
        let claims_open = claims_open.setter();
        Callback::from(move |_: MouseEvent| claims_open.set(true))
    };
    let section = |(section, mark): &(Section, super::form::Mark)| {
        let section = *section;
        let alone = section.items().count() == 1;
        let field = |item: Item| {
            html! {
                <ItemField key={item.code()} form={form.clone()} {item} round={marks.rounds[item as usize]}
                    others={others.get(item.code()).cloned().unwrap_or_default()} alone={alone && item.label() == section.label()} />
            }
        };
        let beside = (section == Section::Prescriptions && claims.is_some())
            .then(|| html! { <button type="button" class="from-claims" onclick={open_claims.clone()}>{"行政情報から写す"}</button> });
        surround::section(section, *mark, beside, html! { { for section.items().map(field) } })
    };
    let onfocusin = {
        let (current, sections) = (current.setter(), record.sections.clone());
        Callback::from(move |_: FocusEvent| current.set(keys::focused_section(&sections)))
    };
    html! {
        <Page title="記録の入力" own_heading=true class="record entry-page">
            { who(record, view.value.as_deref()) }
            <div class="entry-sheet">
                { surround::side(&record.patient.name, &marks, *current) }
                <form class="entry-form" {onfocusin} onsubmit={|event: SubmitEvent| event.prevent_default()}>
                    { for marks.sections.iter().map(section) }
                </form>
            </div>
            <Bar patient={patient} changed={marks.changed()} kept={(*kept).clone()} saving={(*saving).clone()}
                onsave={let desk = desk.clone(); Callback::from(move |()| desk.save())} />
            if let (true, Some(claims)) = (*claims_open, claims) {
                <ClaimsDialog form={form.clone()} claims={claims.clone()}
                    onclose={let setter = claims_open.setter(); Callback::from(move |()| setter.set(false))} />
            }
            if let Some(now) = &*clash { { conflict_dialog(&desk, now, clash.setter()) } }
            if let Some(leaving) = &*unkept { { unkept_dialog(leaving, &unkept.setter()) } }
        </Page>
    }
}

fn who(record: &OwnRecord, view: Option<&PatientView>) -> Html {
    html! {
        <header class="who">
            { header::person(&record.patient) }
            if let Some(view) = view {
                { header::alerts(&view.sections) }
            } else {
                // Holds the place, so that nothing moves under the hands of who types already.
                <p class="alerts"><a class="none">{"…"}</a></p>
            }
        </header>
    }
}

/// What happens when the outbox tells something.
fn on_news(desk: &Desk, kept: UseStateSetter<Kept>, clash: UseStateSetter<Option<Clash>>) -> Callback<News> {
    let desk = desk.clone();
    Callback::from(move |news| match news {
        News::Draft(now) => kept.set(now),
        News::Save(Ok(SaveOutcome::Saved(_))) => {
            news::go_saying(&Route::Patient(PatientRoute::of(desk.patient)), "更新処理が正常に終了しました。");
        }
        News::Save(Ok(SaveOutcome::Conflicts {
            revision,
            conflicts,
            others,
        })) => {
            desk.saving.set(Saving::default());
            clash.set(Some(Clash {
                revision,
                conflicts: Rc::new(conflicts),
                others: Rc::new(others),
            }));
        }
        News::Save(Err(error)) => desk.refused(error),
    })
}

/// The form is on the screen: listens to what the whole page hears, until it is left.
fn open(
    desk: &Desk,
    marks: UseStateSetter<super::form::Marks>,
    unkept: UseStateSetter<Option<Leaving>>,
    section: Option<Section>,
    sections: Vec<Section>,
) -> impl FnOnce() + use<> {
    let Desk { form, outbox, .. } = desk.clone();
    {
        let (told, outbox) = (form.clone(), outbox.clone());
        form.tell(Callback::from(move |()| {
            marks.set(told.marks());
            outbox.touched();
        }));
    }
    routes::set_guard(Some(before_leaving(&outbox, unkept)));
    let listeners = [hidden(&outbox), unloading(&outbox), keyboard(desk, sections)];
    match section {
        Some(section) => keys::jump(section),
        // A phone's keyboard would lie over half of the form.
        None if dom::is_wide() => dom::focus_first(".entry-form :is(input, select, textarea)"),
        None => {}
    }
    move || {
        drop(listeners);
        routes::set_guard(None);
        form.tell(Callback::noop());
        outbox.close();
    }
}

/// Leaves at once what is kept; keeps the rest first, and asks where that fails.
fn before_leaving(outbox: &Rc<Outbox>, unkept: UseStateSetter<Option<Leaving>>) -> Callback<Leaving> {
    let outbox = outbox.clone();
    Callback::from(move |leaving: Leaving| {
        let (outbox, unkept) = (outbox.clone(), unkept.clone());
        dom::run(Box::pin(async move {
            if outbox.is_waiting() && outbox.keep_before_leaving().await.is_err() {
                unkept.set(Some(leaving));
                return;
            }
            routes::set_guard(None);
            leaving.emit(());
        }));
    })
}

/// 下書きを保存できません: stay, or lose what was typed last.
fn unkept_dialog(leaving: &Leaving, unkept: &UseStateSetter<Option<Leaving>>) -> Html {
    let stay = {
        let unkept = unkept.clone();
        Callback::from(move |()| unkept.set(None))
    };
    let go = {
        let (leaving, stay) = (leaving.clone(), stay.clone());
        Callback::from(move |_: MouseEvent| {
            routes::set_guard(None);
            stay.emit(());
            leaving.emit(());
        })
    };
    html! {
        <Dialog title="下書きを保存できません" onclose={stay.clone()}>
            <p>{"通信できないため、最後の入力がまだ下書きに入っていません。このまま移動すると失われます。"}</p>
            <p class="buttons">
                <button type="button" onclick={go}>{"保存せずに移動する"}</button>
                <button type="button" class="primary" onclick={stay.reform(|_| ())}>{"入力を続ける"}</button>
            </p>
        </Dialog>
    }
}

fn hidden(outbox: &Rc<Outbox>) -> EventListener {
    let outbox = outbox.clone();
    let action = move |_: &Event| {
        if dom::document().visibility_state() == VisibilityState::Hidden {
            outbox.keep_now();
        }
    };
    dom::listen(&dom::document(), "visibilitychange", Box::new(action))
}

/// The browser asks before it closes a page with something that is not kept.
fn unloading(outbox: &Rc<Outbox>) -> EventListener {
    let outbox = outbox.clone();
    let action = move |event: &Event| {
        if outbox.is_waiting() {
            outbox.keep_now();
            event.prevent_default();
            // Safari asks for this; where it cannot be set the other way is enough.
            let _ = Reflect::set(event, &"returnValue".into(), &JsValue::TRUE);
        }
    };
    dom::listen(&dom::window(), "beforeunload", Box::new(action))
}

fn keyboard(desk: &Desk, sections: Vec<Section>) -> EventListener {
    let desk = desk.clone();
    let action = move |event: &Event| {
        if let Some(key) = event.dyn_ref::<KeyboardEvent>()
            && desk.key(&sections, key)
        {
            event.prevent_default();
        }
    };
    dom::listen(&dom::window(), "keydown", Box::new(action))
}

fn conflict_dialog(desk: &Desk, now: &Clash, clash: UseStateSetter<Option<Clash>>) -> Html {
    let close = Callback::from(move |()| clash.set(None));
    let onchosen = {
        let (desk, revision, others, close) = (desk.clone(), now.revision, now.others.clone(), close.clone());
        Callback::from(move |chosen| {
            close.emit(());
            desk.save_chosen(revision, chosen, &others);
        })
    };
    html! { <ConflictDialog form={desk.form.clone()} conflicts={now.conflicts.clone()} {onchosen} onclose={close} /> }
}
