//! The one integration test binary: it links once, and lists what is tested from outside.
#![cfg(test)]

mod api;
mod backup;
mod bans;
mod contract;
mod edge;
mod nodes;
mod socket;
mod store_trouble;
mod support;
mod tidy;
