//! The folders of one machine, held to the contracts of their ports.

#![cfg(test)]

use std::{fs, path::Path};

use cam_gateways::{inbox::InboxFolder, outbox::OutboxFolder, rejects_folder::RejectsFolder};
use cam_testkit::contracts;

/// The content of every plain file in a folder.
fn files(dir: &Path) -> Vec<Vec<u8>> {
    let paths = dir.read_dir().into_iter().flatten().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.is_file()).map(|path| fs::read(path).unwrap()).collect()
}

#[tokio::test]
async fn email_gateway() {
    let home = tempfile::tempdir().unwrap();
    contracts::email_gateway(&OutboxFolder::new(home.path()), async || files(home.path())).await;
}

#[tokio::test]
async fn inbox() {
    let home = tempfile::tempdir().unwrap();
    let drop_in = async |name: &str, mail: &[u8]| fs::write(home.path().join(name), mail).unwrap();
    contracts::inbox(&InboxFolder::new(home.path()), drop_in, async || files(&home.path().join("read"))).await;
}

#[tokio::test]
async fn reject_store() {
    let home = tempfile::tempdir().unwrap();
    let store = || RejectsFolder::new(home.path());
    contracts::reject_store(store, async |campaign, list| {
        fs::read_to_string(store().path(campaign, list)).unwrap_or_default()
    })
    .await;
}
