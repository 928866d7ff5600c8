//! The emulator: a process on loopback that plays the account, and dies with this one.

use std::{
    env,
    fs::{self, File},
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};

/// Where in the world the account lies.
pub(crate) const REGION: &str = "eu-central-1";

/// How long it may take to answer for the first time.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// Runs the program named first until its own standard input ends, which it does when the test is over or killed; then the
/// functions that the program started end with it.
const KEEPER: &str = r#"setsid "$0" & emulator=$!; cat >/dev/null; kill -9 -"$emulator""#;

/// A running emulator.
#[derive(Debug)]
pub(crate) struct Emulator {
    port: u16,
    python: PathBuf,
    folder: PathBuf,
    /// Held for its standard input.
    _keeper: Child,
}

impl Emulator {
    /// The emulator that most scenes share, each with an account of its own; none if `CAM_EMULATOR` names none.
    pub(crate) fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Emulator>> = OnceLock::new();
        SHARED.get_or_init(|| Self::start("open", &[])).as_ref()
    }

    /// One that holds every call against the caller's IAM policy.
    pub(crate) fn with_policies() -> Option<&'static Self> {
        static WITH_POLICIES: OnceLock<Option<Emulator>> = OnceLock::new();
        WITH_POLICIES.get_or_init(|| Self::start("policies", &[("AUTH", "true")])).as_ref()
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The port of it.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The Python it is run by.
    pub(crate) fn python(&self) -> &Path {
        &self.python
    }

    /// What it wrote, with what the functions wrote.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("emulator.log")).unwrap_or_default()
    }

    /// The end of what it wrote.
    pub(crate) fn last_words(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(60)..].join("\n")
    }

    fn start(name: &str, more: &[(&str, &str)]) -> Option<Self> {
        let Some(program) = env::var_os("CAM_EMULATOR").map(PathBuf::from) else {
            assert!(env::var_os("CAM_REQUIRE_ALL").is_none_or(|all| all != "1"), "CAM_EMULATOR names no emulator");
            eprintln!("nothing was deployed: set CAM_EMULATOR to the path of ministack");
            return None;
        };
        let folder = target().join("deployed").join(name);
        fs::create_dir_all(folder.join("tmp")).unwrap();
        let log = File::create(folder.join("emulator.log")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        // Functions inherit the environment: it holds nothing but what is written here, so that no call can leave.
        let keeper = Command::new("sh")
            .args(["-c", KEEPER])
            .arg(&program)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("TMPDIR", folder.join("tmp"))
            .env("HOME", &folder)
            .envs([("BIND_HOST", "127.0.0.1"), ("MINISTACK_HOST", "127.0.0.1"), ("AWS_ENDPOINT_URL", &url)])
            .envs([("AWS_DEFAULT_REGION", REGION), ("MINISTACK_REGION", REGION)])
            .envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")])
            .env("GATEWAY_PORT", port.to_string())
            // These two would listen for the whole network.
            .envs([("SFTP_ENABLED", "0"), ("IOT_MTLS_ENABLED", "0")])
            .envs(more.iter().copied())
            .stdin(Stdio::piped())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let emulator = Self { port, python: program.with_file_name("python"), folder, _keeper: keeper };
        emulator.wait_until_ready();
        Some(emulator)
    }

    fn wait_until_ready(&self) {
        let began = Instant::now();
        while !self.is_ready() {
            assert!(began.elapsed() < READY_WITHIN, "the emulator does not answer; it said:\n{}", self.last_words());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn is_ready(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else { return false };
        let mut answer = String::new();
        let _ = stream.write_all(b"GET /_ministack/health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
        let _ = stream.read_to_string(&mut answer);
        answer.lines().next().is_some_and(|status| status.contains(" 200 "))
    }
}

/// The folder that this test was built in.
pub(crate) fn target() -> PathBuf {
    // target/debug/deps/deployed-…
    env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}
