//! What the application promises on top of a store, and every bus to it: one suite, on SQLite and
//! on Postgres, in memory and through Redis.

mod bus;
mod conversations;
mod files;
mod jobs;
mod lists;
mod messages;
mod races;
mod reads;
mod search;
