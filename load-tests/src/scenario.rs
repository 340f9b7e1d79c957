//! The things that are measured, one file each.

pub(crate) mod durable;
pub(crate) mod fanout;
pub(crate) mod idle;
