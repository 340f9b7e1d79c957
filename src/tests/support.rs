//! What tests share: stores, people, servers.

pub(crate) mod people;
pub(crate) mod stores;
