//! The HTTP API, area by area, as people use it.

mod edge;
mod files;
mod setup;
mod sign_in;
