//! The words of all phrases, a number each, so that a word of a text is looked up once and then compared as a number.

use fnv::FnvHashMap;

use super::{
    super::looks::look,
    token::{Boundary, Token, Tokens, is_digits},
};

/// A word of the phrases, or what words of them begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Atom(u32);

impl Atom {
    /// The place of what is held about it.
    pub(super) const fn place(self) -> usize {
        self.0 as usize
    }
}

/// Every word of the phrases.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    entries: FnvHashMap<Box<str>, Entry>,
    /// The length of the longest, in bytes.
    longest: usize,
    n_atoms: u32,
}

/// What a text is: a whole word, the beginning of words, or both.
#[derive(Debug, Default)]
struct Entry {
    word: Option<Atom>,
    stem: Option<Atom>,
}

/// The most atoms that one word can be: itself, its kinds, and stems of it.
const MAX_ATOMS: usize = 8;

/// A word of a text as the phrases see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) before: Boundary,
    atoms: [Atom; MAX_ATOMS],
    n_atoms: usize,
}

impl Word {
    /// What it is among the words of the phrases.
    pub(super) fn atoms(&self) -> &[Atom] {
        self.atoms.get(..self.n_atoms).unwrap_or_default()
    }

    /// The same word as if nothing parted it from the one before.
    pub(super) const fn within_clause(&self) -> Self {
        Self { before: Boundary::None, ..*self }
    }

    /// Whether it is one of these, which are sorted.
    pub(super) fn is_any(&self, wanted: &[Atom]) -> bool {
        self.atoms().iter().any(|atom| wanted.binary_search(atom).is_ok())
    }

    fn push(&mut self, atom: Option<Atom>) {
        if let (Some(atom), Some(place)) = (atom, self.atoms.get_mut(self.n_atoms)) {
            *place = atom;
            self.n_atoms += 1;
        }
    }
}

impl Vocabulary {
    /// The atom of a word, or of all words that begin so.
    pub(super) fn atom(&mut self, text: &str, is_stem: bool) -> Atom {
        self.longest = self.longest.max(text.len());
        let entry = self.entries.entry(text.into()).or_default();
        let atom = if is_stem { &mut entry.stem } else { &mut entry.word };
        *atom.get_or_insert_with(|| {
            self.n_atoms += 1;
            Atom(self.n_atoms - 1)
        })
    }

    /// How many atoms there are.
    pub(super) const fn len(&self) -> usize {
        self.n_atoms as usize
    }

    /// The words of a text.
    pub(super) fn words(&self, tokens: &Tokens) -> Vec<Word> {
        tokens.words.iter().map(|token| self.word(token)).collect()
    }

    fn word(&self, token: &Token) -> Word {
        let mut word = Word { before: token.before, atoms: [Atom::default(); MAX_ATOMS], n_atoms: 0 };
        let whole = |text: &str| self.entries.get(text).and_then(|entry| entry.word);
        if token.is_name {
            word.push(whole("<name>"));
        }
        if is_digits(&token.word) {
            word.push(whole("<number>"));
        }
        let text = token.word.as_str();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            if end > self.longest {
                break;
            }
            look(1);
            let Some(entry) = text.get(..end).and_then(|start| self.entries.get(start)) else { continue };
            word.push(entry.stem);
            if end == text.len() {
                word.push(entry.word);
            }
        }
        word
    }
}

#[cfg(test)]
mod tests {
    use super::{super::token::tokens, *};

    #[test]
    fn a_word_is_itself_and_what_it_begins_with() {
        let mut vocabulary = Vocabulary::default();
        let [interest, interested, name] = [("interest", true), ("interested", false), ("<name>", false)]
            .map(|(text, is_stem)| vocabulary.atom(text, is_stem));
        assert_eq!(vocabulary.atom("interest", true), interest);
        assert_eq!(vocabulary.len(), 3);
        let words = vocabulary.words(&tokens("so Jane is interested interesting inter"));
        let atoms: Vec<&[Atom]> = words.iter().map(Word::atoms).collect();
        assert_eq!(atoms, [&[][..], &[name], &[], &[interest, interested], &[interest], &[]]);
        assert!(words.get(3).is_some_and(|word| word.is_any(&[interested]) && !word.is_any(&[name])));
    }
}
