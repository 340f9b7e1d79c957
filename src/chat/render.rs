//! Messages and events as lines of text for a terminal. Knows nothing of sockets and keeps nothing.
//!
//! What people write is never let through as it is: control and direction characters are replaced,
//! so that no text can move the cursor or pretend to be another line.

use protocol::code::{Code, Retry};
use protocol::generated::{Conversation, Error, Message, MessageKind, Person, Quote, Reaction};

mod system;
mod time;

pub(super) use time::date;

/// Characters that a reply shows of the message that it answers.
const EXCERPT_CHARS_MAX: usize = 60;

/// Who looks: their own id, to say "you".
#[derive(Debug, Clone, Copy)]
pub(super) struct Eyes<'a> {
    pub(super) me: &'a str,
}

/// A text without what would act on the terminal. Line breaks and tabs stay.
pub(super) fn clean(text: &str) -> String {
    let acts = |letter: char| {
        (letter.is_control() && !matches!(letter, '\n' | '\t'))
            || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|letter| if acts(letter) { '\u{FFFD}' } else { letter }).collect()
}

/// A text without what would act on the terminal, in one line.
pub(super) fn clean_line(text: &str) -> String {
    clean(text).replace(['\n', '\t'], " ")
}

impl Eyes<'_> {
    /// A name to show, or "you".
    pub(super) fn name(self, person: Option<&Person>) -> String {
        match person {
            None => "someone".to_owned(),
            Some(person) if person.id == self.me => "you".to_owned(),
            Some(person) => {
                let name = clean_line(&person.name);
                match (person.external, person.proven) {
                    (Some(true), Some(false)) => format!("{name} (guest, unproven)"),
                    (Some(true), _) => format!("{name} (guest)"),
                    (Some(false) | None, _) => name,
                }
            }
        }
    }

    /// A message as one line or more.
    pub(super) fn message(self, message: &Message) -> Vec<String> {
        let place = format!("[{}] {}", message.seq, time::of_day(message.sent_at));
        if let Some(system) = &message.system {
            let sentence = self.system(message.author.as_ref(), system);
            return vec![format!("{place} — {sentence}")];
        }
        if message.kind() == MessageKind::Unspecified {
            return vec![format!(
                "{place} — a message of a kind that this server does not support"
            )];
        }
        let mut head = format!("{place} {}", self.name(message.author.as_ref()));
        if message.kind() == MessageKind::Note {
            head.push_str(" (internal note)");
        }
        if message.forwarded.is_some() {
            head.push_str(" (forwarded)");
        }
        if message.pinned {
            head.push_str(" (pinned)");
        }
        let mut lines = Vec::new();
        if let Some(quote) = &message.reply_to {
            lines.push(format!("{head}: ↪ {}", self.quote(quote)));
            lines.extend(body(message).map(|line| format!("    {line}")));
        } else {
            let mut rest = body(message);
            lines.push(format!("{head}: {}", rest.next().unwrap_or_default()));
            lines.extend(rest.map(|line| format!("    {line}")));
        }
        if !message.reactions.is_empty() {
            lines.push(format!("    {}", self.reactions(&message.reactions)));
        }
        lines
    }

    fn quote(self, quote: &Quote) -> String {
        let name = self.name(quote.author.as_ref());
        match &quote.excerpt {
            Some(_) if quote.deleted => format!("{name}: a deleted message"),
            Some(excerpt) => format!("{name}: “{}”", shortened(excerpt)),
            None if quote.deleted => format!("{name}: a deleted message"),
            None => format!("{name}: a file"),
        }
    }

    fn reactions(self, reactions: &[Reaction]) -> String {
        let one = |reaction: &Reaction| {
            let emoji = clean_line(&reaction.emoji);
            let people: Vec<String> =
                reaction.people.iter().map(|person| self.name(Some(person))).collect();
            match (people.is_empty(), reaction.mine) {
                (false, _) => format!("{emoji} {} ({})", reaction.count, people.join(", ")),
                (true, true) => format!("{emoji} {} (you too)", reaction.count),
                (true, false) => format!("{emoji} {}", reaction.count),
            }
        };
        reactions.iter().map(one).collect::<Vec<_>>().join("  ")
    }
}

/// The message's own lines: text, then files.
fn body(message: &Message) -> impl Iterator<Item = String> {
    let mut text = clean(&message.text);
    if message.deleted {
        "(deleted)".clone_into(&mut text);
    } else if message.edited_at.is_some() {
        text.push_str(" (edited)");
    }
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for file in &message.attachments {
        let kib = file.bytes.max(0).unsigned_abs().div_ceil(1024);
        lines.push(format!("[file {}, {kib} KiB]", clean_line(&file.name)));
    }
    lines.into_iter()
}

/// The beginning of a text, in one line.
pub(super) fn shortened(text: &str) -> String {
    let line = clean_line(text);
    match line.char_indices().nth(EXCERPT_CHARS_MAX) {
        None => line,
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
    }
}

