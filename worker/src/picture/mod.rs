//! Pictures: what is kept of one, and its thumbnail.
//!
//! Kept is what the camera saw, pixel for pixel, and nothing it wrote down beside it: no place, no time, no names, no second picture.
//! JPEG and PNG stay as they are, without their metadata ([`jpeg`], [`png`]). TIFF, which browsers do not show, GIF and WebP become PNG,
//! which loses nothing; so there are two formats to serve and to print. HEIC, which is lossy and shown by one browser only, becomes JPEG
//! ([`heic`]). Of what moves or has several pages nothing is kept, since all but one picture of it would be lost without a word; HEIC
//! and the JPEG of phones name the picture that is meant, and it is kept.

mod exif;
pub mod heic;
mod jpeg;
mod png;

use std::io::Cursor;

use image::{
    AnimationDecoder, DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageFormat, ImageResult, Limits, RgbImage,
    codecs::{
        gif::GifDecoder, jpeg::JpegDecoder, jpeg::JpegEncoder, png::PngDecoder, png::PngEncoder, tiff::TiffDecoder, webp::WebPDecoder,
    },
    error::ImageFormatHint,
    metadata::Orientation,
};
use serde::Serialize;

use crate::{answer::Refusal, pixels::PIXELS_MAX};

/// The largest picture, in bytes of its pixels: 100 megapixels of 8-bit RGB, fewer with transparency or 16 bits.
const DECODED_MAX: u64 = 400 << 20;

/// The longer side of a thumbnail, in pixels.
const THUMBNAIL_SIDE: u32 = 320;

const THUMBNAIL_QUALITY: u8 = 80;

/// The largest colour profile that a thumbnail carries, in bytes; those of phones are far smaller.
const THUMBNAIL_ICC_MAX: usize = 4096;

/// A picture as it is kept.
pub struct Kept {
    media_type: &'static str,
    width: u32,
    height: u32,
    /// The picture.
    pub content: Vec<u8>,
    /// A JPEG, turned as it is to be seen.
    pub thumbnail: Vec<u8>,
}

/// What the answer begins with.
#[derive(Serialize)]
pub struct Head {
    media_type: &'static str,
    /// As it is seen, in pixels.
    width: u32,
    height: u32,
    /// Bytes of the picture.
    content: usize,
    /// Bytes of the thumbnail.
    thumbnail: usize,
}

impl Kept {
    /// The line before the bytes.
    pub fn head(&self) -> Head {
        Head {
            media_type: self.media_type,
            width: self.width,
            height: self.height,
            content: self.content.len(),
            thumbnail: self.thumbnail.len(),
        }
    }
}

/// A picture in memory, not yet turned as it is to be seen.
struct Decoded {
    image: DynamicImage,
    orientation: Orientation,
    icc: Vec<u8>,
}

