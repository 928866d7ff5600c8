//! Instructions, as callgrind counts them: the same figure in each run, whatever else the machine does.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::lambda::LambdaError;

/// Where callgrind writes, and how a command is put under it.
#[derive(Debug)]
pub struct Callgrind {
    out: PathBuf,
}

/// Instructions could not be counted.
#[derive(Debug, thiserror::Error)]
pub enum CallgrindError {
    /// The bootstrap did not run.
    #[error(transparent)]
    Lambda(#[from] LambdaError),
    /// Callgrind left no total.
    #[error("callgrind left no total in {}", path.display())]
    NoTotal {
        /// Where it should be.
        path: PathBuf,
    },
}

impl Callgrind {
    /// Counts into a file in `folder`.
    #[must_use]
    pub fn new(folder: &Path, name: &str) -> Self {
        Self { out: folder.join(format!("{name}.callgrind")) }
    }

    /// Whether there is a valgrind to count with.
    pub async fn is_there() -> bool {
        let version = Command::new("valgrind").arg("--version").output().await;
        version.is_ok_and(|output| output.status.success())
    }

    /// The command that runs `bootstrap` under callgrind, with nothing in its environment.
    #[must_use]
    pub fn command(&self, bootstrap: &Path) -> Command {
        let mut command = Command::new("valgrind");
        let mut out = std::ffi::OsString::from("--callgrind-out-file=");
        out.push(&self.out);
        command.args(["--tool=callgrind", "--quiet"]).arg(out).arg(bootstrap);
        command
    }

    /// What was counted, once the process has ended; callgrind writes it also when a signal ended it.
    pub fn total(&self) -> Result<u64, CallgrindError> {
        let text = std::fs::read_to_string(&self.out).unwrap_or_default();
        total(&text).ok_or_else(|| CallgrindError::NoTotal { path: self.out.clone() })
    }
}

/// The total of a profile (Callgrind format specification, `totals:`).
fn total(profile: &str) -> Option<u64> {
    let line = profile.lines().rev().find_map(|line| line.strip_prefix("totals:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_from_a_profile() {
        assert_eq!(total("version: 1\nevents: Ir\nfn=main\n12 400\ntotals: 412345\n"), Some(412_345));
        assert_eq!(total("version: 1\nevents: Ir\n"), None);
    }
}
