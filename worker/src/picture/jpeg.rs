//! JPEG without metadata, pixel for pixel the same.
//!
//! A file is a row of segments (marker, length, content), the compressed pixels after each start of a scan, and an end; cameras add more
//! pictures after that end. What is needed to show the first picture is copied, everything else is left out, whatever it may be.

use image::metadata::Orientation;

use super::exif;
use crate::answer::Refusal;

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;

const JFIF: &[u8] = b"JFIF\0";
const EXIF: &[u8] = b"Exif\0\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";

/// Bytes of a JFIF header before its thumbnail's size.
const JFIF_LENGTH: usize = 12;
/// Bytes of Adobe's segment, which names the colour model.
const ADOBE_LENGTH: usize = 12;

/// Copies what the picture is made of. A file that ends in the middle is damaged.
pub fn without_metadata(bytes: &[u8], orientation: Orientation) -> Result<Vec<u8>, Refusal> {
    let mut rest = bytes.strip_prefix(&[0xff, SOI]).ok_or(Refusal::Damaged)?;
    let mut out = Vec::with_capacity(bytes.len());
    out.extend([0xff, SOI]);
    let mut orientation = exif::orientation_alone(orientation);
    loop {
        let marker;
        (marker, rest) = next_marker(rest).ok_or(Refusal::Damaged)?;
        match marker {
            EOI => {
                out.extend([0xff, EOI]);
                return Ok(out);
            }
            // Restarts between scans, and markers without content.
            0x00 | 0x01 | 0xd0..=0xd8 => continue,
            _ => {}
        }
        let content;
        (content, rest) = segment(rest).ok_or(Refusal::Damaged)?;
        // JFIF wants to be first.
        if marker != APP0
            && let Some(tiff) = orientation.take()
        {
            push(&mut out, APP1, &[EXIF, &tiff]);
        }
        push_kept(&mut out, marker, content);
        if marker == SOS {
            let end = end_of_scan(rest).ok_or(Refusal::Damaged)?;
            out.extend_from_slice(&rest[..end]);
            rest = &rest[end..];
        }
    }
}

fn push_kept(out: &mut Vec<u8>, marker: u8, content: &[u8]) {
    match marker {
        // Frames, tables, scans.
        0xc0..=0xcf | SOS..=0xdf => push(out, marker, &[content]),
        APP0 if content.starts_with(JFIF) && content.len() > JFIF_LENGTH => push(out, marker, &[&content[..JFIF_LENGTH], &[0, 0]]),
        APP2 if content.starts_with(ICC) => push(out, marker, &[content]),
        APP14 if content.starts_with(ADOBE) && content.len() >= ADOBE_LENGTH => push(out, marker, &[&content[..ADOBE_LENGTH]]),
        _ => {}
    }
}

fn push(out: &mut Vec<u8>, marker: u8, parts: &[&[u8]]) {
    let length: usize = 2 + parts.iter().map(|part| part.len()).sum::<usize>();
    // Never longer than what was read with a length of this size.
    let length = u16::try_from(length).unwrap_or(u16::MAX);
    out.extend([0xff, marker]);
    out.extend(length.to_be_bytes());
    parts.iter().for_each(|part| out.extend_from_slice(part));
}

/// The next marker and what follows it. Bytes that belong to nothing are passed over, as decoders do.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let at = bytes.iter().position(|&byte| byte == 0xff)?;
    let fill = bytes[at..].iter().position(|&byte| byte != 0xff)?;
    Some((bytes[at + fill], &bytes[at + fill + 1..]))
}

/// The content of a segment and what follows it.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::from(u16::from_be_bytes(*length)).checked_sub(2)?;
    rest.split_at_checked(length)
}

/// How many bytes of compressed pixels there are: up to a marker other than a restart.
fn end_of_scan(bytes: &[u8]) -> Option<usize> {
    let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    bytes.windows(2).position(is_marker)
}
