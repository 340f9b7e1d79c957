//! What the application promises on top of a store: one suite, on SQLite and on Postgres.

mod conversations;
mod files;
mod jobs;
mod lists;
mod messages;
mod races;
mod reads;
mod search;
