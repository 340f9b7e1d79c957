//! The rules that no compiler keeps: who imports whom, how long a file may be, what must be said.
//!
//! It reads text, not types. A rule that clippy or cargo can keep is kept there.
#![expect(
    clippy::string_slice,
    reason = "offsets come from searches in the same text; a wrong one fails a test, loudly"
)]

mod guarantees;
mod imports;
mod source;
mod text;
mod written;

pub(crate) use source::read;
