//! A Lambda of one process: a bootstrap, and a Runtime API on loopback that hands it one event after the other
//! (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).

use std::{io, process::Stdio, sync::Arc};

use hyper::Method;
use tokio::{
    process::{Child, Command},
    sync::{
        Mutex,
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    },
};

use crate::http::{Answer, Asked, serve};

/// Where the Runtime API stands.
const API: &str = "/2018-06-01/runtime/invocation/";

/// A running bootstrap.
#[derive(Debug)]
pub struct Lambda {
    child: Child,
    events: UnboundedSender<String>,
    said: UnboundedReceiver<Said>,
}

/// What a bootstrap says to the Runtime API.
#[derive(Debug)]
enum Said {
    /// It asks for an event.
    Next,
    /// It answered one.
    Answered(String),
    /// It failed at one.
    Failed(String),
}

/// A bootstrap did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum LambdaError {
    /// It could not be started or stopped.
    #[error("the bootstrap could not be started or stopped")]
    Process(#[from] io::Error),
    /// It ended by itself.
    #[error("the bootstrap ended with {0}: what it wrote stands above")]
    Ended(String),
    /// It answered an event with an error.
    #[error("the bootstrap failed at an event: {0}")]
    Failed(String),
    /// It did not follow the protocol.
    #[error("the bootstrap did not answer in turn: {0}")]
    OutOfTurn(String),
}

impl Lambda {
    /// Starts `command` with the variables of the Runtime API added to its environment.
    pub async fn start(mut command: Command) -> Result<Self, LambdaError> {
        let (events, waiting) = unbounded_channel();
        let (say, said) = unbounded_channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let api = serve(None, move |asked| answer(asked, Arc::clone(&waiting), say.clone())).await?;
        let command = command
            .env("AWS_LAMBDA_RUNTIME_API", api.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "measured")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true);
        Ok(Self { child: command.spawn()?, events, said })
    }

    /// Waits until it asks for an event.
    pub async fn ready(&mut self) -> Result<(), LambdaError> {
        match self.hear().await? {
            Said::Next => Ok(()),
            other => Err(LambdaError::OutOfTurn(format!("{other:?}"))),
        }
    }

    /// Hands `event` to a bootstrap that is ready, and waits until it is ready again; its answer.
    pub async fn invoke(&mut self, event: String) -> Result<String, LambdaError> {
        // A receiver that is gone is heard of as an end, below.
        let _gone = self.events.send(event);
        let answer = match self.hear().await? {
            Said::Answered(answer) => answer,
            Said::Failed(error) => return Err(LambdaError::Failed(error)),
            Said::Next => return Err(LambdaError::OutOfTurn("it asked for the next event".to_owned())),
        };
        self.ready().await?;
        Ok(answer)
    }

    /// The most memory it ever held, in bytes (`VmHWM`).
    pub fn peak_memory(&self) -> Result<u64, LambdaError> {
        let id = self.child.id().ok_or_else(|| LambdaError::Ended("its process gone".to_owned()))?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        Ok(kb.ok_or_else(|| io::Error::other("the system does not say how much memory a process held"))? * 1_024)
    }

    /// Ends it as Lambda does, by a signal it may react to, and waits until it is gone.
    pub async fn stop(mut self) -> Result<(), LambdaError> {
        if let Some(id) = self.child.id() {
            Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        }
        self.child.wait().await?;
        Ok(())
    }

    async fn hear(&mut self) -> Result<Said, LambdaError> {
        tokio::select! {
            biased;
            Some(said) = self.said.recv() => Ok(said),
            ended = self.child.wait() => Err(LambdaError::Ended(ended?.to_string())),
        }
    }
}

async fn answer(asked: Asked, events: Arc<Mutex<UnboundedReceiver<String>>>, say: UnboundedSender<Said>) -> Answer {
    let what = asked.uri.path().strip_prefix(API).unwrap_or_default();
    let text = || String::from_utf8_lossy(&asked.body).into_owned();
    // Nobody listens any more when the bootstrap is being stopped.
    let _unheard = match (&asked.method, what.rsplit('/').next().unwrap_or_default()) {
        (&Method::GET, "next") => say.send(Said::Next),
        (&Method::POST, "response") => say.send(Said::Answered(text())),
        _ => say.send(Said::Failed(format!("{} {}: {}", asked.method, asked.uri, text()))),
    };
    if what != "next" {
        return Answer::new(202, "application/json", "{}");
    }
    let Some(event) = events.lock().await.recv().await else { return Answer::new(410, "application/json", "{}") };
    let mut answer = Answer::new(200, "application/json", event);
    answer.headers.push(("lambda-runtime-aws-request-id", "00000000-0000-4000-8000-000000000000".to_owned()));
    answer.headers.push(("lambda-runtime-deadline-ms", "4102444800000".to_owned()));
    answer.headers.push((
        "lambda-runtime-invoked-function-arn",
        "arn:aws:lambda:eu-central-1:123456789012:function:measured".to_owned(),
    ));
    answer
}
