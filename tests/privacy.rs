//! No personal data in the logs: a whole day is listened to, down to the last detail.

#![cfg(test)]

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use e2e::{Answer, World};
use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// What none of them may say: addresses, names, companies, subjects, bodies.
const PERSONAL: [&str; 12] = [
    "@",
    "ada",
    "Ada",
    "bob",
    "Bob",
    "cyd",
    "Lovelace",
    "Works",
    "works.example",
    "A question about",
    "Hello",
    "Thursday",
];

/// The lines that say something personal.
fn indiscreet(log: &str) -> Vec<&str> {
    log.lines().filter(|line| PERSONAL.iter().any(|word| says(line, word))).collect()
}

/// Whether a line holds the word, and not as a part of a longer one (ids are made of letters).
fn says(line: &str, word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (line[..at].chars().next_back(), line[at + word.len()..].chars().next());
        word == "@" || !(is_letter(before) || is_letter(after))
    })
}

#[tokio::test]
async fn a_whole_day_is_logged_without_a_word_about_anyone() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_max_level(Level::DEBUG).with_ansi(false);
    let _guard = tracing::subscriber::set_default(subscriber.finish());

    let mut world =
        World::new().await.lead("ada").lead("bob").lead("cyd").lead_with("eve", &[("Email", "eve at works")]);
    world.answers_by_return("ada", "Yes, that sounds great. Can we talk on Thursday at 10?");
    world.post.answers(|n, _| [Answer::Taken, Answer::Rejected, Answer::Unavailable, Answer::AnswerLost][n % 4]);
    world.wire.fail_where(|operation, body| operation == "Query" && body.contains("#hot#"));
    world.run_day().await;
    world.wire.heal();
    world.reply("bob", "unsubscribe");
    world.letterbox.drop_in("this is no mail at all");
    world.run_days(4).await;

    let log = log.text();
    assert!(log.contains("is done") && log.contains("cam.error") && log.contains("given back"), "{log}");
    assert!(indiscreet(&log).is_empty(), "{:#?}", indiscreet(&log));
}

#[test]
fn an_indiscreet_line_is_found() {
    assert_eq!(indiscreet("lead tada\nto ada@ada-works.example\nfor Ada"), ["to ada@ada-works.example", "for Ada"]);
}
