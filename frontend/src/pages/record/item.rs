//! One item of the form: its word, its fields, what is wrong with it, and what other institutions say.

use std::rc::Rc;

use tobiume_common::basic_info::{Item, SourcedValue};
use web_sys::{Element, Node};
use yew::prelude::*;

use super::{
    choices, copy,
    form::{Form, ItemState},
    hand::Hand,
    parts, rows,
    shape::{Shape, field_id, shape},
    typed::Typed,
};
use crate::dom;

/// Properties of [`ItemField`].
#[derive(Properties, PartialEq)]
pub struct ItemProps {
    /// The form.
    pub form: Rc<Form>,
    /// Which item.
    pub item: Item,
    /// Changes when the item was changed from elsewhere.
    pub round: u32,
    /// What other institutions say.
    pub others: Rc<Vec<SourcedValue>>,
    /// The item has the name of its section, which stands above it.
    pub alone: bool,
}

/// One item. Its fields live in the form; it is drawn again with each of its own keys, and nothing else is.
#[component]
pub fn ItemField(props: &ItemProps) -> Html {
    let hand = Hand {
        form: props.form.clone(),
        item: props.item,
        redraw: use_force_update(),
        focus: use_mut_ref(|| None),
    };
    {
        let focus = hand.focus.clone();
        use_effect(move || {
            if let Some(id) = focus.take() {
                dom::focus(dom::document().get_element_by_id(&id));
            }
        });
    }
    let item = props.item;
    let state = props.form.state(item);
    let onfocusout = {
        let hand = hand.clone();
        Callback::from(move |event: FocusEvent| left(&hand, &event))
    };
    html! {
        <div class={classes!("item", state.changed.then_some("changed"))} role="group" aria-labelledby={label_id(item)} {onfocusout}>
            { head(&hand, &state, props.alone) }
            <div class="item-body">
                { fields(&hand, &state) }
                { copy::others(&hand, &props.others) }
            </div>
        </div>
    }
}

fn label_id(item: Item) -> String {
    format!("l-{}", item.code())
}

/// The person has left the item: what is wrong with it is told.
fn left(hand: &Hand, event: &FocusEvent) {
    let inside = |group: Element| {
        let to = event
            .related_target()
            .and_then(|to| wasm_bindgen::JsCast::dyn_into::<Node>(to).ok());
        to.is_some_and(|to| group.contains(Some(&to)))
    };
    let group = event
        .current_target()
        .and_then(|target| wasm_bindgen::JsCast::dyn_into::<Element>(target).ok());
    if group.is_some_and(inside) {
        return;
    }
    hand.form.judge(hand.item);
    if !hand.form.state(hand.item).problems.is_empty() {
        hand.redraw.force_update();
        hand.form.announce();
    }
}

fn head(hand: &Hand, state: &ItemState, alone: bool) -> Html {
    let item = hand.item;
    let undo = {
        let hand = hand.clone();
        Callback::from(move |_: MouseEvent| {
            hand.form.undo(hand.item);
            hand.focus_next(field_id(hand.item, &[]));
        })
    };
    // Several fields have words of their own; the item's word then names the group alone.
    let single = match shape(item) {
        Shape::Texts(parts) => parts.len() == 1,
        Shape::Choice => true,
        Shape::Checks | Shape::Rows(_) => false,
    };
    let class = alone.then_some("unseen");
    html! {
        <div class="item-head">
            if single {
                <label id={label_id(item)} for={field_id(item, &[])} {class}>{ item.label() }</label>
            } else {
                <span id={label_id(item)} class={classes!("label", class)}>{ item.label() }</span>
            }
            if state.changed {
                <span class="tag mark">{"変更"}</span>
                <button type="button" class="quiet undo" aria-label={format!("{}を元に戻す", item.label())} onclick={undo}>{"元に戻す"}</button>
            } else {
                { for state.by.as_ref().map(|(author, date)| html! { <span class="source">{ author }{" "}<span class="nb">{ date.to_string() }</span></span> }) }
            }
        </div>
    }
}

fn fields(hand: &Hand, state: &ItemState) -> Html {
    let problems = &state.problems;
    match (hand.form.typed(hand.item), shape(hand.item)) {
        (Typed::Texts(texts), Shape::Texts(parts)) => parts::texts(hand, parts, &texts, problems),
        (Typed::Choice(check), _) => choices::choice(hand, &check, problems),
        (Typed::Checks(checks), _) => choices::checks(hand, &checks, problems),
        (Typed::Rows(lines), Shape::Rows(columns)) => rows::rows(hand, columns, &lines, problems),
        _ => html! {},
    }
}
