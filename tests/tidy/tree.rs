//! What is there: the files git knows, and the packages cargo knows.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::Value;

/// A file of the repository.
pub(super) struct File {
    /// Where, from the root, with `/`.
    pub(super) path: String,
    /// What stands in it. NUL bytes are left out, so that UTF-16 reads like what it says.
    pub(super) text: String,
}

impl File {
    /// Whether it is Rust of a package's own, and not of its tests.
    pub(super) fn is_production(&self) -> bool {
        let is_test = self.path.starts_with("tests/")
            || self.path.starts_with("shared/testkit/")
            || self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs");
        self.path.ends_with(".rs") && !is_test
    }

    /// What stands before its unit tests.
    pub(super) fn before_tests(&self) -> &str {
        self.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
    }
}

/// A package of the workspace.
pub(super) struct Package {
    pub(super) name: String,
    /// Its folder, from the root.
    pub(super) folder: String,
    pub(super) dependencies: Vec<Dependency>,
}

/// One line of a manifest's dependencies.
pub(super) struct Dependency {
    pub(super) name: String,
    /// Whether only its tests need it.
    pub(super) is_dev: bool,
    /// Whether it lies in the workspace.
    pub(super) is_ours: bool,
}

/// The repository's root.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The text of a file.
pub(super) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file that git knows and that is there.
pub(super) fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let listed = output(Command::new("git").args(["ls-files", "-z"]));
        let paths = listed.split('\0').filter(|path| !path.is_empty());
        let read = paths.filter_map(|path| {
            let bytes: Vec<u8> = fs::read(root().join(path)).ok()?.into_iter().filter(|byte| *byte != 0).collect();
            Some(File { path: path.to_owned(), text: String::from_utf8_lossy(&bytes).into_owned() })
        });
        read.collect()
    })
}

/// What cargo says of the workspace and of everything it builds upon, for the targets of `deny.toml`.
pub(super) fn metadata() -> &'static Value {
    static METADATA: OnceLock<Value> = OnceLock::new();
    METADATA.get_or_init(|| {
        let mut command = Command::new(env!("CARGO"));
        command.args(["metadata", "--locked", "--format-version", "1"]);
        for target in deny()["graph"]["targets"].as_array().unwrap() {
            command.args(["--filter-platform", target.as_str().unwrap()]);
        }
        serde_json::from_str(&output(&mut command)).unwrap()
    })
}

/// `deny.toml`.
pub(super) fn deny() -> &'static toml::Table {
    static DENY: OnceLock<toml::Table> = OnceLock::new();
    DENY.get_or_init(|| read("deny.toml").parse().unwrap())
}

/// The packages of the workspace.
pub(super) fn packages() -> Vec<Package> {
    let ours = metadata()["packages"].as_array().unwrap().iter().filter(|package| package["source"].is_null());
    ours.map(|package| Package {
        name: text(&package["name"]),
        folder: relative(Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap()),
        dependencies: package["dependencies"].as_array().unwrap().iter().map(dependency).collect(),
    })
    .collect()
}

/// The folders of packages and the folders these lie in.
pub(super) fn folders() -> BTreeSet<String> {
    let with_parents = |folder: String| {
        let parents: Vec<String> = Path::new(&folder).ancestors().map(|path| path.display().to_string()).collect();
        parents.into_iter().filter(|path| !path.is_empty())
    };
    packages().into_iter().flat_map(|package| with_parents(package.folder)).collect()
}

/// A string in JSON.
pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn dependency(value: &Value) -> Dependency {
    Dependency { name: text(&value["name"]), is_dev: value["kind"] == "dev", is_ours: value["path"].is_string() }
}

fn relative(path: &Path) -> String {
    let root: PathBuf = root().canonicalize().unwrap();
    let path = path.canonicalize().unwrap();
    path.strip_prefix(&root).unwrap().display().to_string()
}

fn output(command: &mut Command) -> String {
    let output = command.current_dir(root()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
