//! Laws that hold for whatever people do: properties over generated situations and histories, and
//! what all tests of the rules share. Single cases stand beside the rules.

mod commands;
mod fold;
mod interference;
mod play;
mod precedence;
mod secrets;
pub(crate) mod support;
