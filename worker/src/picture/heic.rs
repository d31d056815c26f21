//! HEIC, the format of iPhones, becomes JPEG. It is decoded by `tobiume-heic`, which stands beside this program.

use std::{
    io::{self, Write},
    process::{Child, Command, Stdio},
    thread,
};

use image::{DynamicImage, RgbImage, metadata::Orientation};

use super::{Decoded, Kept};
use crate::{
    answer::{Refusal, Refused},
    pixels::Head,
};

/// High, since the picture has been through one lossy compression already.
const QUALITY: u8 = 92;

/// What the loader of programs answers where a library is missing.
const LIBRARY_MISSING: i32 = 127;

/// What is kept of a HEIC picture.
pub fn keep(bytes: &[u8]) -> Result<Kept, Refusal> {
    let decoded = match start() {
        Ok(child) => decode(child, bytes)?,
        // Not installed: no other kind of picture is the worse for it.
        Err(_) => return Err(Refusal::Unsupported),
    };
    let DynamicImage::ImageRgb8(rgb) = &decoded.image else {
        return Err(Refusal::Damaged);
    };
    let content = super::write_jpeg(rgb, &decoded.icc, QUALITY)?;
    super::kept(&decoded, "image/jpeg", content)
}

fn start() -> io::Result<Child> {
    Command::new(std::env::current_exe()?.with_file_name("tobiume-heic"))
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

fn decode(mut child: Child, bytes: &[u8]) -> Result<Decoded, Refusal> {
    let stdin = child.stdin.take();
    // A child that ends before it has read all says why on standard output.
    let output = thread::scope(|scope| {
        scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(bytes)));
        child.wait_with_output()
    });
    let output = output.map_err(|_| Refusal::Damaged)?;
    if output.status.code() == Some(LIBRARY_MISSING) {
        return Err(Refusal::Unsupported);
    }
    let mut line = output.stdout.splitn(2, |&byte| byte == b'\n');
    let (head, body) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
    if !output.status.success() {
        // Without an answer it has crashed over these bytes.
        return Err(serde_json::from_slice::<Refused>(head).map_or(Refusal::Damaged, |said| said.refused));
    }
    let head: Head = serde_json::from_slice(head).map_err(|_| Refusal::Damaged)?;
    let (icc, pixels) = body.split_at_checked(head.icc).ok_or(Refusal::Damaged)?;
    let icc = icc.to_vec();
    let pixels = RgbImage::from_raw(head.width, head.height, pixels.to_vec()).ok_or(Refusal::Damaged)?;
    Ok(Decoded {
        image: DynamicImage::ImageRgb8(pixels),
        orientation: Orientation::NoTransforms,
        icc,
    })
}
