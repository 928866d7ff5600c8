//! The sources, as far as they say what a function may do: its bounds name ports, and adapters make calls.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use cam_core::cycle::Phase;

/// Every file of a folder of the repository, without its unit tests, by its path in that folder.
pub(super) fn files(folder: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.clone()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                found.insert(relative(&path, &folder), text);
            }
        }
    }
    found
}

fn relative(path: &Path, folder: &PathBuf) -> String {
    path.strip_prefix(folder).unwrap().display().to_string()
}

/// The traits of `shared/ports`.
pub(super) fn ports() -> BTreeSet<String> {
    let files = files("shared/ports/src");
    let names = files.values().flat_map(|text| text.lines().filter_map(|line| line.strip_prefix("pub trait ")));
    names.map(|rest| words(rest).next().unwrap().to_owned()).collect()
}

/// The ports in the bounds of a phase's function.
pub(super) fn ports_of(phase: Phase) -> BTreeSet<String> {
    let digit = Phase::ALL.iter().position(|other| *other == phase).unwrap();
    let known = ports();
    let files = files(&format!("functions/{digit}-{phase}/src"));
    let named =
        files.values().flat_map(|text| code(text)).flat_map(|line| words(line).map(str::to_owned).collect::<Vec<_>>());
    named.filter(|word| known.contains(word)).collect()
}

/// Where in `shared/aws` each port is made: the files with an `impl` of it.
pub(super) fn adapters() -> BTreeMap<String, BTreeSet<String>> {
    let known = ports();
    let mut made: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in files("shared/aws/src") {
        for line in text.lines().filter(|line| line.starts_with("impl")) {
            let Some((port, _)) = line.split_once(" for ") else { continue };
            let Some(port) = words(port).last().filter(|port| known.contains(*port)) else { continue };
            made.entry(port.to_owned()).or_default().insert(file.clone());
        }
    }
    made
}

/// The lines that are neither comments nor imports.
fn code(text: &str) -> Vec<&str> {
    let mut is_import = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        is_import |= line.starts_with("use ") || line.starts_with("pub use ");
        if !is_import && !line.trim_start().starts_with("//") {
            lines.push(line);
        }
        is_import &= !line.ends_with(';');
    }
    lines
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
