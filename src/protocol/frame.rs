//! Short ways to make frames, so that nobody writes their nesting out.

use crate::generated::{Command, Error, Frame, Push, Reply, command, frame, push, reply};

/// A command with its id.
#[must_use]
pub fn command(id: u32, command: command::Command) -> Command {
    Command { id, command: Some(command) }
}

/// A reply to the command of this id.
#[must_use]
pub fn reply(id: u32, reply: reply::Reply) -> Frame {
    Frame { frame: Some(frame::Frame::Reply(Reply { id, reply: Some(reply) })) }
}

/// The reply that there is nothing more to say.
#[must_use]
pub fn done(id: u32) -> Frame {
    reply(id, reply::Reply::Done(reply::Done {}))
}

/// The reply that it was refused, or failed.
#[must_use]
pub fn error(id: u32, error: Error) -> Frame {
    reply(id, reply::Reply::Error(error))
}

/// A push.
#[must_use]
pub fn push(push: push::Push) -> Frame {
    Frame { frame: Some(frame::Frame::Push(Push { push: Some(push) })) }
}
