//! Why a command did not do what was asked, with the code it ends with.

use std::{error::Error, fmt};

use cam_ports::error::{BoxError, Chain};

/// A command that failed.
#[derive(Debug)]
pub struct Failure {
    /// What a person reads: what, where, and how to mend it.
    pub message: String,
    /// The exit code.
    pub code: ExitCode,
}

/// What a script can tell from the way `cam` ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// What was asked is done.
    Done = 0,
    /// It is done, but the report holds errors.
    WithErrors = 1,
    /// The input is wrong; nothing was changed.
    WrongInput = 2,
    /// The folder, the table, the disk or the stack cannot be used.
    Unusable = 3,
}

impl Failure {
    /// The input is wrong.
    pub fn input(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), code: ExitCode::WrongInput }
    }

    /// Something of this machine cannot be used: the error with everything below it.
    pub fn unusable(error: impl Into<BoxError>) -> Self {
        let error: BoxError = error.into();
        let error: &(dyn Error + 'static) = error.as_ref();
        Self { message: Chain(error).to_string(), code: ExitCode::Unusable }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::unusable(error)
    }
}

impl From<cam_ports::error::StoreError> for Failure {
    fn from(error: cam_ports::error::StoreError) -> Self {
        Self::unusable(error)
    }
}

impl From<cam_ports::phase::RunError> for Failure {
    fn from(error: cam_ports::phase::RunError) -> Self {
        Self::unusable(error)
    }
}

impl From<crate::home::HomeError> for Failure {
    fn from(error: crate::home::HomeError) -> Self {
        match error {
            // These say it all; what lies below would only repeat it.
            crate::home::HomeError::Unwritable { .. }
            | crate::home::HomeError::InUse { .. }
            | crate::home::HomeError::BadKey { .. }
            | crate::home::HomeError::LostKey { .. }
            | crate::home::HomeError::OtherKey { .. }
            | crate::home::HomeError::Missing { .. } => Self { message: error.to_string(), code: ExitCode::Unusable },
            other => Self::unusable(other),
        }
    }
}

impl From<cam_cloud::error::CloudError> for Failure {
    fn from(error: cam_cloud::error::CloudError) -> Self {
        use cam_aws::s3::PutError;
        use cam_cloud::error::CloudError;
        match error {
            CloudError::List(PutError::Taken { .. } | PutError::Unreadable(_)) => Self::input(Chain(&error)),
            other => Self::unusable(other),
        }
    }
}
