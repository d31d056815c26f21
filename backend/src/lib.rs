//! The server: REST backend, imports, administration. See ARCHITECTURE.md for the map.

pub mod accounts;
pub mod announcements;
pub mod api;
pub mod app;
pub mod applications;
pub mod audit;
pub mod basic_info;
pub mod claims;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod files;
pub mod hourly;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod masters;
pub mod network;
pub mod numbers;
pub mod office;
pub mod outbox;
pub mod patients;
pub mod portal;
pub mod public;
pub mod requests;
pub mod router;
pub mod session;
pub mod worker;

pub use app::{App, Clock};
