//! Cells that are safe to open in a spreadsheet, and back.
//!
//! A program that opens CSV runs a cell that begins like a formula (OWASP, "CSV Injection"). Where it splits at another
//! character than the file does, a piece in the middle of a cell becomes a cell, so every such piece is guarded too.

use std::borrow::Cow;

/// Puts a `'` before every piece of `cell` that a spreadsheet could take for a formula.
pub(crate) fn guarded(cell: &str) -> Cow<'_, str> {
    if !pieces(cell).any(looks_like_formula) {
        return Cow::Borrowed(cell);
    }
    let guard = |piece| if looks_like_formula(piece) { "'" } else { "" };
    Cow::Owned(pieces(cell).flat_map(|piece| [guard(piece), piece]).collect())
}

/// Takes away what [`guarded`] put in: `unguarded(guarded(cell)) == cell` for every cell.
pub(crate) fn unguarded(cell: &str) -> Cow<'_, str> {
    if !pieces(cell).any(|piece| bare(piece).len() < piece.len()) {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(pieces(cell).map(bare).collect())
}

/// What may become a cell of its own, each with the separator that ends it.
fn pieces(cell: &str) -> impl Iterator<Item = &str> {
    cell.split_inclusive([',', ';', '|', '\t', '\r', '\n'])
}

/// Without the guard, if there is one.
fn bare(piece: &str) -> &str {
    piece.strip_prefix('\'').filter(|rest| looks_like_formula(rest)).unwrap_or(piece)
}

/// Guards, quotes and spaces before the sign do not make it harmless, and would hide it from [`unguarded`].
fn looks_like_formula(piece: &str) -> bool {
    let first = piece.trim_start_matches(['\'', '"', ' ']).chars().next();
    first.is_some_and(|first| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_beginning_that_a_spreadsheet_would_run_is_guarded() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1", "\"=1"] {
            assert!(guarded(cell).starts_with('\''), "{cell:?}");
        }
        for cell in ["", "Ada", "O'Brien", "a=b", "ada@engines.example", "'t Hooft", "3-4"] {
            assert_eq!(guarded(cell), cell);
        }
    }

    #[test]
    fn a_piece_that_becomes_a_cell_under_another_separator_is_guarded() {
        assert_eq!(guarded("x;=cmd()"), "x;'=cmd()");
        assert_eq!(guarded("x\n@cmd"), "x\n'@cmd");
    }

    proptest! {
        #[test]
        fn a_guard_is_taken_off_again(cell in "[='\" ,;+a\t\r\nü@-]{0,12}") {
            let safe = guarded(&cell);
            prop_assert_eq!(&*unguarded(&safe), &*cell);
        }

        #[test]
        fn no_piece_of_a_guarded_cell_begins_a_formula(cell in "[='\" ,;+a\t\r\nü@＝-]{0,12}") {
            let safe = guarded(&cell).into_owned();
            for piece in safe.split([',', ';', '\t', '\r', '\n']) {
                prop_assert!(!piece.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@', '＝']), "{:?}", safe);
            }
        }
    }
}
