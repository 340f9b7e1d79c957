//! Mail to an SMTP server.
//!
//! The library's own time limit covers the connection alone, and its pool does not limit how many
//! connections are in use: so every send has a deadline and a permit here, and a transport that let
//! a send expire is not used again.

use super::{Mail, MailError, Mailer, message};
use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Mails on their way at once.
const SENDS_MAX: usize = 4;
/// Time for one mail, from the connection to the server's last answer.
pub const SEND_DEADLINE: Duration = Duration::from_secs(30);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Sends to one server.
pub struct SmtpMailer {
    url: String,
    from: Mailbox,
    deadline: Duration,
    permits: Semaphore,
    transport: Mutex<Transport>,
}

impl std::fmt::Debug for SmtpMailer {
    /// The address may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMailer").finish_non_exhaustive()
    }
}

impl SmtpMailer {
    /// Sends to the server at `url` (`smtp://`, `smtps://`, `?tls=required`); does not ask it yet.
    ///
    /// # Errors
    /// The URL is not one that names an SMTP server. The error does not repeat it.
    pub fn new(url: &str, from: Mailbox, deadline: Duration) -> anyhow::Result<Self> {
        Ok(Self {
            transport: Mutex::new(connect(url, deadline)?),
            url: url.to_owned(),
            from,
            deadline,
            permits: Semaphore::new(SENDS_MAX),
        })
    }

    fn current(&self) -> Transport {
        self.transport.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts a fresh transport in the place of one that hangs.
    fn renew(&self) {
        if let Ok(fresh) = connect(&self.url, self.deadline) {
            *self.transport.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        }
    }
}

fn connect(url: &str, deadline: Duration) -> anyhow::Result<Transport> {
    Ok(Transport::from_url(url)
        .map_err(|_| anyhow::anyhow!("SMTP_URL is not of the form smtp://user:password@host:port"))?
        .timeout(Some(deadline))
        .pool_config(smtp::PoolConfig::new().max_size(2))
        .build())
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = message::write(mail, &self.from)?;
        let _permit = self.permits.acquire().await.map_err(|_| later("closed"))?;
        let transport = self.current();
        match tokio::time::timeout(self.deadline, transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(classify(&error)),
            Err(_) => {
                self.renew();
                Err(later("the server did not answer in time"))
            }
        }
    }
}

/// What the server says may repeat the address, so only its number is kept.
fn classify(error: &smtp::Error) -> MailError {
    match error.status() {
        Some(code) if error.is_permanent() => {
            MailError::Never(format!("the server answered {code}"))
        }
        Some(code) => MailError::Later(format!("the server answered {code}")),
        None if error.is_client() => MailError::Never("the mail cannot be sent".to_owned()),
        None => later("the server cannot be reached"),
    }
}

fn later(reason: &str) -> MailError {
    MailError::Later(reason.to_owned())
}
