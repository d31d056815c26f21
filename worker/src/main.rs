//! `tobiume-worker picture|pdf|typeset`: one input, one answer. What each does is said in the library.

use std::{io, process::ExitCode};

use clap::Parser;
use tobiume_worker::{
    answer::{self, guarded},
    limits, pdf, picture,
};

/// Reads pictures and PDFs and typesets documents for the server, from standard input to standard output.
#[derive(Parser)]
#[command(version)]
enum Task {
    /// A picture: without its metadata, with a thumbnail.
    Picture,
    /// A PDF: whether it can be opened, and its number of pages.
    Pdf,
}

fn main() -> io::Result<ExitCode> {
    match Task::parse() {
        Task::Picture => keep_picture(),
        Task::Pdf => open_pdf(),
    }
}

fn keep_picture() -> io::Result<ExitCode> {
    limits::at_start(limits::PICTURE_MEMORY)?;
    let bytes = match answer::input()? {
        Ok(bytes) => bytes,
        Err(refusal) => return answer::refuse(refusal),
    };
    let kept = if picture::is_heic(&bytes) {
        guarded(move || picture::heic::keep(&bytes))
    } else {
        limits::no_more_files()?;
        guarded(move || picture::keep(&bytes))
    };
    match kept {
        Ok(kept) => answer::write(&kept.head(), &[&kept.content, &kept.thumbnail])?,
        Err(refusal) => return answer::refuse(refusal),
    }
    Ok(ExitCode::SUCCESS)
}

fn open_pdf() -> io::Result<ExitCode> {
    limits::at_start(limits::MEMORY)?;
    limits::no_more_files()?;
    match answer::input()?.and_then(|bytes| guarded(move || pdf::open(bytes))) {
        Ok(opened) => answer::write(&opened, &[])?,
        Err(refusal) => return answer::refuse(refusal),
    }
    Ok(ExitCode::SUCCESS)
}
