//! How long reading takes by shape and size of the mail: `cargo bench -p cam-mail --bench read [-- PART-OF-A-NAME]`.
//!
//! Each line holds the microseconds a mail took, from a kilobyte to ten megabytes, and how much longer the largest took
//! than the tenth of it: about 10 is linear, 100 would be quadratic; less means that what is read is capped.

use std::time::{Duration, Instant};

use cam_mail::read::{classify, parse};

#[path = "../tests/shapes/mod.rs"]
mod shapes;

const SIZES: [(usize, &str); 5] =
    [(1_000, "1 KB"), (10_000, "10 KB"), (100_000, "100 KB"), (1_000_000, "1 MB"), (10_000_000, "10 MB")];
/// How long each size is measured.
const LONG_ENOUGH: Duration = Duration::from_millis(100);

#[expect(clippy::print_stdout, reason = "the figures are the program's purpose")]
fn main() {
    // `cargo bench` hands `--bench` on.
    let wanted = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_default();
    let sizes: String = SIZES.iter().map(|(_, name)| format!("{name:>12}")).collect();
    println!("{:<28}{sizes}      ratio   (microseconds per mail)", "");
    for shape in shapes::SHAPES.iter().filter(|shape| shape.name.contains(&wanted)) {
        let took = SIZES.map(|(n_bytes, _)| microseconds(&shape.mail(n_bytes)));
        let cells: String = took.iter().map(|us| format!("{us:>12.1}")).collect();
        let [.., tenth, whole] = took;
        let ratio = whole / tenth;
        println!("{:<28}{cells} {ratio:>10.1}", shape.name);
    }
}

/// The shortest that reading the mail took.
fn microseconds(mail: &[u8]) -> f64 {
    let began = Instant::now();
    let mut shortest = Duration::MAX;
    while shortest == Duration::MAX || began.elapsed() < LONG_ENOUGH {
        let at = Instant::now();
        if let Ok(mail) = std::hint::black_box(parse(mail)) {
            std::hint::black_box(classify(&mail));
        }
        shortest = shortest.min(at.elapsed());
    }
    shortest.as_secs_f64() * 1e6
}
