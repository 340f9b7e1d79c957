//! Parlor's rules.
//!
//! This package decides and does nothing else. It never reads a clock, a file, a socket, the
//! environment or a random source, it never awaits, and it starts nothing: time and ids come in as
//! arguments, and what is to be done goes out as data ([`decision::Decision`]). The same input
//! therefore gives the same answer on every node and in every test.
//!
//! Read in this order: what things are called and how large they may be, what a conversation is
//! made of, what may be done to it, and who may see what of it.
#![warn(missing_docs)]

pub mod ids;
pub mod limits;
pub mod text;
pub mod time;

pub mod conversation;
pub mod event;
pub mod message;
pub mod person;

pub mod decision;
pub mod refusal;

pub mod visibility;

#[cfg(test)]
mod tests;
