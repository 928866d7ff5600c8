//! Mails as files in a folder, which is where they go on one machine.
//!
//! A file is there whole or not at all, and stays what it was: the same name never comes to hold another mail.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use cam_ports::gateway::{EmailGateway, GatewayError, Mail, MailId};

use crate::files::{create_private_dir, private_file, sync_dir};

/// A folder that mails are put into. Cheap to make; the folder is created with the first mail.
#[derive(Debug, Clone)]
pub struct OutboxFolder {
    dir: PathBuf,
    n_begun: Arc<AtomicU64>,
}

impl OutboxFolder {
    /// An outbox at `dir`, which need not exist yet.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), n_begun: Arc::default() }
    }

    /// Puts a mail under `name` and returns its path. On disk when this returns, readable for its owner alone.
    ///
    /// The same name and bytes again change nothing and succeed; other bytes under a name that is taken are refused.
    pub fn store(&self, name: &str, mail: &[u8]) -> Result<PathBuf, OutboxError> {
        if !is_plain(name) {
            return Err(OutboxError::BadName { name: name.to_owned() });
        }
        let path = self.dir.join(name);
        let failed = |source| OutboxError::Unwritable { path: path.clone(), source };
        create_private_dir(&self.dir).map_err(failed)?;
        let temporary = self.temporary_path();
        let outcome = write_whole(&temporary, mail).and_then(|()| publish(&temporary, &path));
        // Linked or not, the temporary name has done its work; a file left over begins with a dot and is no mail.
        let _ = fs::remove_file(&temporary);
        match outcome {
            Ok(()) => sync_dir(&self.dir).map_err(|source| OutboxError::Unsure { path: path.clone(), source })?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if fs::read(&path).map_err(failed)? != mail {
                    return Err(OutboxError::Taken { path });
                }
            }
            Err(error) => return Err(failed(error)),
        }
        Ok(path)
    }

    /// A name nobody else in this folder has: the process and a count of its own.
    fn temporary_path(&self) -> PathBuf {
        let number = self.n_begun.fetch_add(1, Ordering::Relaxed);
        self.dir.join(format!(".{}-{number}.part", std::process::id()))
    }
}

impl EmailGateway for OutboxFolder {
    fn name(&self) -> &'static str {
        "outbox"
    }

    /// Stores the mail as `<id>.eml`. Needs a tokio runtime.
    async fn send(&self, mail: &Mail) -> Result<String, GatewayError> {
        let name = match &mail.id {
            MailId::Outreach(send) => format!("{send}.eml"),
            MailId::Notice(name) => format!("{name}.eml"),
        };
        let (folder, mime) = (self.clone(), mail.mime.clone());
        // On a thread of its own: the disk takes several mails at once as fast as one.
        let stored = tokio::task::spawn_blocking(move || folder.store(&name, &mime)).await;
        match stored.map_err(|error| GatewayError::NoAnswer(error.into()))? {
            Ok(_) => Ok(mail.message_id.clone()),
            Err(error @ OutboxError::Unsure { .. }) => Err(GatewayError::NoAnswer(error.into())),
            Err(error @ OutboxError::Unwritable { .. }) => Err(GatewayError::Unavailable(error.into())),
            Err(error @ (OutboxError::BadName { .. } | OutboxError::Taken { .. })) => {
                Err(GatewayError::Rejected(error.into()))
            }
        }
    }
}

/// Why a mail was not put into the outbox.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The name could lead out of the folder or hide the mail.
    #[error(
        "{name:?} is no name for a mail: use letters, digits, dots, dashes and underscores, not beginning with a dot"
    )]
    BadName {
        /// The name as given.
        name: String,
    },
    /// The name already holds another mail, which stays.
    #[error("{} already holds another mail: give this one a name of its own", path.display())]
    Taken {
        /// Where the other mail lies.
        path: PathBuf,
    },
    /// The mail is in the folder, but may be gone after a loss of power.
    #[error("the folder of {} did not confirm the mail: look whether it is there", path.display())]
    Unsure {
        /// The mail.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The system would not let it be written.
    #[error("cannot write {}", path.display())]
    Unwritable {
        /// Where the mail was to lie.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

fn is_plain(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+' | b'@' | b'=');
    !name.is_empty() && name.len() <= 200 && !name.starts_with('.') && name.bytes().all(is_allowed)
}

fn write_whole(path: &Path, mail: &[u8]) -> io::Result<()> {
    // Whatever stands under this name was left by a process that had the same number and is gone.
    let mut file = private_file().write(true).create(true).truncate(true).open(path)?;
    file.write_all(mail)?;
    file.sync_all()
}

/// Gives the file its name unless that is taken. A link refuses a taken name in one step, which a rename does not; where
/// the file system has no links, the name is looked up first.
fn publish(temporary: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(temporary, path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied) => {
            if path.try_exists()? {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(temporary, path)
        }
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_mail_lies_whole_under_its_name_and_nothing_else_is_left() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("outbox");
        let path = OutboxFolder::new(&dir).store("a1.eml", b"Subject: hello\r\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"Subject: hello\r\n");
        assert_eq!(names(&dir), ["a1.eml"]);
    }

    #[test]
    fn the_same_mail_again_changes_nothing_and_another_one_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let outbox = OutboxFolder::new(home.path());
        let path = outbox.store("a1.eml", b"one").unwrap();
        assert_eq!(outbox.store("a1.eml", b"one").unwrap(), path);
        assert!(matches!(outbox.store("a1.eml", b"two"), Err(OutboxError::Taken { .. })));
        assert_eq!((fs::read(&path).unwrap(), names(home.path())), (b"one".to_vec(), vec!["a1.eml".to_owned()]));
    }

    #[test]
    fn of_many_writers_of_one_name_exactly_one_succeeds() {
        let home = tempfile::tempdir().unwrap();
        let outbox = OutboxFolder::new(home.path());
        let n_stored = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..8_u8)
                .map(|mail| {
                    scope.spawn({
                        let outbox = &outbox;
                        move || outbox.store("a1.eml", &[mail]).is_ok()
                    })
                })
                .collect();
            writers.into_iter().map(|writer| writer.join().unwrap()).filter(|stored| *stored).count()
        });
        assert_eq!(n_stored, 1);
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let outbox = OutboxFolder::new(home.path().join("outbox"));
        for name in ["", ".", "..", "../a.eml", "a/b.eml", "a\\b.eml", "/a.eml", ".a.eml", "a\0.eml", "a:b.eml"] {
            assert!(matches!(outbox.store(name, b"x"), Err(OutboxError::BadName { .. })), "{name:?}");
        }
        assert_eq!(names(home.path()), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_said() {
        let home = tempfile::tempdir().unwrap();
        let blocked = home.path().join("file");
        fs::write(&blocked, "").unwrap();
        assert!(matches!(OutboxFolder::new(&blocked).store("a.eml", b"x"), Err(OutboxError::Unwritable { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("outbox");
        let path = OutboxFolder::new(&dir).store("a.eml", b"x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&dir)), (0o600, 0o700));
    }
}
