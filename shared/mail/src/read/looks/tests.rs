use std::cell::Cell;

use super::super::{html_to_text, intent, new_text, parse};

#[path = "../../../tests/shapes/mod.rs"]
mod shapes;

thread_local! {
    static N_LOOKS: Cell<usize> = const { Cell::new(0) };
}

pub(crate) fn look(n_bytes: usize) {
    N_LOOKS.set(N_LOOKS.get() + n_bytes);
}

/// How many bytes are looked at, those that are looked at twice counted twice.
pub(crate) fn n_looks<T>(read: impl FnOnce() -> T) -> usize {
    N_LOOKS.set(0);
    let _ = read();
    N_LOOKS.get()
}

/// How large a mail is, in bytes, beyond whatever ends or turns a reader after a few lines.
const N_BYTES: usize = 8_000;
/// How often each byte may be looked at.
const MAX_PER_BYTE: usize = 100;

/// Twice the mail may take twice the looks.
fn holds(name: &str, n_looks: impl Fn(usize) -> usize) {
    let [once, twice, fourfold] = [1, 2, 4].map(|n| n_looks(n * N_BYTES));
    assert!(fourfold <= MAX_PER_BYTE * 4 * N_BYTES, "\"{name}\": {once}, {twice}, {fourfold}");
    assert!(
        fourfold.saturating_sub(twice) <= 2 * twice.saturating_sub(once) + N_BYTES,
        "\"{name}\" takes {once}, {twice}, {fourfold} looks"
    );
}

#[test]
fn twice_the_mail_takes_twice_the_looks() {
    for shape in shapes::SHAPES {
        holds(shape.name, |n_bytes| n_looks(|| parse(&shape.mail(n_bytes))));
    }
}

#[test]
fn each_step_alone_takes_twice_the_looks_where_the_whole_would_cap_it() {
    for shape in shapes::SHAPES {
        let body = |n_bytes| {
            let mail = String::from_utf8(shape.mail(n_bytes)).unwrap();
            mail.split_once("\r\n\r\n").map_or_else(String::new, |(_, body)| body.to_owned())
        };
        holds(shape.name, |n_bytes| n_looks(|| new_text(&body(n_bytes))));
        holds(shape.name, |n_bytes| n_looks(|| html_to_text(&body(n_bytes))));
        holds(shape.name, |n_bytes| n_looks(|| intent::read(&body(n_bytes), None)));
    }
}
