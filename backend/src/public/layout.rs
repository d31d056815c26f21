//! What stands around every public page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    site::Site,
    styles::{ICON, ICON_PATH},
};

/// A page in the making.
pub struct Page<'a> {
    /// Its path, for the menu.
    pub path: &'a str,
    /// Title.
    pub title: &'a str,
    /// What search engines show.
    pub description: &'a str,
    /// Whether search engines may list it.
    pub listed: bool,
}

/// What the menu leads to.
const MENU: [(&str, &str); 4] = [
    ("/about", "ご案内"),
    ("/participants", "参加施設一覧"),
    ("/apply", "参加申請"),
    ("/", "ログイン"),
];

impl Page<'_> {
    /// The whole page.
    pub fn around(&self, site: &Site, main: Markup) -> Markup {
        let network = site.network();
        html! {
            (DOCTYPE)
            html lang="ja" {
                head {
                    meta charset="utf-8";
                    title { (self.title) " | " (network.network_name) }
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="description" content=(self.description);
                    meta name="robots" content=(if self.listed { "index, follow" } else { "noindex, follow" });
                    meta name="format-detection" content="telephone=no";
                    meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)";
                    meta name="theme-color" content="#1b1c1f" media="(prefers-color-scheme: dark)";
                    link rel="icon" type="image/svg+xml" href=(ICON_PATH);
                    link rel="stylesheet" href={ "/" (site.sheet) };
                }
                body {
                    a.skip href="#main" { "本文へ移動" }
                    header.top {
                        a.brand href="/about" { span.flower aria-hidden="true" { (PreEscaped(ICON)) } (network.network_name) }
                        nav aria-label="メニュー" {
                            @for (path, name) in MENU {
                                a href=(path) aria-current=[(path == self.path).then_some("page")] { (name) }
                            }
                        }
                    }
                    main #main.site tabindex="-1" { (main) }
                    footer.end { p { (network.network_name) } (office(site)) }
                }
            }
        }
    }
}

/// Who to ask, as far as it is configured.
pub fn office(site: &Site) -> Markup {
    let network = site.network();
    html! {
        address.office {
            b { (network.office_name) }
            @if !network.office_address.is_empty() { span { (network.office_address) } }
            @if !network.office_phone.is_empty() {
                span { "電話 " a.nb href={ "tel:" (network.office_phone) } { (network.office_phone) } }
            }
            @if !network.office_email.is_empty() {
                span { "メール " a href={ "mailto:" (network.office_email) } { (network.office_email) } }
            }
        }
    }
}

/// While the database does not answer.
pub fn nothing_now(site: &Site) -> Markup {
    let page = Page {
        path: "",
        title: "ただいま表示できません",
        description: "",
        listed: false,
    };
    page.around(
        site,
        html! {
            h1 { "ただいま表示できません" }
            p { "数分たってから、もう一度開いてください。お急ぎのときは、下の事務局へご連絡ください。" }
        },
    )
}

/// A number with commas.
pub fn grouped(number: i64) -> String {
    let digits = number.abs().to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if number < 0 { format!("-{grouped}") } else { grouped }
}

/// A day as `2026年11月24日`.
pub fn day(day: tobiume_common::CivilDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// A month as `2026年11月`.
pub fn month(month: tobiume_common::YearMonth) -> String {
    format!("{}年{}月", month.year(), month.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(
            [0, 999, 1000, 74_564, 5_090_000, -1234].map(grouped),
            ["0", "999", "1,000", "74,564", "5,090,000", "-1,234"]
        );
    }
}
