//! Looks beginnings of lines up in long tables, and words anywhere in them.

use aho_corasick::AhoCorasick;

/// Beginnings, sorted, so that a text is compared with those of its first character only.
pub(super) struct Starts(Vec<&'static str>);

impl Starts {
    pub(super) fn new(tables: &[&[&'static str]]) -> Self {
        let mut all = tables.concat();
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// What follows each beginning that the text has, with the beginning.
    pub(super) fn of<'t>(&self, text: &'t str) -> impl Iterator<Item = (&'static str, &'t str)> {
        let first = text.chars().next().map_or(0, char::len_utf8);
        let first = text.get(..first).unwrap_or_default();
        let from = if first.is_empty() { self.0.len() } else { self.0.partition_point(|start| *start < first) };
        let alike = self.0.get(from..).unwrap_or_default().iter().take_while(move |start| start.starts_with(first));
        alike.filter_map(move |start| Some((*start, text.strip_prefix(start)?)))
    }
}

/// Words that are looked for anywhere in a text, all at once.
pub(super) struct Anywhere(Option<AhoCorasick>);

impl Anywhere {
    pub(super) fn new(words: &[&str]) -> Self {
        Self(AhoCorasick::new(words).ok())
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|words| words.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beginning_of_a_text_is_found() {
        let starts = Starts::new(&[&["on", "one", "à"], &["o", "am"]]);
        let found = |text| starts.of(text).collect::<Vec<_>>();
        assert_eq!(found("one day"), [("o", "ne day"), ("on", "e day"), ("one", " day")]);
        assert_eq!(found("à midi"), [("à", " midi")]);
        assert!(found("").is_empty() && found("zone").is_empty());
    }

    #[test]
    fn words_are_found_anywhere() {
        let words = Anywhere::new(&["this mail", "diese mail"]);
        assert!(words.is_in("is this mail yours") && !words.is_in("this is mail"));
    }
}
