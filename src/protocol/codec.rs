//! Frames in and out of their two encodings. Knows nothing of sockets: what it takes and gives is
//! the payload of one WebSocket message, text for JSON and binary for protobuf.
//!
//! Commands are read strictly, so that a misspelt field is an error and not a default: unknown,
//! doubled and mistyped fields are refused. Frames are read leniently, so that servers can say more
//! than their clients know. Decoding never panics, and takes time and memory in proportion to its
//! input.

use crate::code::Code;
use crate::generated::command::Command as Kind;
use crate::generated::{Availability, Command, Error, Frame};
use crate::wire;
use bytes::Bytes;
use prost::Message as _;
use serde::Serialize;
use serde::de::DeserializeOwned;

mod outline;
#[cfg(test)]
mod tests;

use outline::Outline;

/// How frames are written: agreed on in the handshake, as the WebSocket subprotocol.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    /// Text messages: the proto3 JSON mapping.
    #[default]
    Json,
    /// Binary messages: protobuf.
    Proto,
}

impl Encoding {
    /// All of them, the preferred one first.
    pub const ALL: [Self; 2] = [Self::Json, Self::Proto];

    /// The name of the WebSocket subprotocol.
    #[must_use]
    pub const fn subprotocol(self) -> &'static str {
        match self {
            Self::Json => "parlor.v1.json",
            Self::Proto => "parlor.v1.proto",
        }
    }

    /// Chooses from the value of `Sec-WebSocket-Protocol`: the first name in it that is known;
    /// `None` if there is none, which without the header means JSON.
    #[must_use]
    pub fn choose(offered: &str) -> Option<Self> {
        offered
            .split(',')
            .map(str::trim)
            .find_map(|name| Self::ALL.into_iter().find(|encoding| encoding.subprotocol() == name))
    }
}

/// Why a payload is not a frame of ours. Repeats names of fields, never values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct DecodeError {
    /// `bad_json`, `bad_protobuf`, `unknown_command` or `bad_request`.
    pub code: Code,
    /// The command's id, if it could be read.
    pub id: Option<u32>,
    /// What to change.
    pub message: String,
}

impl DecodeError {
    fn new(code: Code, id: Option<u32>, message: impl Into<String>) -> Self {
        Self { code, id: id.filter(|id| *id != 0), message: message.into() }
    }

    /// The id to answer with: the command's, or 0.
    #[must_use]
    pub fn reply_id(&self) -> u32 {
        self.id.unwrap_or_default()
    }
}

impl From<&DecodeError> for Error {
    fn from(error: &DecodeError) -> Self {
        error.code.error_with(error.message.clone())
    }
}

/// Reads a command, strictly. What it returns has an id from 1 and a command.
///
/// # Errors
/// `bad_json`: not JSON as a whole, or nested deeper than any command. `bad_protobuf`: not
/// protobuf. `unknown_command`: none that this version knows. `bad_request`: unknown, doubled or
/// mistyped fields, no command, id 0.
pub fn decode_command(payload: &[u8], encoding: Encoding) -> Result<Command, DecodeError> {
    let command = match encoding {
        Encoding::Json => decode_json_command(payload),
        Encoding::Proto => decode_proto_command(payload),
    }?;
    let id = Some(command.id);
    if command.id == 0 {
        return Err(DecodeError::new(Code::BadRequest, id, "id is missing or 0"));
    }
    match &command.command {
        None => Err(DecodeError::new(Code::BadRequest, id, "there is no command")),
        Some(Kind::SetPresence(set)) if !can_be_set(set.availability()) => {
            let message = "availability is AVAILABILITY_ONLINE or AVAILABILITY_AWAY";
            Err(DecodeError::new(Code::BadRequest, id, message))
        }
        Some(_) => Ok(command),
    }
}

/// The one enum of a command is read leniently, as frames have it too; so it is looked at here.
fn can_be_set(availability: Availability) -> bool {
    match availability {
        Availability::Online | Availability::Away => true,
        Availability::Offline | Availability::Unspecified => false,
    }
}

fn decode_json_command(payload: &[u8]) -> Result<Command, DecodeError> {
    // What does not fit is read once more, as a whole: bad syntax further on outweighs a bad field.
    serde_json::from_slice(payload).map_err(|error| match Outline::of(payload) {
        Err(message) => DecodeError::new(Code::BadJson, None, message),
        Ok(_) if !error.is_data() => {
            DecodeError::new(Code::BadJson, None, outline::describe(&error))
        }
        Ok(outline) if outline.is_unknown_command() => {
            let text = Code::UnknownCommand.text();
            DecodeError::new(Code::UnknownCommand, outline.id, text)
        }
        Ok(outline) => DecodeError::new(Code::BadRequest, outline.id, outline::describe(&error)),
    })
}

fn decode_proto_command(payload: &[u8]) -> Result<Command, DecodeError> {
    let bad = |id| DecodeError::new(Code::BadProtobuf, id, Code::BadProtobuf.text());
    let command = Command::decode(payload).map_err(|_| bad(wire::id(payload)))?;
    let id = Some(command.id);
    match wire::check(payload) {
        Ok(()) => Ok(command),
        Err(wire::Flaw::Malformed) => Err(bad(id)),
        Err(wire::Flaw::Unknown { top: true, .. }) if command.command.is_none() => {
            Err(DecodeError::new(Code::UnknownCommand, id, Code::UnknownCommand.text()))
        }
        Err(wire::Flaw::Unknown { number, .. }) => {
            Err(DecodeError::new(Code::BadRequest, id, format!("unknown field {number}")))
        }
        Err(wire::Flaw::Doubled { number }) => {
            Err(DecodeError::new(Code::BadRequest, id, format!("field {number} comes twice")))
        }
    }
}

/// Reads a frame, leniently: what this version does not know is skipped, so an unknown kind of
/// push is a `Push` with nothing in it.
///
/// # Errors
/// `bad_json` or `bad_protobuf`: it is not a frame at all.
pub fn decode_frame(payload: &[u8], encoding: Encoding) -> Result<Frame, DecodeError> {
    decode(payload, encoding)
}

fn decode<T: DeserializeOwned + prost::Message + Default>(
    payload: &[u8],
    encoding: Encoding,
) -> Result<T, DecodeError> {
    match encoding {
        Encoding::Json => serde_json::from_slice(payload)
            .map_err(|error| DecodeError::new(Code::BadJson, None, outline::describe(&error))),
        Encoding::Proto => T::decode(payload)
            .map_err(|_| DecodeError::new(Code::BadProtobuf, None, Code::BadProtobuf.text())),
    }
}

/// Writes a frame: the payload of one WebSocket message.
#[must_use]
pub fn encode_frame(frame: &Frame, encoding: Encoding) -> Bytes {
    encode(frame, encoding)
}

/// Writes a command: the payload of one WebSocket message.
#[must_use]
pub fn encode_command(command: &Command, encoding: Encoding) -> Bytes {
    encode(command, encoding)
}

fn encode<T: Serialize + prost::Message>(message: &T, encoding: Encoding) -> Bytes {
    match encoding {
        Encoding::Json => match serde_json::to_vec(message) {
            Ok(json) => Bytes::from(json),
            Err(error) => {
                // Only a number that is none of an enum's can fail, and `view` sets none. A
                // receiver skips the empty frame as one of a kind that it does not know.
                debug_assert!(false, "an enum holds a number of its own: {error}");
                Bytes::from_static(b"{}")
            }
        },
        Encoding::Proto => Bytes::from(message.encode_to_vec()),
    }
}
