//! Parlor's wire: what travels between a server and its clients, and nothing else.
//!
//! The contract is `proto/parlor/v1/*.proto`, explained in `proto/PROTOCOL.md`; the types in
//! [`generated`] are made from it and committed. Everything that a viewer gets is made in [`view`]
//! from what `domain::visibility` let through. This package knows no socket, no store and no clock,
//! so the load tool and test clients link it without the server.
#![warn(missing_docs)]

pub mod code;
pub mod codec;
pub mod frame;
pub mod generated;
pub mod recording;
pub mod view;

mod command;
mod debug;
mod wire;

#[cfg(test)]
mod tests;
