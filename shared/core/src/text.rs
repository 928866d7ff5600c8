//! Reading words that people typed: case, accents and punctuation do not count.

/// Lower-case words without accents and punctuation, separated by single spaces.
///
/// `ä ö ü` lose their dots (`Österreich` reads `osterreich`), `ß` reads `ss`; letters of other scripts stay as they
/// are.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        // An apostrophe joins (`côte d'ivoire`, `people's`), so that both spellings read alike.
        if matches!(letter, '\'' | '’' | '\u{301}' | '\u{308}' | '\u{307}') {
            continue;
        }
        match plain(letter) {
            Some(text) => folded.push_str(text),
            None if letter.is_alphanumeric() => folded.push(letter),
            None if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            None => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether `phrase` stands in `text` as whole words; both are folded already.
pub(crate) fn has_phrase(text: &str, phrase: &str) -> bool {
    !phrase.is_empty()
        && text.match_indices(phrase).any(|(at, found)| {
            let before = text.get(..at).is_some_and(|head| head.is_empty() || head.ends_with(' '));
            let after = text.get(at + found.len()..).is_some_and(|tail| tail.is_empty() || tail.starts_with(' '));
            before && after
        })
}

fn plain(letter: char) -> Option<&'static str> {
    let text = match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => return None,
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        assert_eq!(fold("  Vice-President, Ventes & Développement "), "vice president ventes developpement");
        assert_eq!(fold("Côte d’Ivoire"), fold("cote d'ivoire"));
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("東京"), "東京");
        assert_eq!(fold("--"), "");
    }

    #[test]
    fn a_phrase_counts_only_at_the_borders_of_words() {
        assert!(has_phrase("head of marketing", "marketing"));
        assert!(has_phrase("leadership lead", "lead"));
        assert!(!has_phrase("leadership", "lead"));
        assert!(!has_phrase("director", "cto"));
        assert!(!has_phrase("director", ""));
    }
}
