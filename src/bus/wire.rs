//! How envelopes look between nodes: small JSON with a version and the node that says it. Whatever
//! a node of another version does not know, it ignores. Carries no texts of messages, no drafts, no
//! tokens: who hears of a change reads it in the store.

use super::{Availability, Envelope, Personal};
use domain::ids::{ConversationId, MessageId, SignInId, UserId};
use domain::person::Person;
use domain::text::{Emoji, Status};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The version of what is said.
const VERSION: u64 = 1;
/// The most bytes that are looked at.
pub(super) const BYTES_MAX: usize = 64 * 1024;

/// What one node says to others.
#[derive(Debug)]
pub(super) enum Said {
    /// Something for who follows its topic.
    Envelope(Envelope),
    /// Something of the nodes themselves.
    Note(Note),
}

/// What nodes say of themselves, to all nodes.
#[derive(Debug)]
pub(super) enum Note {
    /// A node is there. It hears this itself, too.
    Beat {
        /// It could not pass everything on since its last beat.
        lost: bool,
    },
    /// A node wants to know the presence of these users; who has sessions of them says it.
    Ask {
        /// Whose.
        users: Vec<UserId>,
        /// Names the question, where somebody waits for the answers.
        question: Option<Uuid>,
    },
    /// A node has said all that it knows for a question.
    Answered {
        /// Which.
        question: Uuid,
    },
}

/// Why something heard is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ignored {
    /// More than 64 KiB.
    TooLong,
    /// Of a version that this node does not know.
    Version,
    /// Nothing that a node says.
    Garbage,
}

impl Ignored {
    /// The name of the reason in metrics.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Version => "version",
            Self::Garbage => "garbage",
        }
    }
}

#[derive(Deserialize)]
struct Versioned {
    v: u64,
}

