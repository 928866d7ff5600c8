//! What a second reader's opinion may change: what the first left unclear or is not sure of, downwards freely, and up to
//! hot only with words that the person wrote.

use cam_mail::read::{Class, Reading};
use cam_ports::second_reader::{SecondReader, SecondReading};

/// How sure a second reader is taken to be, in thousandths.
const CONFIDENCE_MILLI: u16 = 600;
/// The least that a quote has to hold, so that "a" or "the" proves nothing.
const MIN_QUOTE_CHARS: usize = 8;

/// The reading, or in place of an unclear one what the second reader makes of it. An opt-out is asked of nobody.
pub(crate) async fn second(reader: &impl SecondReader, first: Reading, new_text: &str) -> Reading {
    let is_clear = first.class != Class::Unclear && first.is_sure() || first.class.is_opt_out();
    if is_clear || new_text.trim().is_empty() {
        return first;
    }
    match reader.read(new_text).await {
        Some(second) => weighed(first, second, new_text),
        None => first,
    }
}

fn weighed(first: Reading, second: SecondReading, new_text: &str) -> Reading {
    let is_quoted = stands_in(&second.quote, new_text);
    // To take a person for a machine is to lose them, and only headers prove a machine.
    let is_believed = second.class.is_human() && (is_quoted || !second.class.is_hot());
    if !is_believed || second.class == Class::Unclear {
        return first;
    }
    let mut reading = first;
    reading.class = second.class;
    reading.confidence_milli = CONFIDENCE_MILLI;
    reading.evidence = if is_quoted { second.quote } else { String::new() };
    reading
}

/// Whether the quote stands in the text, whatever blanks and line ends part its words.
fn stands_in(quote: &str, new_text: &str) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let quote = words(quote);
    quote.chars().count() >= MIN_QUOTE_CHARS && format!(" {} ", words(new_text)).contains(&format!(" {quote} "))
}

#[cfg(test)]
mod tests {
    use cam_mail::read::classify_text;
    use cam_ports::second_reader::NoSecondReader;

    use super::*;

    struct Says(Class, &'static str);

    impl SecondReader for Says {
        async fn read(&self, _new_text: &str) -> Option<SecondReading> {
            Some(SecondReading { class: self.0, quote: self.1.to_owned() })
        }
    }

    /// In a language of which nothing is known.
    const UNCLEAR: &str = "Habari za asubuhi, kama\nshangazi anavyosema.";

    async fn class(reader: &impl SecondReader, new_text: &str) -> Class {
        second(reader, classify_text(new_text), new_text).await.class
    }

    #[tokio::test]
    async fn without_a_second_reader_the_unclear_stays_unclear() {
        assert_eq!(class(&NoSecondReader, UNCLEAR).await, Class::Unclear);
    }

    #[tokio::test]
    async fn what_is_read_is_not_asked_again() {
        assert_eq!(
            class(&Says(Class::Meeting, "Please unsubscribe"), "Please unsubscribe me").await,
            Class::Unsubscribe
        );
    }

    #[tokio::test]
    async fn a_reply_gets_hot_only_with_words_that_stand_in_it() {
        for hot in [Class::Meeting, Class::Interested] {
            assert_eq!(class(&Says(hot, "kama shangazi anavyosema."), UNCLEAR).await, hot);
            for quote in ["", " ", "za", "kama mjomba anavyosema", "kama shangazi anavyo", "habari za"] {
                assert_eq!(class(&Says(hot, quote), UNCLEAR).await, Class::Unclear, "{quote}");
            }
        }
    }

    #[tokio::test]
    async fn a_reply_cools_without_a_quote_and_keeps_no_invented_one() {
        let reading = second(&Says(Class::Unsubscribe, "invented words"), classify_text(UNCLEAR), UNCLEAR).await;
        assert_eq!((reading.class, reading.evidence.as_str()), (Class::Unsubscribe, ""));
        assert_eq!(class(&Says(Class::Refusal, ""), UNCLEAR).await, Class::Refusal);
    }

    #[tokio::test]
    async fn nobody_is_taken_for_a_machine_on_a_second_readers_word() {
        assert_eq!(class(&Says(Class::MachineReport, "kama shangazi anavyosema."), UNCLEAR).await, Class::Unclear);
    }
}