/// One conversation of a list, after its number in the list.
pub(super) fn conversation(number: usize, conversation: &Conversation) -> String {
    let mut line = format!("{number:>3}  {}", clean_line(&conversation.title));
    if conversation.pin.is_some() {
        line.push_str(" (pinned)");
    }
    if !conversation.can_send {
        line.push_str(" (read-only)");
    }
    if conversation.unread > 0 {
        line.push_str(&format!(" — {} unread", conversation.unread));
    }
    if conversation.mentions > 0 {
        line.push_str(&format!(", {} for you", conversation.mentions));
    }
    line
}

/// What an operator of this client should know of an error beside the server's own words.
const ADVICE: [(Code, &str); 11] = [
    (Code::ReadOnly, "you can read and react here"),
    (Code::LinkInvalid, "ask for a new link"),
    (Code::WasRemoved, "ask a moderator to add you again"),
    (Code::MemberLimit, "somebody has to leave before you can join"),
    (Code::NotSignedIn, "start again, and sign in"),
    (Code::SignInFailed, "check the address and type the password again"),
    (Code::EditTooLate, "write another message instead"),
    (Code::KeyConflict, "this is a fault of this program"),
    (Code::UnknownCommand, "the server is older than this program"),
    (Code::HostRefused, "use the address that the server was given as its public one"),
    (Code::EmailTaken, "sign in with this address instead"),
];

/// An error in words: what did not work, why, and what to do.
pub(super) fn error(what: &str, error: &Error) -> String {
    let code = Code::parse(&error.code);
    let mut line = format!("{what}: {} ({})", clean_line(&error.message), clean_line(&error.code));
    let advice = ADVICE.iter().find(|(known, _)| Some(*known) == code);
    if let Some((_, advice)) = advice {
        line.push_str(&format!("; {advice}"));
    }
    if let Some(wait) = error.retry_after_ms {
        line.push_str(&format!("; again in {} s", wait.div_ceil(1000)));
    }
    line
}

/// Whether the same again may succeed. Of codes that are not known, those that say when.
pub(super) fn may_retry(error: &Error) -> bool {
    match Code::parse(&error.code) {
        Some(code) => code.retry() == Retry::Later,
        None => error.retry_after_ms.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::generated::{Member, System, system};

    fn person(id: &str, name: &str) -> Person {
        Person { id: id.to_owned(), name: name.to_owned(), ..Person::default() }
    }

    fn message(seq: u32, author: Person, text: &str) -> Message {
        Message {
            seq,
            kind: MessageKind::Text.into(),
            author: Some(author),
            sent_at: 14 * 3_600_000 + 5 * 60_000,
            text: text.to_owned(),
            ..Message::default()
        }
    }

    const EYES: Eyes<'_> = Eyes { me: "1" };

    #[test]
    fn messages_become_lines() {
        let hello = message(3, person("2", "ben"), "hello\nana");
        assert_eq!(EYES.message(&hello), ["[3] 14:05 ben: hello", "    ana"]);

        let mut reply = message(4, person("1", "ana"), "hello");
        reply.reply_to = Some(Quote {
            author: Some(person("2", "ben")),
            excerpt: Some("hello\nana".to_owned()),
            ..Quote::default()
        });
        reply.reactions.push(Reaction {
            emoji: "👍".to_owned(),
            count: 2,
            mine: true,
            people: Vec::new(),
        });
        assert_eq!(
            EYES.message(&reply),
            ["[4] 14:05 you: ↪ ben: “hello ana”", "    hello", "    👍 2 (you too)"]
        );
    }

    #[test]
    fn deleted_edited_and_noted_messages_say_so() {
        let mut gone = message(3, person("2", "ben"), "");
        gone.deleted = true;
        assert_eq!(EYES.message(&gone), ["[3] 14:05 ben: (deleted)"]);
        let mut note = message(3, person("2", "ben"), "call back");
        note.kind = MessageKind::Note.into();
        note.edited_at = Some(1);
        assert_eq!(EYES.message(&note), ["[3] 14:05 ben (internal note): call back (edited)"]);
    }

    #[test]
    fn system_messages_are_sentences() {
        let mut joined = message(5, person("1", "ana"), "");
        joined.kind = MessageKind::System.into();
        let added = system::MembersAdded {
            members: vec![
                Member { person: Some(person("2", "ben")), role: None },
                Member { person: Some(person("3", "guest")), role: None },
            ],
        };
        joined.system = Some(System { kind: Some(system::Kind::MembersAdded(added)) });
        assert_eq!(EYES.message(&joined), ["[5] 14:05 — you added ben and guest"]);
    }

    #[test]
    fn no_text_acts_on_the_terminal() {
        let evil = message(3, person("2", "b\u{1b}[2Jen"), "a\u{1b}]0;x\u{7}\u{202e}b\rc");
        let lines = EYES.message(&evil).concat();
        assert!(!lines.chars().any(char::is_control), "{lines:?}");
        assert!(!lines.contains('\u{202e}'));
    }

    #[test]
    fn errors_say_what_to_do() {
        let read_only = Code::ReadOnly.error();
        let line = error("not sent", &read_only);
        assert!(line.contains("read_only") && line.contains("read and react"), "{line}");
        let busy = Code::Overloaded.error_after(1_500);
        assert!(error("not sent", &busy).ends_with("again in 2 s"));
        assert!(may_retry(&busy) && !may_retry(&read_only));
    }
}
