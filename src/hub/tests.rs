//! The hub with sockets, a bus and a log in memory: what goes out to whom, in which order, and how
//! those who return are brought up to where they were.

mod answers;
mod fanout;
mod joins;
mod memory;
mod people;
mod queue;
mod recheck;
mod resume;
mod simulation;
mod support;
