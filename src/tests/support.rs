//! What tests share: stores, people, a Redis, and whole servers inside the process.

pub(crate) mod http;
pub(crate) mod own_postgres;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod raw;
pub(crate) mod redis;
pub(crate) mod seat;
pub(crate) mod seed;
pub(crate) mod server;
pub(crate) mod small_disk;
pub(crate) mod someone;
pub(crate) mod stores;
