//! Any text as a body, plain and HTML: what is kept as new was there before.

#![no_main]

use cam_mail::read;

libfuzzer_sys::fuzz_target!(|body: &str| {
    let new = read::new_text(body);
    assert!(new.len() <= 16 * 1024 && new.len() <= body.len(), "new text is a part of the body");
    let _ = read::classify_text(&new);
    let text = read::html_to_text(body);
    let _ = read::new_text(&text);
});
