//! What is measured: the eight bootstraps as they are deployed, and the two programs they are held against.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

/// The functions, in the order of the day.
pub const FUNCTIONS: [&str; 8] = [
    "start-cycle",
    "process-leads",
    "schedule-outreach",
    "send-outreach",
    "detect-replies",
    "escalate-leads",
    "report-cycle",
    "web",
];

/// The functions that S3 is linked into.
pub const WITH_S3: [&str; 2] = ["process-leads", "detect-replies"];

/// A bare hello world.
pub const HELLO: &str = "hello";
/// One call of DynamoDB without an SDK.
pub const NO_SDK: &str = "no-sdk";

/// The programs by their names.
pub type Programs = BTreeMap<String, PathBuf>;

/// The programs could not be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// Cargo, rustc or a tool of `infra` could not be run.
    #[error("cargo, rustc or infra/tools/rustflags could not be run")]
    Cargo(#[from] io::Error),
    /// Cargo failed.
    #[error("cargo could not build {0}: what it wrote stands above")]
    Failed(String),
    /// It was to be there.
    #[error("there is no {}: build it, or leave --built out", .0.display())]
    NotThere(PathBuf),
}

/// Builds `functions` together and the baseline by itself, so that neither gets features of the other.
pub fn build(profile: &str, functions: &[String]) -> Result<Programs, BuildError> {
    let mut programs = cargo(profile, &["baseline".to_owned()])?;
    programs.extend(cargo(profile, functions)?);
    Ok(programs)
}

/// The programs that were built into `folder` before.
pub fn built(folder: &Path, functions: &[String]) -> Result<Programs, BuildError> {
    let names = [HELLO, NO_SDK].into_iter().chain(functions.iter().map(String::as_str));
    names
        .map(|name| match folder.join(name) {
            path if path.is_file() => Ok((name.to_owned(), path)),
            path => Err(BuildError::NotThere(path)),
        })
        .collect()
}

fn cargo(profile: &str, packages: &[String]) -> Result<Programs, BuildError> {
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(["build", "--locked", "--bins", "--message-format=json-render-diagnostics"]);
    // With a target of its own name, the flags are for what is measured and not for the compiler's own plug-ins.
    command.env("RUSTFLAGS", flags()?).args(["--profile", profile, "--target", &host()?]);
    for package in packages {
        command.args(["--package", package]);
    }
    let output = command.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(BuildError::Failed(packages.join(", ")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().filter_map(executable).collect())
}

/// How the bootstraps are linked, as `infra/build` has it.
fn flags() -> io::Result<String> {
    let output = Command::new(root().join("infra/tools/rustflags")).arg("cc").output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The system that is built on and for.
fn host() -> Result<String, BuildError> {
    let output = Command::new("rustc").current_dir(root()).arg("-vV").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(ToOwned::to_owned).ok_or_else(|| BuildError::Failed("rustc for an unknown system".to_owned()))
}

/// The program that one of cargo's messages tells of.
fn executable(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    let name = message.pointer("/target/name")?.as_str()?.to_owned();
    Some((name, PathBuf::from(message.get("executable")?.as_str()?)))
}

/// The repository.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(HELLO), "").unwrap();
        std::fs::write(folder.path().join(NO_SDK), "").unwrap();
        assert_eq!(built(folder.path(), &[]).unwrap().len(), 2);
        let error = built(folder.path(), &["web".to_owned()]).unwrap_err();
        assert!(error.to_string().ends_with("web: build it, or leave --built out"), "{error}");
    }

    #[test]
    fn a_program_is_found_in_what_cargo_says() {
        let message = r#"{"reason":"compiler-artifact","target":{"name":"web"},"executable":"/target/lambda/web"}"#;
        assert_eq!(executable(message), Some(("web".to_owned(), PathBuf::from("/target/lambda/web"))));
        assert_eq!(
            executable(r#"{"reason":"compiler-artifact","target":{"name":"cam_core"},"executable":null}"#),
            None
        );
        assert_eq!(executable(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
