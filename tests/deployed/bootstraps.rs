//! The bootstraps that are deployed: those of the profile the tests are built with, as zip files.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use super::emulator::{Emulator, target};

/// The functions of the stack, by the names of their packages.
pub(crate) const FUNCTIONS: [&str; 8] = [
    "start-cycle",
    "process-leads",
    "schedule-outreach",
    "send-outreach",
    "detect-replies",
    "escalate-leads",
    "report-cycle",
    "web",
];

/// The zip file of each function, made once, of sources as they are now.
pub(crate) fn zips(emulator: &Emulator) -> &'static [(&'static str, PathBuf)] {
    static ZIPS: OnceLock<Vec<(&str, PathBuf)>> = OnceLock::new();
    ZIPS.get_or_init(|| {
        build();
        FUNCTIONS.map(|function| (function, zip(emulator, function))).to_vec()
    })
}

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What is built already is not built again.
fn build() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["build", "--quiet", "--locked", "--workspace", "--bins"]);
    // What cargo tells this test of its package would make the build scripts of others run again.
    let told = env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    });
    for name in told {
        cargo.env_remove(name);
    }
    run(cargo.arg("--target-dir").arg(target()));
}

/// Makes the zip file anew if the bootstrap is newer.
fn zip(emulator: &Emulator, function: &str) -> PathBuf {
    let folder = target().join("deployed").join(function);
    fs::create_dir_all(&folder).unwrap();
    let (bootstrap, zip) = (folder.join("bootstrap"), folder.join("bootstrap.zip"));
    let built = target().join("debug").join(function);
    let written_at = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    if written_at(&zip) <= written_at(&built) {
        run(Command::new("strip").arg("-o").arg(&bootstrap).arg(built));
        run(Command::new(emulator.python()).args(["-m", "zipfile", "-c"]).arg(&zip).arg(bootstrap));
    }
    zip
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