#[derive(Serialize, Deserialize)]
struct Packet {
    v: u64,
    node: Uuid,
    say: Say,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Say {
    Committed {
        c: ConversationId,
        seq: i64,
    },
    Deleted {
        c: ConversationId,
    },
    Typing {
        c: ConversationId,
        who: Person,
        on: bool,
        note: bool,
    },
    Read {
        c: ConversationId,
        u: UserId,
        seq: i64,
    },
    Personal {
        u: UserId,
        what: Own,
    },
    Presence {
        u: UserId,
        is: Availability,
        status: Option<String>,
    },
    Beat {
        lost: bool,
    },
    Ask {
        users: Vec<UserId>,
        #[serde(default)]
        question: Option<Uuid>,
    },
    Answered {
        question: Uuid,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Own {
    Joined(ConversationId),
    Reaction { c: ConversationId, m: MessageId, emoji: String, on: bool },
    Read(ConversationId),
    Draft(ConversationId),
    Preferences(ConversationId),
    Profile,
    SignedOut(Option<SignInId>),
    Deactivated,
}

/// An envelope of `node`, as bytes; `None` for what stays in a node.
pub(super) fn encode(node: Uuid, envelope: &Envelope) -> Option<Vec<u8>> {
    pack(node, say(envelope)?)
}

/// What `node` says of itself, as bytes.
pub(super) fn encode_note(node: Uuid, note: Note) -> Option<Vec<u8>> {
    pack(
        node,
        match note {
            Note::Beat { lost } => Say::Beat { lost },
            Note::Ask { users, question } => Say::Ask { users, question },
            Note::Answered { question } => Say::Answered { question },
        },
    )
}

fn pack(node: Uuid, say: Say) -> Option<Vec<u8>> {
    let bytes = serde_json::to_vec(&Packet { v: VERSION, node, say }).ok()?;
    (bytes.len() <= BYTES_MAX).then_some(bytes)
}

/// Who says what.
pub(super) fn decode(bytes: &[u8]) -> Result<(Uuid, Said), Ignored> {
    if bytes.len() > BYTES_MAX {
        return Err(Ignored::TooLong);
    }
    let Versioned { v } = serde_json::from_slice(bytes).map_err(|_| Ignored::Garbage)?;
    if v != VERSION {
        return Err(Ignored::Version);
    }
    let packet: Packet = serde_json::from_slice(bytes).map_err(|_| Ignored::Garbage)?;
    let said = heard(packet.say).ok_or(Ignored::Garbage)?;
    Ok((packet.node, said))
}

fn say(envelope: &Envelope) -> Option<Say> {
    Some(match envelope {
        Envelope::Committed { conversation, seq, event: _ } => {
            Say::Committed { c: *conversation, seq: *seq }
        }
        Envelope::Deleted { conversation } => Say::Deleted { c: *conversation },
        Envelope::Typing { conversation, person, on, note } => {
            Say::Typing { c: *conversation, who: person.clone(), on: *on, note: *note }
        }
        Envelope::Read { conversation, user, seq } => {
            Say::Read { c: *conversation, u: *user, seq: *seq }
        }
        Envelope::Personal { user, what } => Say::Personal { u: *user, what: own(what) },
        Envelope::Presence { user, availability, status } => Say::Presence {
            u: *user,
            is: *availability,
            status: status.as_ref().map(|status| status.as_str().to_owned()),
        },
        Envelope::Organisation { .. } | Envelope::GapPossible => return None,
    })
}

fn own(what: &Personal) -> Own {
    match what {
        Personal::Joined(conversation) => Own::Joined(*conversation),
        Personal::OwnReaction { conversation, message, emoji, on } => Own::Reaction {
            c: *conversation,
            m: *message,
            emoji: emoji.as_str().to_owned(),
            on: *on,
        },
        Personal::Read(conversation) => Own::Read(*conversation),
        Personal::Draft(conversation) => Own::Draft(*conversation),
        Personal::Preferences(conversation) => Own::Preferences(*conversation),
        Personal::Profile => Own::Profile,
        Personal::SignedOut(sign_in) => Own::SignedOut(*sign_in),
        Personal::Deactivated => Own::Deactivated,
    }
}

/// `None`: a part of it is not what a node would say.
fn heard(say: Say) -> Option<Said> {
    Some(Said::Envelope(match say {
        Say::Committed { c: conversation, seq } => {
            Envelope::Committed { conversation, seq, event: None }
        }
        Say::Deleted { c: conversation } => Envelope::Deleted { conversation },
        Say::Typing { c: conversation, who: person, on, note } => {
            Envelope::Typing { conversation, person, on, note }
        }
        Say::Read { c: conversation, u: user, seq } => Envelope::Read { conversation, user, seq },
        Say::Personal { u: user, what } => Envelope::Personal { user, what: personal(what)? },
        Say::Presence { u: user, is: availability, status } => {
            let status = match status {
                Some(status) => Status::parse(&status).ok()?,
                None => None,
            };
            Envelope::Presence { user, availability, status }
        }
        Say::Beat { lost } => return Some(Said::Note(Note::Beat { lost })),
        Say::Ask { users, question } => return Some(Said::Note(Note::Ask { users, question })),
        Say::Answered { question } => return Some(Said::Note(Note::Answered { question })),
    }))
}

fn personal(what: Own) -> Option<Personal> {
    Some(match what {
        Own::Joined(conversation) => Personal::Joined(conversation),
        Own::Reaction { c: conversation, m: message, emoji, on } => {
            let emoji = Emoji::parse(&emoji).ok()?;
            Personal::OwnReaction { conversation, message, emoji, on }
        }
        Own::Read(conversation) => Personal::Read(conversation),
        Own::Draft(conversation) => Personal::Draft(conversation),
        Own::Preferences(conversation) => Personal::Preferences(conversation),
        Own::Profile => Personal::Profile,
        Own::SignedOut(sign_in) => Personal::SignedOut(sign_in),
        Own::Deactivated => Personal::Deactivated,
    })
}

#[cfg(test)]
mod tests;
