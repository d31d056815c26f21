//! `tobiume-heic`: the pixels of a HEIC picture, for `tobiume-worker`, which starts it.
//!
//! libheif (compiled into this program) and libde265 (Debian's) are C++ and read foreign bytes. So they run in a process that holds
//! nothing but this one picture, and that is missed by nobody but HEIC where libde265 is not installed.

// Not the library: all of the typesetter would be linked to this program.
#[expect(dead_code, reason = "the other program uses more of it")]
#[path = "answer.rs"]
mod answer;
#[expect(dead_code, reason = "the other program uses more of it")]
#[path = "limits.rs"]
mod limits;
#[path = "pixels.rs"]
mod pixels;

use std::{io, process::ExitCode};

use libheif_rs::{
    ColorSpace, DecodingOptions, HeifContext, HeifError, HeifErrorCode, HeifErrorSubCode, LibHeif, RgbChroma, SecurityLimits,
};
use rustix::process::{Signal, set_parent_process_death_signal};

use answer::Refusal;
use pixels::{Head, PIXELS_MAX};

fn main() -> io::Result<ExitCode> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    limits::at_start(limits::PICTURE_MEMORY)?;
    limits::no_more_files()?;
    match answer::input()?.and_then(|bytes| decode(&bytes)) {
        Ok((head, icc, pixels)) => answer::write(&head, &[&icc, &pixels])?,
        Err(refusal) => return answer::refuse(refusal),
    }
    Ok(ExitCode::SUCCESS)
}

/// The primary picture as rows of RGB, turned as it is to be seen, with its colour profile.
fn decode(bytes: &[u8]) -> Result<(Head, Vec<u8>, Vec<u8>), Refusal> {
    let mut context = HeifContext::new().map_err(refusal)?;
    let mut limits = SecurityLimits::new();
    limits.set_max_image_size_pixels(PIXELS_MAX);
    limits.set_max_total_memory(limits::PICTURE_MEMORY / 2);
    context.set_security_limits(&limits).map_err(refusal)?;
    context.read_bytes(bytes).map_err(refusal)?;
    let handle = context.primary_image_handle().map_err(refusal)?;
    if u64::from(handle.width()) * u64::from(handle.height()) > PIXELS_MAX {
        return Err(Refusal::TooLarge);
    }
    let icc = handle.color_profile_raw().map_or_else(Vec::new, |profile| profile.data);
    let mut options = DecodingOptions::new().ok_or(Refusal::TooLarge)?;
    options.set_strict_decoding(true);
    options.set_convert_hdr_to_8bit(true);
    let image = LibHeif::new()
        .decode(&handle, ColorSpace::Rgb(RgbChroma::Rgb), Some(options))
        .map_err(refusal)?;
    let plane = image.planes().interleaved.ok_or(Refusal::Unsupported)?;
    let row_bytes = plane.width as usize * 3;
    let mut pixels = Vec::with_capacity(row_bytes * plane.height as usize);
    for row in plane.data.chunks(plane.stride).take(plane.height as usize) {
        pixels.extend_from_slice(row.get(..row_bytes).ok_or(Refusal::Damaged)?);
    }
    let head = Head {
        width: plane.width,
        height: plane.height,
        icc: icc.len(),
    };
    Ok((head, icc, pixels))
}

fn refusal(error: HeifError) -> Refusal {
    match (error.code, error.sub_code) {
        (HeifErrorCode::MemoryAllocationError, _) | (_, HeifErrorSubCode::SecurityLimitExceeded) => Refusal::TooLarge,
        (HeifErrorCode::UnsupportedFileType | HeifErrorCode::UnsupportedFeature, _) => Refusal::Unsupported,
        _ => Refusal::Damaged,
    }
}