/// Whether a file calls itself HEIC or HEIF; then [`heic::keep`] is to be asked.
pub fn is_heic(bytes: &[u8]) -> bool {
    let Some(brands) = bytes.get(4..32).and_then(|head| head.strip_prefix(b"ftyp")) else {
        return false;
    };
    let names = |known: &[&[u8]]| brands.chunks(4).any(|brand| known.contains(&brand));
    names(&[b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2"]) && !names(&[b"avif", b"avis"])
}

/// What is kept of any other picture.
pub fn keep(bytes: &[u8]) -> Result<Kept, Refusal> {
    let source = || Cursor::new(bytes);
    match image::guess_format(bytes) {
        Ok(ImageFormat::Jpeg) => {
            let decoded = decode(JpegDecoder::new(source()))?;
            kept(&decoded, "image/jpeg", jpeg::without_metadata(bytes, decoded.orientation)?)
        }
        Ok(ImageFormat::Png) => {
            let decoder = PngDecoder::with_limits(source(), limits()).map_err(refusal)?;
            if decoder.is_apng().map_err(refusal)? {
                return Err(Refusal::Unsupported);
            }
            let decoded = decode(Ok(decoder))?;
            kept(&decoded, "image/png", png::without_metadata(bytes, decoded.orientation)?)
        }
        Ok(ImageFormat::Gif) => {
            let decoded = decode(GifDecoder::new(source()))?;
            let frames = GifDecoder::new(source()).map_err(refusal)?.into_frames();
            one_picture(frames.take(2).count())?;
            as_png(decoded)
        }
        Ok(ImageFormat::WebP) => {
            let decoder = WebPDecoder::new(source()).map_err(refusal)?;
            if decoder.has_animation() {
                return Err(Refusal::Unsupported);
            }
            as_png(decode(Ok(decoder))?)
        }
        Ok(ImageFormat::Tiff) => {
            one_picture(pages_of_tiff(bytes))?;
            as_png(decode(TiffDecoder::new(source()))?)
        }
        _ => Err(Refusal::Unsupported),
    }
}

fn one_picture(count: usize) -> Result<(), Refusal> {
    if count > 1 { Err(Refusal::Unsupported) } else { Ok(()) }
}

/// One or two: what cannot be read is left to the decoder. A smaller version of the same picture is no page.
fn pages_of_tiff(bytes: &[u8]) -> usize {
    let Ok(mut file) = tiff::decoder::Decoder::new(Cursor::new(bytes)) else {
        return 1;
    };
    let mut pages = 1;
    while pages < 2 && file.more_images() && file.next_image().is_ok() {
        let kind = file.find_tag_unsigned::<u32>(tiff::tags::Tag::NewSubfileType);
        if kind.ok().flatten().is_none_or(|kind| kind & 1 == 0) {
            pages += 1;
        }
    }
    pages
}

fn decode(decoder: ImageResult<impl ImageDecoder>) -> Result<Decoded, Refusal> {
    let mut decoder = decoder.map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX || decoder.total_bytes() > DECODED_MAX {
        return Err(Refusal::TooLarge);
    }
    decoder.set_limits(limits()).map_err(refusal)?;
    // A picture is not refused for what stands beside it.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let icc = decoder.icc_profile().ok().flatten().unwrap_or_default();
    let image = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    Ok(Decoded { image, orientation, icc })
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_MAX);
    limits
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooLarge,
        ImageError::Unsupported(error) if !matches!(error.format_hint(), ImageFormatHint::Unknown) => Refusal::Unsupported,
        _ => Refusal::Damaged,
    }
}

/// A picture whose file was cleaned.
fn kept(decoded: &Decoded, media_type: &'static str, content: Vec<u8>) -> Result<Kept, Refusal> {
    let (width, height) = match decoded.orientation.to_exif() {
        5..=8 => (decoded.image.height(), decoded.image.width()),
        _ => (decoded.image.width(), decoded.image.height()),
    };
    Ok(Kept {
        media_type,
        width,
        height,
        content,
        thumbnail: thumbnail(decoded)?,
    })
}

/// A picture that is written anew without any loss.
fn as_png(mut decoded: Decoded) -> Result<Kept, Refusal> {
    decoded.image.apply_orientation(decoded.orientation);
    decoded.orientation = Orientation::NoTransforms;
    let mut content = Vec::new();
    let mut encoder = PngEncoder::new(&mut content);
    if !decoded.icc.is_empty() {
        // Only a colour profile that PNG cannot hold is left out.
        let _ = encoder.set_icc_profile(decoded.icc.clone());
    }
    decoded.image.write_with_encoder(encoder).map_err(|_| Refusal::Unsupported)?;
    kept(&decoded, "image/png", content)
}

fn thumbnail(decoded: &Decoded) -> Result<Vec<u8>, Refusal> {
    let image = &decoded.image;
    let mut small = if image.width().max(image.height()) > THUMBNAIL_SIDE {
        image.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    } else {
        image.clone()
    };
    small.apply_orientation(decoded.orientation);
    let icc = if decoded.icc.len() <= THUMBNAIL_ICC_MAX {
        &decoded.icc[..]
    } else {
        &[]
    };
    write_jpeg(&on_white(&small), icc, THUMBNAIL_QUALITY)
}

/// JPEG knows no transparency: what is transparent becomes white, as on the page.
fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let mut rgb = RgbImage::new(image.width(), image.height());
    for (to, from) in rgb.pixels_mut().zip(image.to_rgba8().pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let over = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        to.0 = [over(red), over(green), over(blue)];
    }
    rgb
}

fn write_jpeg(image: &RgbImage, icc: &[u8], quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if !icc.is_empty() {
        // Only a colour profile that JPEG cannot hold is left out.
        let _ = encoder.set_icc_profile(icc.to_vec());
    }
    encoder.encode_image(image).map_err(|_| Refusal::Damaged)?;
    Ok(bytes)
}
