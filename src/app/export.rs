//! Export of a conversation for an internal member (C9): everything that this member sees, page by
//! page, so that its length costs no memory.

use super::error::AppError;
use super::messages::HistoryPage;
use super::{App, SignedIn};
use bytes::Bytes;
use domain::ids::ConversationId;
use domain::limits::HISTORY_PAGE_MAX;
use domain::time::Timestamp;
use futures_util::Stream;
use protocol::generated::{Message, Person};

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One message a line, in the JSON of the wire.
    JsonLines,
    /// One page that needs nothing else.
    Html,
}

impl App {
    /// Exports a conversation. Who is removed meanwhile gets no further page (R8).
    ///
    /// # Errors
    /// `NotFound`, `Forbidden` for external members; what breaks off later ends the stream.
    pub async fn export(
        &self,
        by: &SignedIn,
        conversation: ConversationId,
        format: Format,
    ) -> Result<impl Stream<Item = Result<Bytes, AppError>> + Send + use<>, AppError> {
        self.require_internal(by, conversation, "internal members export").await?;
        let pages =
            Pages { app: self.clone(), by: by.clone(), conversation, format, next: Next::Begin };
        Ok(futures_util::stream::try_unfold(pages, Pages::step))
    }
}

/// What comes next.
#[derive(Debug, Clone, Copy)]
enum Next {
    Begin,
    After(i64),
    End,
    Nothing,
}

struct Pages {
    app: App,
    by: SignedIn,
    conversation: ConversationId,
    format: Format,
    next: Next,
}

impl Pages {
    async fn step(mut self) -> Result<Option<(Bytes, Self)>, AppError> {
        let text = match self.next {
            Next::Begin => {
                self.next = Next::After(0);
                if self.format == Format::Html { HEAD.to_owned() } else { String::new() }
            }
            Next::After(after) => self.page(after).await?,
            Next::End => {
                self.next = Next::Nothing;
                if self.format == Format::Html { TAIL.to_owned() } else { String::new() }
            }
            Next::Nothing => return Ok(None),
        };
        Ok(Some((Bytes::from(text), self)))
    }

    async fn page(&mut self, after: i64) -> Result<String, AppError> {
        let page = HistoryPage { before: None, after: Some(after), limit: HISTORY_PAGE_MAX };
        let history = self.app.history(&self.by, self.conversation, page).await?;
        let last = history.messages.last().and_then(|last| last.positions.position(last.class()));
        self.next = match last {
            Some(last) if history.more_after => Next::After(last),
            Some(_) | None => Next::End,
        };
        let mut text = String::new();
        for message in &history.messages {
            let message = protocol::view::message(message);
            match self.format {
                Format::JsonLines => {
                    let line = serde_json::to_string(&message)
                        .map_err(|error| AppError::Internal(error.into()))?;
                    text.push_str(&line);
                    text.push('\n');
                }
                Format::Html => html(&mut text, &message),
            }
        }
        Ok(text)
    }
}

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<title>Conversation</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem }
article { margin: 0 0 1rem; padding-left: 1rem; border-left: 3px solid #ccc }
article.note { border-color: #d90 }
header { color: #555 }
p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; unicode-bidi: plaintext }
blockquote { margin: 0; color: #555; unicode-bidi: plaintext }
</style>
</head>
<body>
<main>
";
const TAIL: &str = "</main>\n</body>\n</html>\n";

/// One message. Whatever people wrote is escaped.
fn html(out: &mut String, message: &Message) {
    use protocol::generated::MessageKind;
    let kind = match message.kind() {
        MessageKind::Note => "note",
        MessageKind::System => "system",
        MessageKind::Text | MessageKind::Unspecified => "text",
    };
    let mut line = |text: std::fmt::Arguments<'_>| {
        out.push_str(&text.to_string());
        out.push('\n');
    };
    line(format_args!("<article class=\"{kind}\" id=\"{}\">", escape(&message.id)));
    let at = iso(Timestamp::from_millis(message.sent_at));
    line(format_args!(
        "<header><b>{}</b> <time>{at}</time></header>",
        name(message.author.as_ref())
    ));
    if let Some(quote) = &message.reply_to {
        let excerpt = quote.excerpt.as_deref().unwrap_or("…");
        let author = name(quote.author.as_ref());
        line(format_args!("<blockquote>{author}: {}</blockquote>", escape(excerpt)));
    }
    if message.deleted {
        line(format_args!("<p><i>deleted</i></p>"));
    } else if let Some(system) = &message.system {
        let json = serde_json::to_string(system).unwrap_or_default();
        line(format_args!("<p><code>{}</code></p>", escape(&json)));
    } else {
        line(format_args!("<p>{}</p>", escape(&message.text)));
    }
    for attachment in &message.attachments {
        let name = escape(&attachment.name);
        line(format_args!("<div>📎 {name} ({} bytes)</div>", attachment.bytes));
    }
    for reaction in &message.reactions {
        line(format_args!("<span>{} {}</span>", escape(&reaction.emoji), reaction.count));
    }
    line(format_args!("</article>"));
}

fn name(person: Option<&Person>) -> String {
    person.map(|person| escape(&person.name)).unwrap_or_default()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A time as RFC 3339 writes it, in UTC, to the second.
fn iso(at: Timestamp) -> String {
    let seconds = at.millis().div_euclid(1_000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to a date of the Gregorian calendar, which repeats every 400 years.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_dates() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399_999, "2000-02-28T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_709_251_200_000, "2024-03-01T00:00:00Z"),
            (4_102_444_799_000, "2099-12-31T23:59:59Z"),
        ] {
            assert_eq!(iso(Timestamp::from_millis(millis)), text);
        }
    }

    // C9: what people wrote does nothing in the page.
    #[test]
    fn exported_texts_are_escaped() {
        let mut out = String::new();
        let hostile = "<script>alert('1')</script>\"&".to_owned();
        let person = Person { name: hostile.clone(), ..Person::default() };
        let message = Message {
            id: hostile.clone(),
            text: hostile.clone(),
            author: Some(person),
            ..Message::default()
        };
        html(&mut out, &message);
        assert!(!out.contains("<script") && !out.contains("'1'"), "{out}");
    }
}
