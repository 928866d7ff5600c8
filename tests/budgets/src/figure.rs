//! A figure beside its limit, and the table of them.

use std::fmt::Write as _;

use serde::Serialize;

/// One thing that was measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The budget.
    pub budget: &'static str,
    /// What was measured.
    pub of: String,
    /// What it came to.
    pub figure: f64,
    /// What it may come to.
    pub limit: f64,
    /// What both are counted in.
    pub unit: Unit,
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Instructions.
    Instructions,
    /// Bytes.
    Bytes,
    /// Per cent.
    Percent,
    /// A plain count.
    Count,
}

impl Figure {
    /// Whether it is within its budget.
    #[must_use]
    pub fn is_within(&self) -> bool {
        self.figure <= self.limit
    }
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::Instructions => format!("{:.3} M", figure / 1e6),
            Self::Bytes => format!("{:.2} MB", figure / 1e6),
            Self::Percent => format!("{figure:.1} %"),
            Self::Count => format!("{figure}"),
        }
    }
}

/// One line a figure: budget, what, figure, limit, the share of the limit that is used, and whether it is too much.
#[must_use]
pub fn table(figures: &[Figure]) -> String {
    let mut text = String::new();
    let mut last = "";
    for Figure { budget, of, figure, limit, unit } in figures {
        if *budget != last {
            let _infallible = writeln!(text, "\n{budget}");
            last = budget;
        }
        let share = if *limit > 0.0 { format!("{:>4.0} %", 100.0 * figure / limit) } else { String::new() };
        let verdict = if figure <= limit { "" } else { "  TOO MUCH" };
        let (figure, limit) = (unit.show(*figure), unit.show(*limit));
        let _infallible = writeln!(text, "  {of:<28} {figure:>12}   of {limit:>12}   {share}{verdict}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(figure: f64) -> Figure {
        Figure { budget: "size", of: "web".to_owned(), figure, limit: 6e6, unit: Unit::Bytes }
    }

    #[test]
    fn a_figure_at_its_limit_is_within_and_one_beyond_is_not() {
        assert!(figure(6e6).is_within());
        assert!(!figure(6e6 + 1.0).is_within());
        assert!(!table(&[figure(6e6)]).contains("TOO MUCH"));
        assert!(table(&[figure(6e6 + 1.0)]).contains("TOO MUCH"));
    }
}
