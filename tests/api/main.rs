//! The API, on both databases: what each role may do, see and find, and what happens to bad input.

#![expect(clippy::unwrap_used, reason = "in tests a failure should stop where it stands")]

mod access;
mod audit;
mod claims;
mod consent;
mod http;
mod migrations;
mod openapi;
mod patients;
mod postal_codes;
mod program;
mod registration_form;
mod registrations;
mod session;
