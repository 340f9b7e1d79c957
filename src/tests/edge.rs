//! The edge under strain: crowds, slow and dead clients, broken frames, a node that stops, and one
//! that runs out of what the system gives. "Inv." are the invariants, F the faults, of the list of
//! guarantees.

mod admission;
mod counted;
mod cuts;
mod dead;
mod drain;
mod operators;
mod panics;
mod program;
mod signals;
mod slow;
