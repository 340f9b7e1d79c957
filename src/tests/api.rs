//! The HTTP API, area by area, as people use it.

mod directory;
mod edge;
mod email_codes;
mod files;
mod links;
mod page;
mod process;
mod setup;
mod sign_in;
mod talks;
