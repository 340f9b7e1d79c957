//! The server over real sockets: handshakes, frames, sessions, resume, and what viewers may see.
//! Everything here is done as a client does it; what the server is made of is not looked at.

mod chat;
mod content;
mod frames;
mod guests;
mod handshake;
mod interference;
mod recording;
mod resume;
mod session;
mod traffic;
mod unsupported;
