//! The fields of a consent, for a registration and for a new consent.

use tobiume_common::{
    files::{CheckedUpload, UploadToken},
    patients::{
        ConsentGiven,
        registration::{NAME_MAX, RELATION_MAX},
    },
    session::Session,
};
use yew::prelude::*;

use crate::{
    components::{Line, Part, Uploader, relations, understood},
    time,
};

/// 続柄 of who signs for themselves.
const SELF: &str = "本人";

const SIGNERS: &str = "signers";

const EXPLAINED_BY: Line<ConsentGiven> = Line {
    id: "explained_by",
    label: "説明者",
    hint: "",
    max: NAME_MAX,
    inputmode: "",
    list: "",
    class: "half",
    of: |value| &mut value.explained_by,
};

const SIGNED_BY: Line<ConsentGiven> = Line {
    id: "signed_by",
    label: "署名者",
    hint: "",
    max: NAME_MAX,
    inputmode: "",
    list: "",
    class: "half",
    of: |value| &mut value.signed_by,
};

const RELATION: Line<ConsentGiven> = Line {
    id: "relation",
    label: "続柄",
    hint: "",
    max: RELATION_MAX,
    inputmode: "",
    list: SIGNERS,
    class: "half",
    of: |value| &mut value.relation,
};

const GIVEN_ON: Line<ConsentGiven> = Line {
    id: "given_on",
    label: "同意日",
    hint: "",
    max: 30,
    inputmode: "",
    list: "",
    class: "",
    of: |value| &mut value.given_on,
};

/// A consent that this user explains today.
pub fn consent_today(user: &Session) -> ConsentGiven {
    ConsentGiven {
        explained_by: user.name.clone(),
        signed_by: String::new(),
        relation: String::new(),
        given_on: time::today().map_or_else(String::new, |today| today.to_string()),
        form: None,
    }
}

/// 説明者, 署名者, 続柄, 同意日 and the scanned form. `name` is the patient's, who may be the one who signs.
pub fn given(part: &Part<'_, ConsentGiven>, name: &str) -> Html {
    let name = name.trim().to_owned();
    let signs = part.edit.reform(move |_: MouseEvent| {
        let name = name.clone();
        Box::new(move |value: &mut ConsentGiven| {
            value.signed_by = name;
            value.relation = SELF.to_owned();
        }) as _
    });
    html! {
        <section class="card form" aria-labelledby="part-consent">
            <h2 id="part-consent">{"同意"}</h2>
            { relations(SIGNERS) }
            { part.line(&EXPLAINED_BY) }
            <p class="half self"><button type="button" onclick={signs}>{"本人が署名（氏名を写す）"}</button></p>
            { part.line(&SIGNED_BY) }
            { part.line(&RELATION) }
            <div class="half">
                { part.line(&GIVEN_ON) }
                { understood(&part.value.given_on, false) }
            </div>
            { form_slot(part) }
        </section>
    }
}

/// The place of the scanned form (PDF or photo). One that has not arrived yet has a name that no check lets pass.
fn form_slot(part: &Part<'_, ConsentGiven>) -> Html {
    let onchange = part.edit.reform(|chosen: Vec<Option<CheckedUpload>>| {
        let form = chosen.into_iter().next();
        let form = form.map(|arrived| arrived.map_or_else(|| UploadToken(String::new()), |arrived| arrived.upload));
        Box::new(move |value: &mut ConsentGiven| value.form = form) as _
    });
    html! { <Uploader id="form" label="同意書を選ぶ" single=true {onchange} error={part.verdict.of("form")} /> }
}
