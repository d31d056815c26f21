//! A small chart of bars, one for each month. The table below it says the same in numbers.

use maud::{Markup, html};

use super::{
    layout::{grouped, month},
    months::Month,
};

/// Size of the drawing, and where the bars stand in it.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 160.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 136.0;

/// What is drawn.
pub struct Chart<'a> {
    /// 登録患者数 or the like.
    pub name: &'a str,
    /// 人 or 施設.
    pub unit: &'a str,
    /// Which number of a month.
    pub value: fn(&Month) -> i64,
}

impl Chart<'_> {
    /// Of these months, oldest first.
    pub fn of(&self, months: &[Month]) -> Markup {
        let (Some(first), Some(last)) = (months.first(), months.last()) else {
            return html! {};
        };
        let words = |month_of: &Month| format!("{}は{}{}", month(month_of.month), grouped((self.value)(month_of)), self.unit);
        let summary = format!("{}の推移。{}、{}。数字は下の表にあります。", self.name, words(first), words(last));
        let highest = months.iter().map(self.value).max().unwrap_or_default().max(1);
        let step = WIDTH / months.len() as f64;
        let middle = |at: usize| (at as f64 + 0.5) * step;
        html! {
            figure.card {
                figcaption { (self.name) "（" (self.unit) "）" }
                svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(summary) {
                    line x1="0" x2=(WIDTH) y1=(BOTTOM) y2=(BOTTOM) {}
                    @for (at, month) in months.iter().enumerate() {
                        @let value = (self.value)(month);
                        @let height = (BOTTOM - TOP) * value.max(0) as f64 / highest as f64;
                        rect x=(rounded(middle(at) - step * 0.32)) width=(rounded(step * 0.64)) y=(rounded(BOTTOM - height)) height=(rounded(height)) {}
                        @if at == 0 || at + 1 == months.len() {
                            text.value x=(rounded(middle(at))) y=(rounded(BOTTOM - height - 6.0)) text-anchor=(anchor(at, months.len())) { (grouped(value)) }
                        }
                        text x=(rounded(middle(at))) y=(BOTTOM + 15.0) text-anchor="middle" { (month.month.month()) "月" }
                    }
                }
            }
        }
    }
}

/// Numbers at the edge do not leave the drawing.
const fn anchor(at: usize, of: usize) -> &'static str {
    match at {
        _ if of == 1 => "middle",
        0 => "start",
        _ => "end",
    }
}

/// A tenth of a pixel is enough.
fn rounded(number: f64) -> String {
    format!("{number:.1}")
}
