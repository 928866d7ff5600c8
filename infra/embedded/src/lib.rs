//! The DynamoDB of one machine: the SDK's requests are answered in the same process, by dynoxide on an SQLite file.
//!
//! The adapter above it is the one that talks to AWS, unchanged: only the HTTP client differs. No port is opened and
//! nothing leaves the machine. Only the operations that `cam_aws` uses are answered.

mod wire;

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Config, Region, SharedHttpClient, StalledStreamProtectionConfig, retry::RetryConfig},
};
use dynoxide::{Database, DynoxideError};

/// How every SQLite file begins (SQLite file format, section 1.3).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The database of one machine, open for as long as this or one of its clients lives.
#[derive(Clone)]
pub struct EmbeddedDynamo {
    open: Arc<Open>,
}

struct Open {
    database: Database,
    /// Held for the sake of its lock.
    _lock: Option<File>,
}

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its folder is missing or may not be written to.
    #[error("the database {} cannot be written: create its folder or make it writable", path.display())]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another process has it.
    #[error("the database {} is in use by another process: wait until it is done, or choose another folder", path.display())]
    InUse {
        /// Where.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{} is not a database: move it away, or choose another folder", path.display())]
    NotADatabase {
        /// Where.
        path: PathBuf,
    },
    /// It is damaged, or a later release wrote it.
    #[error("the database {} cannot be read: restore it from a copy, or use the release that wrote it", path.display())]
    Unreadable {
        /// Where.
        path: PathBuf,
        /// What the library said.
        #[source]
        source: DynoxideError,
    },
}

impl EmbeddedDynamo {
    /// Opens the database at `path`, which is created with mode 0600 if it is not there; its folder exists.
    ///
    /// One process at a time: a lock on the file `<path>.lock` is held while it is open.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let lock = lock(path)?;
        check_content(path)?;
        let unreadable = |source| OpenError::Unreadable { path: path.to_owned(), source };
        let Some(text) = path.to_str() else {
            let source = io::Error::new(io::ErrorKind::InvalidFilename, "the path is not UTF-8");
            return Err(OpenError::Unwritable { path: path.to_owned(), source });
        };
        let database = Database::new(text).map_err(unreadable)?;
        Ok(Self { open: Arc::new(Open { database, _lock: Some(lock) }) })
    }

    /// A database in memory, gone with its last client.
    pub fn memory() -> Result<Self, OpenError> {
        let unreadable = |source| OpenError::Unreadable { path: PathBuf::from(":memory:"), source };
        let database = Database::memory().map_err(unreadable)?;
        Ok(Self { open: Arc::new(Open { database, _lock: None }) })
    }

    /// A client whose requests this database answers.
    #[must_use]
    pub fn client(&self) -> Client {
        client_over(self.http_client())
    }

    /// What answers the requests, for whoever puts something in front of it.
    #[must_use]
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(wire::Wire::new(self.clone()))
    }

    /// Removes what is past its time to live by the machine's clock, and says how many items that were. On AWS this
    /// happens by itself.
    pub fn sweep_expired(&self) -> Result<usize, DynoxideError> {
        self.open.database.sweep_ttl()
    }

    /// Rewrites the file without what was removed from it: SQLite only marks that room as free. Takes as long as the file
    /// is large.
    pub fn compact(&self) -> Result<(), DynoxideError> {
        self.open.database.vacuum()
    }

    fn database(&self) -> &Database {
        &self.open.database
    }
}

impl std::fmt::Debug for EmbeddedDynamo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmbeddedDynamo(..)")
    }
}

/// A client whose requests `http` answers. Nothing is signed, as nobody would check it; the region means nothing.
#[must_use]
pub fn client_over(http: SharedHttpClient) -> Client {
    let retries = RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(5));
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .allow_no_auth()
        .region(Region::from_static("local"))
        .endpoint_url("http://embedded.invalid")
        .retry_config(retries)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http)
        .build();
    Client::from_conf(config)
}

/// Takes the lock of the database. It stands in a file of its own, as SQLite has its own way with the database's.
fn lock(path: &Path) -> Result<File, OpenError> {
    let unwritable = |source| OpenError::Unwritable { path: path.to_owned(), source };
    let mut lock_path = path.as_os_str().to_owned();
    lock_path.push(".lock");
    let lock = private().open(PathBuf::from(lock_path)).map_err(unwritable)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(unwritable(source)),
    }
}

/// Creates the file if it is missing, so that it is private from the start, and refuses what is no database.
fn check_content(path: &Path) -> Result<(), OpenError> {
    let unwritable = |source| OpenError::Unwritable { path: path.to_owned(), source };
    let file = private().open(path).map_err(unwritable)?;
    let mut head = Vec::new();
    file.take(MAGIC.len() as u64).read_to_end(&mut head).map_err(unwritable)?;
    if head.is_empty() || head == MAGIC { Ok(()) } else { Err(OpenError::NotADatabase { path: path.to_owned() }) }
}

/// Opens for reading and writing what only the owner may read: the database is personal data.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};

    use super::*;

    async fn create_table(client: &Client) {
        let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash).build().unwrap();
        let pk = AttributeDefinition::builder().attribute_name("pk").attribute_type(ScalarAttributeType::S);
        let request = client.create_table().table_name("cam").billing_mode(BillingMode::PayPerRequest);
        request.key_schema(key).attribute_definitions(pk.build().unwrap()).send().await.unwrap();
    }

    fn pk(text: &str) -> aws_sdk_dynamodb::types::AttributeValue {
        aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned())
    }

    #[tokio::test]
    async fn what_one_process_stored_the_next_one_finds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cam.db");
        let client = EmbeddedDynamo::open(&path).unwrap().client();
        create_table(&client).await;
        client.put_item().table_name("cam").item("pk", pk("ada")).send().await.unwrap();
        drop(client);
        let client = EmbeddedDynamo::open(&path).unwrap().client();
        let found = client.get_item().table_name("cam").key("pk", pk("ada")).send().await.unwrap();
        assert_eq!(found.item.unwrap().get("pk"), Some(&pk("ada")));
    }

    #[tokio::test]
    async fn a_second_opening_is_refused_while_a_client_of_the_first_one_lives() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cam.db");
        let client = EmbeddedDynamo::open(&path).unwrap().client();
        assert!(matches!(EmbeddedDynamo::open(&path), Err(OpenError::InUse { .. })));
        drop(client);
        assert!(EmbeddedDynamo::open(&path).is_ok());
    }

    #[test]
    fn a_file_that_is_something_else_is_refused_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.csv");
        std::fs::write(&path, "email\nada@example.com\n").unwrap();
        assert!(matches!(EmbeddedDynamo::open(&path), Err(OpenError::NotADatabase { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "email\nada@example.com\n");
    }

    #[test]
    fn a_damaged_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cam.db");
        std::fs::write(&path, [MAGIC.as_slice(), &[0xff; 4096]].concat()).unwrap();
        assert!(matches!(EmbeddedDynamo::open(&path), Err(OpenError::Unreadable { .. })));
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = EmbeddedDynamo::open(&folder.path().join("missing/cam.db")).unwrap_err();
        assert!(matches!(error, OpenError::Unwritable { .. }));
        assert!(error.to_string().contains("missing/cam.db"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_but_the_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cam.db");
        let _open = EmbeddedDynamo::open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[tokio::test]
    async fn an_operation_that_is_not_answered_says_so() {
        let client = EmbeddedDynamo::memory().unwrap().client();
        let error = client.list_backups().send().await.unwrap_err();
        assert!(format!("{:?}", error.into_service_error()).contains("UnknownOperationException"));
    }
}
