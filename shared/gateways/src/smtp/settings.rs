//! Which server, and who we are there: read from a secret, shown to nobody.

use std::{fmt, net::IpAddr};

use serde::Deserialize;

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// From the first byte on, as port 465 has it.
    Tls,
    /// After a greeting in the open, as port 587 has it; a server that cannot is refused.
    StartTls,
    /// Not at all: for a server on this machine.
    None,
}

/// A server and the login there.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpSettings {
    /// The server's name, which its certificate has to bear.
    pub host: String,
    /// The port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
}

impl SmtpSettings {
    /// Reads `{"host":…,"port":…,"username":…,"password":…,"security":"tls"|"starttls"}`.
    pub fn from_json(text: &str) -> Result<Self, SettingsError> {
        // The parser's own words could repeat the password.
        let settings: Self = serde_json::from_str(text).map_err(|_| SettingsError::Malformed)?;
        if settings.host.is_empty()
            || settings.port == 0
            || settings.username.is_empty() != settings.password.is_empty()
        {
            return Err(SettingsError::Malformed);
        }
        let is_here = settings.host == "localhost" || settings.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        if settings.security == Security::None && !is_here {
            return Err(SettingsError::Plain);
        }
        Ok(settings)
    }

    /// Name and password, if the server wants a login.
    pub(super) fn login(&self) -> Option<(&str, &str)> {
        (!self.username.is_empty()).then_some((&self.username, &self.password))
    }

    /// What the server is greeted with. Functions have no name of their own in the DNS, so that of the mailbox's domain
    /// stands for them.
    pub(super) fn hello(&self) -> &str {
        self.username.rsplit_once('@').map_or("localhost", |(_, domain)| domain)
    }
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("SmtpSettings");
        shown.field("host", &self.host).field("port", &self.port).field("security", &self.security);
        shown.finish_non_exhaustive()
    }
}

/// The secret is no login to an SMTP server. Says nothing of what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Something is missing, or is not what it should be.
    #[error(
        "the SMTP secret cannot be read: store it as {{\"host\", \"port\", \"username\", \"password\", \"security\"}}, \
         where security is \"tls\" or \"starttls\""
    )]
    Malformed,
    /// The password would cross the network in the open.
    #[error("the SMTP secret asks for a connection without TLS: set security to \"tls\" or \"starttls\"")]
    Plain,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(host: &str, security: &str) -> String {
        format!(
            r#"{{"host":"{host}","port":465,"username":"ann@example.com","password":"hunter2","security":"{security}"}}"#
        )
    }

    #[test]
    fn a_secret_is_read_and_shows_no_login() {
        let settings = SmtpSettings::from_json(&json("smtp.example.com", "starttls")).unwrap();
        assert_eq!((settings.security, settings.login()), (Security::StartTls, Some(("ann@example.com", "hunter2"))));
        assert_eq!(settings.hello(), "example.com");
        let shown = format!("{settings:?}");
        assert!(shown.contains("smtp.example.com") && !shown.contains("hunter2") && !shown.contains("ann"), "{shown}");
    }

    #[test]
    fn nothing_leaves_this_machine_in_the_open() {
        assert_eq!(SmtpSettings::from_json(&json("smtp.example.com", "none")), Err(SettingsError::Plain));
        for here in ["localhost", "127.0.0.1", "::1"] {
            assert!(SmtpSettings::from_json(&json(here, "none")).is_ok(), "{here}");
        }
    }

    #[test]
    fn a_damaged_secret_is_refused_without_its_content() {
        let half = r#"{"host":"a.example","port":1,"username":"x","security":"tls"}"#;
        for text in ["", "hunter2", "{}", half, &json("", "tls"), &json("a.example", "ssl")] {
            let error = SmtpSettings::from_json(text).unwrap_err();
            assert_eq!(error, SettingsError::Malformed, "{text}");
            assert!(!error.to_string().contains("hunter2"));
        }
    }
}
