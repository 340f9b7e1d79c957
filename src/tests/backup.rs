//! A whole installation in one file and out of it again, on both engines; and whether what is
//! stored fits together.

mod archive;
mod check;
mod install;
mod moving;
mod process;
