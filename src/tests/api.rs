//! The HTTP API, area by area, as people use it.

mod edge;
mod setup;
mod sign_in;
