//! The folder `.cam/`: the table, the key, the mails, the clock. One program at a time.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use cam_aws::dynamo::{DynamoTable, Settings, schema};
use cam_embedded::EmbeddedDynamo;
use cam_gateways::{inbox::InboxFolder, outbox::OutboxFolder, rejects_folder::RejectsFolder};
use cam_ports::{
    error::{BoxError, StoreError},
    identity::{CountedClaimIds, Identities, SECRET_LEN, fingerprint},
};
use fs4::FileExt;

/// The name of the table on one machine.
const TABLE: &str = "cam";

/// The database's file.
const TABLE_FILE: &str = "table.db";

/// The folder of one installation, locked for as long as this lives.
#[derive(Debug)]
pub struct Home {
    dir: PathBuf,
    /// Held for the sake of its lock.
    _lock: File,
    identities: Identities,
}

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HomeError {
    /// It cannot be made or written to.
    #[error("the folder {} cannot be written to ({source}): make it writable, or name another one with --home", path.display())]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another `cam` is at work in it.
    #[error("another cam is at work in {}: wait until it is done, or name another folder with --home", path.display())]
    InUse {
        /// Where.
        path: PathBuf,
    },
    /// The key is not what it was.
    #[error("the key {} is damaged: put the copy you kept in its place; without it nobody in the table can be found again", path.display())]
    BadKey {
        /// Where.
        path: PathBuf,
    },
    /// There is a table, but not the key it was written with.
    #[error("the key {} is missing: put the copy you kept in its place; without it nobody in the table can be found again", path.display())]
    LostKey {
        /// Where it was.
        path: PathBuf,
    },
    /// The table was written with another key.
    #[error("{} is not the key that the table was written with: put that one back in its place; with another, nobody in the table is found, and who said no is written to again", path.display())]
    OtherKey {
        /// Where.
        path: PathBuf,
    },
    /// There is nothing here yet.
    #[error("there is no .cam in {}: play a day first, with \"cam run --campaign FILE --leads FILE\"", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] cam_embedded::OpenError),
    /// The table cannot be made.
    #[error(transparent)]
    Table(#[from] StoreError),
    /// The machine has no source of chance.
    #[error("the operating system gave no random numbers")]
    NoChance(#[source] BoxError),
}

impl Home {
    /// Opens `.cam` in `dir`, making it if it is not there.
    pub fn open_or_create(dir: &Path) -> Result<Self, HomeError> {
        let dir = dir.join(".cam");
        let failed = |source| HomeError::Unwritable { path: dir.clone(), source };
        create_private(&dir).map_err(failed)?;
        Self::open_at(dir)
    }

    /// Opens `.cam` in `dir`; it is there.
    pub fn open(dir: &Path) -> Result<Self, HomeError> {
        if !dir.join(".cam").is_dir() {
            return Err(HomeError::Missing { path: dir.to_owned() });
        }
        Self::open_at(dir.join(".cam"))
    }

    fn open_at(dir: PathBuf) -> Result<Self, HomeError> {
        let path = dir.join("lock");
        let failed = |source| HomeError::Unwritable { path: dir.clone(), source };
        let lock = private(&path).read(true).truncate(false).open(&path).map_err(failed)?;
        if FileExt::try_lock(&lock).is_err() {
            return Err(HomeError::InUse { path: dir });
        }
        let identities = Identities::new(&secret(&dir)?);
        create_private(&dir.join("inbox")).map_err(failed)?;
        Ok(Self { dir, _lock: lock, identities })
    }

    /// The folder itself.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Who is who, by this home's key.
    #[must_use]
    pub fn identities(&self) -> &Identities {
        &self.identities
    }

    /// The table, made if it is not there.
    pub async fn table(&self, settings: impl FnOnce(&str) -> Settings) -> Result<DynamoTable, HomeError> {
        let client = EmbeddedDynamo::open(&self.dir.join(TABLE_FILE))?.client();
        schema::create_table(&client, TABLE).await?;
        let tokens = CountedClaimIds::from_os().map_err(HomeError::NoChance)?;
        Ok(DynamoTable::new(client, settings(TABLE), tokens))
    }

    /// Rewrites the table's file without what was removed from it; nobody has it open.
    pub fn compact_table(&self) -> Result<(), BoxError> {
        Ok(EmbeddedDynamo::open(&self.dir.join(TABLE_FILE))?.compact()?)
    }

    /// Where mail goes on one machine.
    #[must_use]
    pub fn outbox(&self) -> OutboxFolder {
        OutboxFolder::new(self.dir.join("outbox"))
    }

    /// Where mail to the owner goes on one machine.
    #[must_use]
    pub fn owner_mail(&self) -> OutboxFolder {
        OutboxFolder::new(self.dir.join("owner"))
    }

    /// Where replies are dropped on one machine.
    #[must_use]
    pub fn inbox(&self) -> InboxFolder {
        InboxFolder::new(self.dir.join("inbox"))
    }

    /// Where rejected rows are kept.
    #[must_use]
    pub fn rejects(&self) -> RejectsFolder {
        RejectsFolder::new(self.dir.join("rejects"))
    }
}

/// The secret everything is derived from: drawn once, before there is a table, and the same for as long as there is one.
fn secret(dir: &Path) -> Result<[u8; SECRET_LEN], HomeError> {
    let path = dir.join("key");
    let has_table = dir.join(TABLE_FILE).exists();
    let secret = match fs::read(&path) {
        Ok(stored) => stored.try_into().map_err(|_| HomeError::BadKey { path: path.clone() })?,
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(HomeError::Unwritable { path, source: error });
        }
        Err(_) if has_table => return Err(HomeError::LostKey { path }),
        Err(_) => {
            let mut drawn = [0; SECRET_LEN];
            getrandom::fill(&mut drawn).map_err(|error| HomeError::NoChance(error.to_string().into()))?;
            write_whole(&path, &drawn).map_err(|source| HomeError::Unwritable { path: path.clone(), source })?;
            drawn
        }
    };
    hold_to_check(dir, &secret, has_table)?;
    Ok(secret)
}

/// Refuses a key other than the one whose fingerprint lies beside the table; notes the fingerprint where there is none,
/// and where there is no table that a key could be wrong for.
fn hold_to_check(dir: &Path, secret: &[u8; SECRET_LEN], has_table: bool) -> Result<(), HomeError> {
    let path = dir.join("key.check");
    let expected = fingerprint(&[b"the key of a table of cam\0".as_slice(), secret].concat());
    match fs::read(&path) {
        Ok(noted) if noted == expected.as_bytes() => Ok(()),
        Ok(_) if has_table => Err(HomeError::OtherKey { path: dir.join("key") }),
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(HomeError::Unwritable { path, source }),
        Ok(_) | Err(_) => {
            write_whole(&path, expected.as_bytes()).map_err(|source| HomeError::Unwritable { path, source })
        }
    }
}

/// Writes a file that is there whole or not at all.
pub(crate) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = path.with_added_extension("part");
    let mut file = private(&part).truncate(true).open(&part)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&part, path)
}

fn private(_path: &Path) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

pub(crate) fn create_private(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
