//! Mail that tests read.

use super::{Mail, MailError, Mailer};
use async_trait::async_trait;
use tokio::sync::watch;

/// Keeps what is sent.
#[derive(Debug)]
pub struct MemoryMailer {
    sent: watch::Sender<Vec<Mail>>,
}

impl Default for MemoryMailer {
    fn default() -> Self {
        Self { sent: watch::Sender::new(Vec::new()) }
    }
}

impl MemoryMailer {
    /// All mails so far, the first one first.
    #[must_use]
    pub fn sent(&self) -> Vec<Mail> {
        self.sent.borrow().clone()
    }

    /// Waits until there are `count` mails, and gives them.
    pub async fn wait_for(&self, count: usize) -> Vec<Mail> {
        let mut seen = self.sent.subscribe();
        match seen.wait_for(|mails| mails.len() >= count).await {
            Ok(mails) => mails.clone(),
            Err(_) => self.sent(),
        }
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.sent.send_modify(|sent| sent.push(mail.clone()));
        Ok(())
    }
}
