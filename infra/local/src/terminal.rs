//! What a person sees: plain lines, colour only on a terminal, progress only where somebody watches.

use std::{
    fmt::Display,
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// How often progress is shown.
const EVERY: Duration = Duration::from_millis(200);

/// Standard output and standard error.
///
/// Where nobody reads any more (`cam leads | head`), what is written is lost without an error: the work goes on.
#[derive(Debug)]
pub struct Terminal {
    has_colour: bool,
    is_watched: bool,
    shown_at: Option<Instant>,
    has_progress: bool,
    is_closed: bool,
}

impl Terminal {
    /// Looks where the output goes. `no_colour` is the user's own wish (<https://no-color.org>).
    #[must_use]
    pub fn new(no_colour: bool) -> Self {
        Self {
            has_colour: io::stdout().is_terminal() && !no_colour,
            is_watched: io::stderr().is_terminal(),
            shown_at: None,
            has_progress: false,
            is_closed: false,
        }
    }

    /// Prints a line.
    pub fn line(&mut self, line: impl Display) -> io::Result<()> {
        self.clear_progress()?;
        let written = writeln!(io::stdout().lock(), "{line}");
        self.is_closed |= is_closed_pipe(&written);
        unless_closed(written)
    }

    /// Whether nobody reads standard output any more: what only prints may stop.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Prints a line to standard error.
    pub fn complain(&mut self, line: impl Display) -> io::Result<()> {
        self.clear_progress()?;
        unless_closed(writeln!(io::stderr().lock(), "{line}"))
    }

    /// `text`, bold where colour is wanted.
    #[must_use]
    pub fn bold(&self, text: impl Display) -> String {
        self.styled("1", text)
    }

    /// `text`, dim where colour is wanted.
    #[must_use]
    pub fn dim(&self, text: impl Display) -> String {
        self.styled("2", text)
    }

    /// `text`, in the colour of warnings where colour is wanted.
    #[must_use]
    pub fn warning(&self, text: impl Display) -> String {
        self.styled("33", text)
    }

    fn styled(&self, style: &str, text: impl Display) -> String {
        if self.has_colour { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_string() }
    }

    /// Shows how far things are, in the place of what was shown before; nothing where nobody watches.
    pub fn progress(&mut self, text: impl Display) -> io::Result<()> {
        if !self.is_watched || self.shown_at.is_some_and(|at| at.elapsed() < EVERY) {
            return Ok(());
        }
        self.shown_at = Some(Instant::now());
        self.has_progress = true;
        let mut stderr = io::stderr().lock();
        write!(stderr, "\r\u{1b}[K{text}")?;
        stderr.flush()
    }

    fn clear_progress(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.has_progress) {
            return Ok(());
        }
        let mut stderr = io::stderr().lock();
        write!(stderr, "\r\u{1b}[K")?;
        stderr.flush()
    }
}

fn is_closed_pipe(written: &io::Result<()>) -> bool {
    written.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    if is_closed_pipe(&written) { Ok(()) } else { written }
}
