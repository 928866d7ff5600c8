//! Mails that were dropped as `.eml` files into a folder, which is how replies come on one machine.
//!
//! A mail that was dealt with is moved to a folder `read` inside; none is ever deleted. What goes wrong is told without
//! the names of files: people call them after those who wrote.

use std::{
    ffi::OsStr,
    fs::{self, DirEntry, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use cam_ports::{
    identity::fingerprint,
    inbound::{self, Inbox},
};

use crate::files::{create_private_dir, sync_dir};

/// The biggest mail that is read into memory: what SES delivers at most.
pub const MAX_MAIL_BYTES: u64 = 40 * 1024 * 1024;

/// A folder that mails are dropped into.
///
/// Only plain files called `*.eml` count. Names that begin with a dot or `~` belong to programs still writing.
#[derive(Debug)]
pub struct InboxFolder {
    dir: PathBuf,
}

impl InboxFolder {
    /// An inbox at `dir`; one that does not exist is empty.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// The names of the mails that wait, in order. No mail is opened, so one that cannot be read hides no other.
    fn names(&self) -> Result<Vec<String>, InboxError> {
        let found = match fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            found => found.map_err(InboxError::Unlisted)?,
        };
        let entries = found.collect::<io::Result<Vec<DirEntry>>>().map_err(InboxError::Unlisted)?;
        // What cannot even be asked what it is counts as a mail, so that reading it says what is wrong.
        let plain = entries.iter().filter(|entry| entry.file_type().map_or(true, |kind| kind.is_file()));
        let mut names: Vec<String> =
            plain.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| is_mail(name)).collect();
        names.sort();
        Ok(names)
    }

    /// Where the mail of this name lies. A name that leads out of the folder is no mail's.
    fn path(&self, name: &str) -> Option<PathBuf> {
        let is_inside = Path::new(name).file_name() == Some(OsStr::new(name));
        (is_inside && is_mail(name)).then(|| self.dir.join(name))
    }

    /// The mail of this name with its path, if one waits. Refuses one above [`MAX_MAIL_BYTES`].
    fn read(&self, name: &str) -> Result<Option<(PathBuf, Vec<u8>)>, InboxError> {
        let Some(path) = self.path(name) else { return Ok(None) };
        let read = || -> io::Result<Option<Vec<u8>>> {
            if !fs::symlink_metadata(&path)?.is_file() {
                return Ok(None);
            }
            let mut mail = Vec::new();
            File::open(&path)?.take(MAX_MAIL_BYTES + 1).read_to_end(&mut mail)?;
            Ok(Some(mail))
        };
        match read() {
            Ok(Some(mail)) if mail.len() as u64 > MAX_MAIL_BYTES => Err(InboxError::TooBig),
            Ok(found) => Ok(found.map(|mail| (path, mail))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(InboxError::Unreadable(error)),
        }
    }

    /// Moves a mail to the folder `read`.
    fn move_away(&self, path: &Path) -> io::Result<()> {
        let read = self.dir.join("read");
        create_private_dir(&read)?;
        fs::rename(path, free_name(&read, path)?)?;
        sync_dir(&read)?;
        sync_dir(&self.dir)
    }
}

impl Inbox for InboxFolder {
    async fn waiting(&self) -> Result<Vec<String>, inbound::InboxError> {
        self.names().map_err(out_of_reach)
    }

    async fn fetch(&self, name: &str) -> Result<Option<Vec<u8>>, inbound::InboxError> {
        Ok(self.read(name).map_err(out_of_reach)?.map(|(_, mail)| mail))
    }

    async fn put_away(&self, name: &str, id: &str) -> Result<(), inbound::InboxError> {
        match self.read(name).map_err(out_of_reach)? {
            Some((path, mail)) if fingerprint(&mail) == id => {
                self.move_away(&path).map_err(|source| out_of_reach(InboxError::Immovable(source)))
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn out_of_reach(error: InboxError) -> inbound::InboxError {
    inbound::InboxError(error.into())
}

/// Why the inbox could not be used. It goes into logs and digests, so it names no file.
#[derive(Debug, thiserror::Error)]
enum InboxError {
    /// The folder cannot be listed.
    #[error("the inbox folder cannot be listed: make it readable")]
    Unlisted(#[source] io::Error),
    /// A mail in it cannot be read.
    #[error("a mail in the inbox folder cannot be read: make it readable, or move it away")]
    Unreadable(#[source] io::Error),
    /// The mail is bigger than any that is read.
    #[error("a mail in the inbox folder is bigger than a mail may be ({MAX_MAIL_BYTES} bytes): move it away")]
    TooBig,
    /// The mail stays in the inbox.
    #[error("a mail cannot be moved into the folder of read mails: make the inbox folder writable")]
    Immovable(#[source] io::Error),
}

fn is_mail(name: &str) -> bool {
    let is_finished = !name.starts_with(['.', '~']);
    is_finished && Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("eml"))
}

/// The mail's own name, numbered if another mail of that name was read before.
fn free_name(dir: &Path, path: &Path) -> io::Result<PathBuf> {
    let stem = path.file_stem().unwrap_or(OsStr::new("mail"));
    let mut target = dir.join(path.file_name().unwrap_or(OsStr::new("mail.eml")));
    let mut number = 2_u32;
    while target.try_exists()? {
        let mut name = stem.to_owned();
        name.push(format!("-{number}.eml"));
        target = dir.join(name);
        number += 1;
    }
    Ok(target)
}

#[cfg(test)]
mod tests {
    use cam_ports::error::Chain;

    use super::*;

    fn inbox_with(mails: &[(&str, &str)]) -> (tempfile::TempDir, InboxFolder) {
        let home = tempfile::tempdir().unwrap();
        mails.iter().for_each(|(name, text)| fs::write(home.path().join(name), text).unwrap());
        let inbox = InboxFolder::new(home.path());
        (home, inbox)
    }

    async fn names(inbox: &InboxFolder) -> Vec<String> {
        inbox.waiting().await.unwrap()
    }

    #[tokio::test]
    async fn only_finished_mails_are_listed_in_the_order_of_their_names() {
        let (home, inbox) = inbox_with(&[
            ("b.eml", "2"),
            ("a.EML", "1"),
            (".c.eml", ""),
            ("~d.eml", ""),
            ("e.eml.part", ""),
            ("f.txt", ""),
        ]);
        fs::create_dir(home.path().join("g.eml")).unwrap();
        assert_eq!(names(&inbox).await, ["a.EML", "b.eml"]);
    }

    #[tokio::test]
    async fn a_mail_is_fetched_whole_and_a_name_that_leads_out_of_the_folder_is_no_mails() {
        let (home, _) = inbox_with(&[("secret.eml", "x")]);
        let inbox = InboxFolder::new(home.path().join("inbox"));
        fs::create_dir(home.path().join("inbox")).unwrap();
        fs::write(home.path().join("inbox/a.eml"), "abc").unwrap();
        assert_eq!(inbox.fetch("a.eml").await.unwrap(), Some(b"abc".to_vec()));
        assert_eq!(inbox.fetch("b.eml").await.unwrap(), None);
        assert_eq!(inbox.fetch("../secret.eml").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_mail_that_was_put_away_waits_no_longer_and_is_kept() {
        let (home, inbox) = inbox_with(&[("a.eml", "one")]);
        inbox.put_away("a.eml", &fingerprint("one".as_bytes())).await.unwrap();
        inbox.put_away("a.eml", &fingerprint("one".as_bytes())).await.unwrap();
        assert_eq!(names(&inbox).await, [""; 0]);
        fs::write(home.path().join("a.eml"), "two").unwrap();
        inbox.put_away("a.eml", &fingerprint("two".as_bytes())).await.unwrap();
        let kept = |name: &str| fs::read_to_string(home.path().join("read").join(name)).unwrap();
        assert_eq!((kept("a.eml"), kept("a-2.eml")), ("one".to_owned(), "two".to_owned()));
    }

    #[tokio::test]
    async fn a_mail_that_took_the_place_of_another_is_not_put_away_with_it() {
        let (_home, inbox) = inbox_with(&[("a.eml", "two")]);
        inbox.put_away("a.eml", &fingerprint("one".as_bytes())).await.unwrap();
        assert_eq!(names(&inbox).await, ["a.eml"]);
    }

    #[tokio::test]
    async fn an_inbox_that_does_not_exist_is_empty() {
        assert_eq!(InboxFolder::new("/nonexistent/inbox").waiting().await.unwrap(), Vec::<String>::new());
    }

    #[tokio::test]
    async fn a_mail_that_cannot_be_read_hides_no_other_and_is_not_named_in_the_failure() {
        let (home, inbox) = inbox_with(&[("ada@acme.example.eml", ""), ("b.eml", "2")]);
        // Too big stands for unreadable: unlike a mode, it stops the superuser too.
        let huge = File::options().write(true).open(home.path().join("ada@acme.example.eml")).unwrap();
        huge.set_len(MAX_MAIL_BYTES + 1).unwrap();
        assert_eq!(names(&inbox).await, ["ada@acme.example.eml", "b.eml"]);
        assert_eq!(inbox.fetch("b.eml").await.unwrap(), Some(b"2".to_vec()));
        let failure = Chain(&inbox.fetch("ada@acme.example.eml").await.unwrap_err()).to_string();
        assert!(failure.contains("bigger than a mail may be") && !failure.contains("acme"), "{failure}");
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_listed_or_written_is_not_named_in_the_failure() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("ada@acme.example");
        fs::write(&folder, "").unwrap();
        let failure = Chain(&InboxFolder::new(&folder).waiting().await.unwrap_err()).to_string();
        assert!(failure.contains("cannot be listed") && !failure.contains("acme"), "{failure}");
        let (home, inbox) = inbox_with(&[("ada@acme.example.eml", "x"), ("read", "no folder")]);
        let failure =
            Chain(&inbox.put_away("ada@acme.example.eml", &fingerprint("x".as_bytes())).await.unwrap_err()).to_string();
        assert!(failure.contains("cannot be moved") && !failure.contains("acme"), "{failure}");
        drop(home);
    }
}
