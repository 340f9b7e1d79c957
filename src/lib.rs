//! Parlor: a real-time conversation server for companies that talk with the outside world.
//!
//! `domain` decides, `app` loads, decides and commits, the edges translate. Read
//! `docs/architecture.md` first; the modules below stand in reading order.

pub mod clock;
pub mod config;
pub mod tasks;
pub mod telemetry;

pub mod app;
pub mod bus;
pub mod store;

pub mod mail;
pub mod media;

pub mod hub;

pub mod record;

pub mod gateway;
pub mod http;
pub mod jobs;
pub mod web;

pub mod backup;
pub mod boot;
pub mod check;
pub mod demo;

pub mod chat;
