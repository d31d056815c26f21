//! カナ by itself: what is typed into an input method before it becomes kanji is the reading.

use std::cell::RefCell;

use tobiume_common::japanese::{is_katakana, to_katakana};
use web_sys::Element;
use yew::prelude::*;

use crate::dom;

/// Properties of [`Reading`].
#[derive(Properties, PartialEq)]
pub struct ReadingProps {
    /// Told of the reading of each piece that was converted, in katakana.
    pub onreading: Callback<String>,
    /// The field.
    pub children: Html,
}

/// Listens to the input method of the field within.
#[component]
pub fn Reading(props: &ReadingProps) -> Html {
    let frame = use_node_ref();
    let newest = use_mut_ref(Callback::<String>::noop);
    newest.replace(props.onreading.clone());
    let listened = frame.clone();
    use_effect_with((), move |()| {
        let listeners = listened.cast::<Element>().map(|element| {
            let heard = std::rc::Rc::new(RefCell::new(String::new()));
            let at_end = heard.clone();
            let update = dom::listen(
                &element,
                "compositionupdate",
                Box::new(move |event| hear(&mut heard.borrow_mut(), &text_of(event))),
            );
            let end = dom::listen(
                &element,
                "compositionend",
                Box::new(move |_| {
                    let reading = at_end.take();
                    if !reading.is_empty() {
                        newest.borrow().emit(reading);
                    }
                }),
            );
            (update, end)
        });
        move || drop(listeners)
    });
    html! { <div ref={frame}>{ props.children.clone() }</div> }
}

fn text_of(event: &Event) -> String {
    dom::property(event, "data").as_string().unwrap_or_default()
}

/// The newest text that is all kana is what was typed; with kanji in it, it was converted already.
fn hear(heard: &mut String, text: &str) {
    let kana = to_katakana(text);
    if is_katakana(&kana) {
        *heard = kana;
    }
}

/// The カナ field after a reading came: it goes on as long as nobody wrote something else into it.
pub fn with_reading(name: &str, kana: &str, reading: &str) -> String {
    // A name typed with a space between its parts has its reading so.
    let parts = name.split_whitespace().count();
    let gap = if parts > kana.split_whitespace().count() && !kana.is_empty() {
        " "
    } else {
        ""
    };
    format!("{kana}{gap}{reading}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_before_it_is_converted() {
        let mut heard = String::new();
        for text in ["や", "やm", "やま", "やまだ", "山田"] {
            hear(&mut heard, text);
        }
        assert_eq!(heard, "ヤマダ");
    }

    #[test]
    fn readings_follow_each_other() {
        assert_eq!(with_reading("山田", "", "ヤマダ"), "ヤマダ");
        assert_eq!(with_reading("山田　花子", "ヤマダ", "ハナコ"), "ヤマダ ハナコ");
        assert_eq!(with_reading("飛梅内科医院", "トビウメナイカ", "イイン"), "トビウメナイカイイン");
    }
}
