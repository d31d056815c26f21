//! The API, on both databases: what each role may do, see and find, and what happens to bad input.

#![expect(clippy::unwrap_used, reason = "in tests a failure should stop where it stands")]

mod access;
mod accounts;
mod announcements;
mod application_files;
mod application_paper;
mod applications;
mod approval_kill;
mod attachments;
mod audit;
mod audit_chain;
mod basic_info;
mod basic_info_editors;
mod claims;
mod consent;
mod districts;
mod docs;
mod files;
mod files_kill;
mod given_up_mail;
mod history;
mod http;
mod jobs;
mod kill_9;
mod mail;
mod masters;
mod match_taken_back;
mod migrations;
mod network;
mod numbers;
mod office_queue;
mod openapi;
mod patients;
mod postal_codes;
mod printing;
mod program;
mod public;
mod registration_form;
mod registrations;
mod requests;
mod session;
mod set_up;
