//! Everything that ever broke a reader, read by every reader again: the files in `regressions/`.
//!
//! Each was found by fuzzing (`fuzz/README.md`) or made for a weak spot, and is named for what it does.

#![cfg(test)]

use std::{fs, hint::black_box, path::Path};

use cam_mail::{read, score};

#[test]
fn what_once_broke_a_reader_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regressions");
    let mut n_files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let input = fs::read(entry.unwrap().path()).unwrap();
        read_by_all(&input);
        // What breaks a reader in one place may do so a byte earlier or later.
        for end in (0..input.len()).step_by(1 + input.len() / 50) {
            read_by_all(&input[..end]);
        }
        n_files += 1;
    }
    assert!(n_files > 0, "the folder is empty");
}

fn read_by_all(input: &[u8]) {
    for mail in [input.to_vec(), score::as_mail(input)] {
        if let Ok(mail) = read::parse(&mail) {
            black_box(format!("{mail:?} {:?}", read::classify(&mail)));
        }
    }
    black_box(read::ses_event(input).is_ok());
    let text = String::from_utf8_lossy(input);
    black_box(read::classify_text(&read::new_text(&text)));
    black_box(read::new_text(&read::html_to_text(&text)));
}
