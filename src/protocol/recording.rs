//! What clients did, as lines of JSON: the format of recordings, version 1.
//!
//! A server writes it (`GET /v1/recording`), the load tool keeps, checks and replays it. People,
//! conversations, messages and texts in it are stand-ins of equal size. It is explained in
//! `load-tests/recordings/README.md`. How stand-ins are made is the server's.

use crate::generated::Command;
use serde::{Deserialize, Serialize};

/// The version of the format that this code writes, and the only one that it reads.
pub const VERSION: u32 = 1;

/// One line of a recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct Line {
    /// Milliseconds since the recording began.
    pub at: u64,
    /// What happened then.
    pub what: What,
}

/// What a line tells.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The first line: what kind of file this is.
    Recording(Header),
    /// A session was there, from now on or already.
    Opened(Opened),
    /// A session, by its stand-in, has ended.
    Closed(String),
    /// A conversation, or what is new of it.
    Conversation(Conversation),
    /// A client gave a command.
    Said(Box<Said>),
    /// So many lines are missing here, for they were not taken fast enough.
    Dropped(u64),
    /// The last line, and why it is: `over` (the time was), or an error code.
    Ended(String),
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Header {
    /// The version of the format: 1.
    pub version: u32,
    /// The version of the server that was recorded.
    pub server_version: String,
    /// What follows; absent while it is still being recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<Counts>,
}

/// How much of everything is in a recording.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Counts {
    /// Milliseconds from the beginning to the last line.
    pub millis: u64,
    /// People.
    pub people: u64,
    /// Sessions.
    pub sessions: u64,
    /// Conversations.
    pub conversations: u64,
    /// Commands.
    pub commands: u64,
    /// Lines that are missing.
    pub dropped: u64,
}

/// A session that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Opened {
    /// Its stand-in.
    pub session: String,
    /// Whose: their stand-in.
    pub person: String,
    /// Whether they are from outside.
    #[serde(default, skip_serializing_if = "is_false")]
    pub external: bool,
}

/// A conversation that something happened in: who is in it, or who came and went since it was
/// told last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Conversation {
    /// Its stand-in.
    pub id: String,
    /// Whether externals only read and react, by now.
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// Who came, or has another role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Who is not a member any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<String>,
}

/// A member of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Member {
    /// Their stand-in.
    pub person: String,
    /// What they are there.
    pub role: Role,
}

/// A role, as rule C6 has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Its owner.
    Owner,
    /// A moderator.
    Moderator,
    /// An internal member.
    Member,
    /// An external member.
    Guest,
}

/// A command, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Said {
    /// By which session.
    pub session: String,
    /// The command as on the wire, without its number, with stand-ins for what it names.
    pub command: Command,
    /// `done`, or the code of the error.
    pub outcome: String,
    /// The message that a `send` made: its stand-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Microseconds that the server needed.
    #[serde(default)]
    pub micros: u64,
}

/// A line as it stands in JSON.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    at: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recording: Option<Header>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opened: Option<Opened>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    conversation: Option<Conversation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said: Option<Box<Said>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dropped: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
}

impl From<Line> for Fields {
    fn from(line: Line) -> Self {
        let fields = Self { at: line.at, ..Self::default() };
        match line.what {
            What::Recording(header) => Self { recording: Some(header), ..fields },
            What::Opened(opened) => Self { opened: Some(opened), ..fields },
            What::Closed(session) => Self { closed: Some(session), ..fields },
            What::Conversation(told) => Self { conversation: Some(told), ..fields },
            What::Said(said) => Self { said: Some(said), ..fields },
            What::Dropped(count) => Self { dropped: Some(count), ..fields },
            What::Ended(why) => Self { ended: Some(why), ..fields },
        }
    }
}

impl TryFrom<Fields> for Line {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        let Fields { at, recording, opened, closed, conversation, said, dropped, ended } = fields;
        let all = [
            recording.map(What::Recording),
            opened.map(What::Opened),
            closed.map(What::Closed),
            conversation.map(What::Conversation),
            said.map(What::Said),
            dropped.map(What::Dropped),
            ended.map(What::Ended),
        ];
        let mut told = all.into_iter().flatten();
        match (told.next(), told.next()) {
            (Some(what), None) => Ok(Self { at, what }),
            (None, _) => Err("a line that tells nothing"),
            (Some(_), Some(_)) => Err("a line that tells two things"),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::command;

    fn read(text: &str) -> Result<Line, serde_json::Error> {
        serde_json::from_str(text)
    }

    // O5
    #[test]
    fn a_line_is_the_same_after_writing_and_reading() {
        let send = command::Send { text: "kalu".to_owned(), ..command::Send::default() };
        let said = Said {
            session: "s".to_owned(),
            command: Command { id: 0, command: Some(command::Command::Send(send)) },
            outcome: "done".to_owned(),
            message: Some("m".to_owned()),
            micros: 7,
        };
        let header = Header { version: VERSION, server_version: "1".to_owned(), counts: None };
        let all = [
            What::Recording(header),
            What::Said(Box::new(said)),
            What::Closed("s".to_owned()),
            What::Dropped(3),
        ];
        for what in all {
            let line = Line { at: 5, what };
            assert_eq!(read(&serde_json::to_string(&line).unwrap()).unwrap(), line);
        }
    }

    // O5
    #[test]
    fn lines_are_strict() {
        for wrong in [
            r"{}",
            r#"{"at":1}"#,
            r#"{"at":1,"dropped":1,"closed":"s"}"#,
            r#"{"at":1,"dropped":1,"dropped":1}"#,
            r#"{"at":1,"dropped":1,"other":1}"#,
            r#"{"at":-1,"dropped":1}"#,
            r#"{"at":1,"said":{"session":"s","command":{"send":{"txt":"x"}},"outcome":"done"}}"#,
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
