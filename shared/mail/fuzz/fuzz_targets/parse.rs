//! Any bytes as a whole mail: read to the end, or refused.

#![no_main]

use cam_mail::read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(mail) = read::parse(bytes) else { return };
    let reading = read::classify(&mail);
    assert!(mail.new_text.len() <= 16 * 1024, "the new text is capped");
    assert_eq!(reading, read::classify(&mail), "the same mail has one reading");
    // Formatting must not fail either: it cuts and masks.
    let _ = format!("{mail:?} {reading:?}");
});
