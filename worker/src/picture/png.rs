//! PNG without metadata, pixel for pixel the same.

use image::metadata::Orientation;
use img_parts::{
    Bytes,
    png::{Png, PngChunk},
};

use super::exif;
use crate::answer::Refusal;

/// What a picture is made of, and how its colours are meant. No text, no time, no EXIF, nothing unknown.
const KEPT: [&[u8; 4]; 14] = [
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"sBIT", b"cICP", b"mDCV", b"cLLI", b"pHYs",
];

/// Copies what the picture is made of. A file without an end is damaged.
pub fn without_metadata(bytes: &[u8], orientation: Orientation) -> Result<Vec<u8>, Refusal> {
    let mut png = Png::from_bytes(Bytes::copy_from_slice(bytes)).map_err(|_| Refusal::Damaged)?;
    let chunks = png.chunks_mut();
    chunks.retain(|chunk| KEPT.contains(&&chunk.kind()));
    if chunks.last().is_none_or(|chunk| &chunk.kind() != b"IEND") {
        return Err(Refusal::Damaged);
    }
    if let Some(tiff) = exif::orientation_alone(orientation) {
        // After the header, which is the first: the decoder has seen to that.
        chunks.insert(1, PngChunk::new(*b"eXIf", tiff.into()));
    }
    Ok(png.encoder().bytes().to_vec())
}
