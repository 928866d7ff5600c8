//! How the sources read: module docs, mains without branches, no notes to oneself, no golden file that nothing reads.

use super::tree::{File, files, folders};

#[test]
fn every_module_opens_by_saying_what_it_is_for() {
    // `tests.rs` holds the tests of the module above it, which says what it is for.
    let modules = files().iter().filter(|file| file.path.ends_with(".rs") && !file.path.ends_with("/tests.rs"));
    let opening = |file: &File| file.text.trim_start_matches("#![cfg(test)]").trim_start().starts_with("//! ");
    let silent: Vec<&str> = modules.filter(|file| !opening(file)).map(|file| &*file.path).collect();
    assert_eq!(silent, Vec::<&str>::new());
}

#[test]
fn every_function_starts_with_wiring_and_nothing_else() {
    for folder in folders().iter().filter(|folder| folder.starts_with("functions/")) {
        let path = format!("{folder}/src/main.rs");
        let main = files().iter().find(|file| file.path == path).unwrap_or_else(|| panic!("there is no {path}"));
        assert!(main.text.lines().count() <= 30, "{path} has more than 30 lines");
        let code = main.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let branch = code.flat_map(words).find(|word| matches!(*word, "if" | "match" | "else" | "for" | "while"));
        assert_eq!(branch, None, "{path} branches");
    }
}

#[test]
fn nobody_left_a_note_to_do_something_later() {
    /// Files that know these words as data: as placeholders in a mail, or to find them.
    const KNOW_THE_WORDS: [&str; 4] = [
        "shared/mail/src/contract.rs",
        "shared/ports/src/campaign_file/tests.rs",
        "tests/tidy/sources.rs",
        "Cargo.lock",
    ];
    for word in ["TODO", "FIXME", "XXX"] {
        let holds =
            |file: &&File| !KNOW_THE_WORDS.contains(&&*file.path) && words(&file.text).any(|other| other == word);
        let found: Vec<&str> = files().iter().filter(holds).map(|file| &*file.path).collect();
        assert_eq!(found, Vec::<&str>::new(), "{word}");
    }
}

#[test]
fn every_golden_file_is_read_by_a_test() {
    for golden in files().iter().filter_map(|file| file.path.strip_prefix("tests/golden/")) {
        let (folder, name) = golden.rsplit_once('/').unwrap_or(("", golden));
        let stem = name.split('.').next().unwrap_or(name);
        let in_folder = format!("golden/{folder}");
        let names = [format!("\"{stem}\""), format!("\"{name}\"")];
        let paths = [golden.to_owned(), format!("\"{folder}/{stem}\"")];
        let reads = |text: &str| {
            let names_it = text.contains(&in_folder) && names.iter().any(|name| text.contains(name));
            names_it || text.contains("golden") && paths.iter().any(|path| text.contains(path))
        };
        let sources = || files().iter().filter(|file| file.path.ends_with(".rs"));
        assert!(sources().any(|file| reads(&file.text)), "nothing reads tests/golden/{golden}");
    }
}

/// The words of a text, as letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
