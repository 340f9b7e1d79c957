//! Mail into a folder, one `.eml` file each: what a server without SMTP does (O1).

use super::{Mail, MailError, Mailer, message};
use async_trait::async_trait;
use lettre::message::Mailbox;
use std::path::PathBuf;

/// Writes mail into a folder.
#[derive(Debug)]
pub struct FolderMailer {
    folder: PathBuf,
    from: Mailbox,
}

impl FolderMailer {
    /// Writes into `folder`, which it makes if it is not there.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub async fn open(folder: PathBuf, from: Mailbox) -> std::io::Result<Self> {
        tokio::fs::create_dir_all(&folder).await?;
        Ok(Self { folder, from })
    }
}

#[async_trait]
impl Mailer for FolderMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let bytes = message::write(mail, &self.from)?.formatted();
        let (part, file) = (
            self.folder.join(format!("{}.part", mail.id)),
            self.folder.join(format!("{}.eml", mail.id)),
        );
        let later = |error: std::io::Error| MailError::Later(error.kind().to_string());
        // Whole or not at all, and the same job again is the same file.
        tokio::fs::write(&part, bytes).await.map_err(later)?;
        tokio::fs::rename(&part, &file).await.map_err(later)
    }
}
