//! The functions of one stack: what their environments say, and how they are started.

use std::path::{Path, PathBuf};

use cam_core::cycle::Phase;
use cam_lambda::settings::queue_setting;
use tokio::process::Command;

use crate::{
    aws::{BUCKET, TABLE},
    callgrind::{Callgrind, CallgrindError},
    lambda::{Lambda, LambdaError},
    programs::Programs,
};

/// A stack whose AWS answers at one URL.
#[derive(Debug, Clone)]
pub struct Stack {
    /// Its bootstraps.
    pub programs: Programs,
    /// Where AWS answers.
    pub url: String,
    /// What to trust, where the URL asks for TLS.
    pub roots: Option<PathBuf>,
    /// How many seconds the functions' clocks are ahead of the machine's.
    pub clock_offset_s: i64,
}

impl Stack {
    /// Starts a bootstrap.
    pub async fn start(&self, name: &str) -> Result<Lambda, LambdaError> {
        let command = Command::new(self.path(name));
        Lambda::start(self.with_settings(command)).await
    }

    /// Counts the instructions of a bootstrap up to its first question for an event or, if there is an event, its
    /// second one.
    pub async fn count(&self, name: &str, event: Option<&str>, folder: &Path) -> Result<u64, CallgrindError> {
        let callgrind = Callgrind::new(folder, &format!("{name}{}", if event.is_some() { ".event" } else { "" }));
        let mut lambda = Lambda::start(self.with_settings(callgrind.command(&self.path(name)))).await?;
        lambda.ready().await?;
        if let Some(event) = event {
            lambda.invoke(event.to_owned()).await?;
        }
        lambda.stop().await?;
        callgrind.total()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.programs.get(name).cloned().unwrap_or_else(|| PathBuf::from(name))
    }

    /// What the template sets, all of it for every function.
    fn with_settings(&self, mut command: Command) -> Command {
        let arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:cam";
        command.env_clear();
        for (name, value) in [
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_SESSION_TOKEN", "token"),
            ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
            ("AWS_LAMBDA_LOG_LEVEL", "INFO"),
            ("AWS_ENDPOINT_URL", &self.url),
            ("CAM_TABLE", TABLE),
            ("CAM_BUCKET", BUCKET),
            ("CAM_LIVE", "true"),
            ("CAM_KEY_SECRET", arn),
            ("CAM_STACK", "cam"),
            ("CAM_CONFIGURATION_SET", "cam"),
            ("CAM_SEND_CONCURRENCY", "2"),
            ("CAM_TEST_CLOCK_OFFSET_S", &self.clock_offset_s.to_string()),
        ] {
            command.env(name, value);
        }
        for phase in Phase::ALL {
            command
                .env(queue_setting(phase), format!("https://sqs.eu-central-1.amazonaws.com/123456789012/cam-{phase}"));
        }
        if let Some(roots) = &self.roots {
            command.env("AWS_CA_BUNDLE", roots);
        }
        // What the loader and valgrind look for; Lambda has it too.
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command
    }
}
