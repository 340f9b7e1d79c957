//! Stand-ins: the same for the same thing throughout one recording, of equal size, and of no use to
//! anybody without the key, which is never written anywhere.

use protocol::generated::command::{self, Command as Asked};
use ring::hmac::{HMAC_SHA256, Key as Hmac, sign};
use ring::rand::SystemRandom;
use std::fmt;
use uuid::Uuid;

/// What reactions become: emoji of four bytes that every version of Unicode's list has.
const EMOJI: [&str; 16] = [
    "\u{1f44d}",
    "\u{1f44e}",
    "\u{1f389}",
    "\u{1f600}",
    "\u{1f601}",
    "\u{1f602}",
    "\u{1f60d}",
    "\u{1f44f}",
    "\u{1f525}",
    "\u{1f680}",
    "\u{1f440}",
    "\u{1f64f}",
    "\u{1f4af}",
    "\u{1f44c}",
    "\u{1f622}",
    "\u{1f914}",
];

/// The key of one recording.
pub(super) struct Key(Hmac);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(hidden)")
    }
}

impl Key {
    /// A new one. Without random bytes of the system none can be made.
    pub(super) fn random() -> Self {
        let key = Hmac::generate(HMAC_SHA256, &SystemRandom::new());
        // A key that can be guessed would be worse than a request that ends here.
        Self(key.expect("the system gives random bytes"))
    }

