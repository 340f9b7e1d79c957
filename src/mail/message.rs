//! A mail in the form of RFC 5322. Nothing in it comes from a person but its texts and the address,
//! and both are encoded by the library, so no value can begin a header of its own.

use super::{Mail, MailError};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use std::time::{Duration, UNIX_EPOCH};

/// Writes a mail from `from`.
///
/// # Errors
/// `Never`: the address cannot be put into a mail.
pub fn write(mail: &Mail, from: &Mailbox) -> Result<Message, MailError> {
    let never = |reason: &'static str| MailError::Never(reason.to_owned());
    let to = mail.to.as_str().parse().map_err(|_| never("the address is not one"))?;
    let at = Duration::from_millis(u64::try_from(mail.at.millis()).unwrap_or_default());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .date(UNIX_EPOCH + at)
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .subject(mail.content.subject.clone())
        // No machine is to answer it (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(
            mail.content.text.clone(),
            mail.content.html.clone(),
        ))
        .map_err(|_| never("the mail cannot be written"))
}