    /// Another UUID for a UUID.
    pub(super) fn id(&self, id: Uuid) -> String {
        let mut bytes = [0; 16];
        self.fill(b"id", id.as_bytes(), &mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// The same for what should be one and may be anything.
    fn named(&self, text: &str) -> String {
        match text.parse() {
            Ok(id) => self.id(id),
            Err(_) if text.is_empty() => String::new(),
            Err(_) => self.text(text),
        }
    }

    fn all(&self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.named(text)).collect()
    }

    /// As many bytes of letters and blanks.
    pub(super) fn text(&self, text: &str) -> String {
        let mut bytes = vec![0; text.len()];
        self.fill(b"text", text.as_bytes(), &mut bytes);
        let last = bytes.len().saturating_sub(1);
        let letter = |(at, byte): (usize, u8)| match byte % 32 {
            // Words, none at either end: blanks there may be cut off.
            26.. if at > 0 && at < last => ' ',
            number => char::from(b'a' + number % 26),
        };
        bytes.into_iter().enumerate().map(letter).collect()
    }

    fn emoji(&self, emoji: &str) -> String {
        let mut number = [0];
        self.fill(b"emoji", emoji.as_bytes(), &mut number);
        let [number] = number;
        EMOJI.iter().cycle().nth(usize::from(number)).map_or_else(String::new, |&one| one.into())
    }

    /// Bytes that are the same for the same thing and tell nothing of it.
    fn fill(&self, kind: &[u8], of: &[u8], bytes: &mut [u8]) {
        let mut seed = Vec::with_capacity(kind.len() + of.len() + 1);
        seed.extend_from_slice(kind);
        seed.push(0);
        seed.extend_from_slice(of);
        let mut block = sign(&self.0, &seed);
        for part in bytes.chunks_mut(block.as_ref().len()) {
            for (byte, made) in part.iter_mut().zip(block.as_ref()) {
                *byte = *made;
            }
            block = sign(&self.0, block.as_ref());
        }
    }

    /// A command with stand-ins for everything in it that somebody chose or was given. Numbers of
    /// positions are left out: they tell how much was ever written.
    pub(super) fn command(&self, asked: &Asked) -> Asked {
        match asked {
            // Never one of its own: that a session was opened is told elsewhere.
            Asked::Connect(_) | Asked::Ping(_) => Asked::Ping(command::Ping {}),
            Asked::History(command::History { conversation_id, before, after, limit }) => {
                Asked::History(command::History {
                    conversation_id: self.named(conversation_id),
                    before: before.map(|_| 0),
                    after: after.map(|_| 0),
                    limit: *limit,
                })
            }
            Asked::Send(send) => Asked::Send(self.send(send)),
            Asked::Edit(command::Edit { message_id, text, mentions, mention_all }) => {
                Asked::Edit(command::Edit {
                    message_id: self.named(message_id),
                    text: self.text(text),
                    mentions: self.all(mentions),
                    mention_all: *mention_all,
                })
            }
            Asked::Delete(command::Delete { message_id }) => {
                Asked::Delete(command::Delete { message_id: self.named(message_id) })
            }
            Asked::React(command::React { message_id, emoji, on }) => {
                let message_id = self.named(message_id);
                Asked::React(command::React { message_id, emoji: self.emoji(emoji), on: *on })
            }
            Asked::Pin(command::Pin { message_id, on }) => {
                Asked::Pin(command::Pin { message_id: self.named(message_id), on: *on })
            }
            Asked::Read(_) | Asked::MarkUnread(_) | Asked::Typing(_) | Asked::SaveDraft(_) => {
                self.own(asked)
            }
            Asked::SetPresence(command::SetPresence { availability, status }) => {
                let status = status.as_deref().map(|status| self.text(status));
                Asked::SetPresence(command::SetPresence { availability: *availability, status })
            }
            Asked::WatchPresence(command::WatchPresence { user_ids }) => {
                Asked::WatchPresence(command::WatchPresence { user_ids: self.all(user_ids) })
            }
        }
    }

    fn send(&self, send: &command::Send) -> command::Send {
        let command::Send {
            conversation_id,
            client_id,
            text,
            note,
            reply_to,
            forward,
            attachments,
            mentions,
            mention_all,
        } = send;
        let optional = |id: &Option<String>| id.as_deref().map(|id| self.named(id));
        command::Send {
            conversation_id: self.named(conversation_id),
            client_id: self.named(client_id),
            text: self.text(text),
            note: *note,
            reply_to: optional(reply_to),
            forward: optional(forward),
            attachments: self.all(attachments),
            mentions: self.all(mentions),
            mention_all: *mention_all,
        }
    }

    /// Those that name a conversation and a place in it or little else.
    fn own(&self, asked: &Asked) -> Asked {
        match asked {
            Asked::Read(command::Read { conversation_id, seq: _ }) => {
                Asked::Read(command::Read { conversation_id: self.named(conversation_id), seq: 0 })
            }
            Asked::MarkUnread(command::MarkUnread { conversation_id, from_seq: _ }) => {
                let conversation_id = self.named(conversation_id);
                Asked::MarkUnread(command::MarkUnread { conversation_id, from_seq: 0 })
            }
            Asked::Typing(command::Type { conversation_id, on, note }) => {
                let conversation_id = self.named(conversation_id);
                Asked::Typing(command::Type { conversation_id, on: *on, note: *note })
            }
            Asked::SaveDraft(command::SaveDraft { conversation_id, text }) => {
                let conversation_id = self.named(conversation_id);
                Asked::SaveDraft(command::SaveDraft { conversation_id, text: self.text(text) })
            }
            Asked::Connect(_)
            | Asked::Ping(_)
            | Asked::History(_)
            | Asked::Send(_)
            | Asked::Edit(_)
            | Asked::Delete(_)
            | Asked::React(_)
            | Asked::Pin(_)
            | Asked::SetPresence(_)
            | Asked::WatchPresence(_) => Asked::Ping(command::Ping {}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // O5
    #[test]
    fn stand_ins_have_the_same_size_and_are_the_same_for_the_same_thing() {
        let (key, other) = (Key::random(), Key::random());
        for text in ["", "a", "Grüße, Ben!", &"long ".repeat(1_000)] {
            let made = key.text(text);
            assert_eq!(made.len(), text.len());
            assert_eq!(made, key.text(text));
            assert_eq!(made.trim(), made);
        }
        let id = Uuid::from_u128(7);
        assert_eq!(key.id(id).len(), 36);
        assert_eq!(key.id(id), key.named(&id.to_string().to_uppercase()));
        assert_ne!(key.id(id), id.to_string());
        assert_ne!(key.id(id), other.id(id));
        assert_ne!(key.text("a long enough text"), other.text("a long enough text"));
    }

    // O5
    #[test]
    fn of_a_command_only_its_shape_is_left() {
        let key = Key::random();
        let send = Asked::Send(command::Send {
            conversation_id: Uuid::from_u128(1).to_string(),
            client_id: Uuid::from_u128(2).to_string(),
            text: "call 555-0100".to_owned(),
            note: true,
            reply_to: Some(Uuid::from_u128(3).to_string()),
            mentions: vec!["ben@example.com".to_owned()],
            ..command::Send::default()
        });
        let Asked::Send(made) = key.command(&send) else { panic!("another command") };
        assert!(made.note && made.text.len() == 13 && !made.text.contains("555"), "{made:?}");
        assert_eq!(made.reply_to.as_deref(), Some(key.id(Uuid::from_u128(3)).as_str()));
        assert!(!made.mentions.concat().contains("ben"));
        let read = Asked::Read(command::Read { conversation_id: String::new(), seq: 77 });
        assert_eq!(key.command(&read), Asked::Read(command::Read::default()));
    }

    // M5: all of them can be reacted with.
    #[test]
    fn stand_ins_of_emoji_are_emoji() {
        for emoji in EMOJI {
            assert!(domain::text::Emoji::parse(emoji).is_ok(), "{emoji}");
        }
    }
}
