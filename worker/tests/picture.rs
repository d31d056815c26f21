//! Pictures: what is kept, what is gone, what is refused.

mod support;

use std::io::Cursor;

use image::{
    DynamicImage, ExtendedColorType, GenericImageView, ImageDecoder, ImageEncoder, ImageFormat, Rgb, RgbImage,
    codecs::{gif::GifEncoder, jpeg::JpegDecoder, jpeg::JpegEncoder, png::PngEncoder},
    metadata::Orientation,
};
use img_parts::{
    Bytes, ImageEXIF, ImageICC,
    jpeg::{Jpeg, JpegSegment},
    png::{Png, PngChunk},
};
use proptest::prelude::*;
use support::{Answer, contains, run, skipped, tool};

/// Stands in the metadata of every fixture, and in no result.
const SECRET: &[u8] = b"HIMITSU-DE-ARU";

/// 43 degrees: as GPSLatitude holds it, three fractions.
const LATITUDE: [u8; 24] = [0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 35, 0, 0, 0, 1, 0, 0, 0x12, 0x34, 0, 0, 0, 100];

/// Wider than high, of four colours that tell the corners apart.
fn corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([250, 10, 10]),
        (false, true) => Rgb([10, 250, 10]),
        (true, false) => Rgb([10, 10, 250]),
        (false, false) => Rgb([250, 250, 10]),
    })
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg_of(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(image).unwrap();
    bytes
}

/// EXIF with an orientation, a place, and a maker's note.
fn exif(orientation: u8) -> Vec<u8> {
    let entry = |out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        out.extend(tag.to_be_bytes());
        out.extend(kind.to_be_bytes());
        out.extend(count.to_be_bytes());
        out.extend(value);
    };
    let offset = |at: u32| at.to_be_bytes();
    // Header 8, first list 2 + 3 × 12 + 4, GPS list 2 + 2 × 12 + 4, then the values.
    let (gps, latitude) = (8 + 42, 8 + 42 + 30);
    let mut out = b"MM\0\x2a\0\0\0\x08".to_vec();
    out.extend(3_u16.to_be_bytes());
    entry(&mut out, 0x010f, 2, SECRET.len() as u32, offset(latitude + 24));
    entry(&mut out, 0x0112, 3, 1, [0, orientation, 0, 0]);
    entry(&mut out, 0x8825, 4, 1, offset(gps));
    out.extend([0; 4]);
    out.extend(2_u16.to_be_bytes());
    entry(&mut out, 1, 2, 2, *b"N\0\0\0");
    entry(&mut out, 2, 5, 3, offset(latitude));
    out.extend([0; 4]);
    out.extend(LATITUDE);
    out.extend(SECRET);
    out
}

fn with_secret(prefix: &[u8]) -> Bytes {
    [prefix, SECRET].concat().into()
}

/// A JPEG with metadata of every kind in every place, and a second picture behind it.
fn jpeg_with_metadata(image: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut jpeg = Jpeg::from_bytes(jpeg_of(image).into()).unwrap();
    jpeg.set_icc_profile(Some(vec![7; 100].into()));
    jpeg.set_exif(Some(exif(orientation).into()));
    let segments = [
        (0xe0, with_secret(b"JFXX\0")),
        (0xe1, with_secret(b"http://ns.adobe.com/xap/1.0/\0")),
        (0xe2, with_secret(b"MPF\0")),
        (0xed, with_secret(b"Photoshop 3.0\0")),
        (0xe5, with_secret(b"")),
        (0xee, with_secret(b"Maker\0")),
        (0xfe, with_secret(b"")),
    ];
    for (marker, content) in segments {
        jpeg.segments_mut().insert(1, JpegSegment::new_with_contents(marker, content));
    }
    let mut bytes = jpeg.encoder().bytes().to_vec();
    bytes.extend(jpeg_of(&corners(8, 8)));
    bytes.extend(SECRET);
    bytes
}

struct Kept<'a> {
    media_type: String,
    size: (u64, u64),
    content: &'a [u8],
    thumbnail: DynamicImage,
}

fn kept(answer: &Answer) -> Kept<'_> {
    let (head, bytes) = answer.success();
    let number = |name: &str| head[name].as_u64().unwrap();
    let (content, thumbnail) = bytes.split_at(number("content") as usize);
    assert_eq!(thumbnail.len() as u64, number("thumbnail"));
    assert!(!contains(bytes, SECRET), "metadata is left");
    assert!(!contains(bytes, &LATITUDE), "the place is left");
    let thumbnail = image::load_from_memory_with_format(thumbnail, ImageFormat::Jpeg).unwrap();
    assert!(thumbnail.width().max(thumbnail.height()) <= 320);
    Kept {
        media_type: head["media_type"].as_str().unwrap().to_owned(),
        size: (number("width"), number("height")),
        content,
        thumbnail,
    }
}

fn is_red(pixel: image::Rgba<u8>) -> bool {
    pixel.0[0] > 200 && pixel.0[1] < 60 && pixel.0[2] < 60
}

#[test]
fn a_jpeg_keeps_its_pixels_and_its_orientation_and_nothing_else() {
    let image = corners(640, 400);
    for orientation in 1..=8 {
        let source = jpeg_with_metadata(&image, orientation);
        assert!(contains(&source, SECRET) && contains(&source, &LATITUDE));
        let answer = run(&["picture"], &source);
        let kept = kept(&answer);
        assert_eq!(kept.media_type, "image/jpeg");
        let turned = orientation >= 5;
        assert_eq!(kept.size, if turned { (400, 640) } else { (640, 400) });
        assert_eq!(kept.thumbnail.dimensions(), if turned { (200, 320) } else { (320, 200) });

        let mut decoder = JpegDecoder::new(Cursor::new(kept.content)).unwrap();
        assert_eq!(decoder.orientation().unwrap(), Orientation::from_exif(orientation).unwrap());
        assert_eq!(decoder.icc_profile().unwrap(), Some(vec![7; 100]));
        assert_eq!(
            DynamicImage::from_decoder(decoder).unwrap(),
            image::load_from_memory(&source).unwrap(),
            "pixel for pixel"
        );

        let (right, bottom) = (kept.thumbnail.width() - 20, kept.thumbnail.height() - 20);
        // Where the upper left corner of the sensor is seen.
        let (x, y) = [
            (20, 20),
            (right, 20),
            (right, bottom),
            (20, bottom),
            (20, 20),
            (right, 20),
            (right, bottom),
            (20, bottom),
        ][usize::from(orientation) - 1];
        assert!(is_red(kept.thumbnail.get_pixel(x, y)), "orientation {orientation}");
    }
}

#[test]
fn metadata_between_the_scans_goes_too() {
    let mut source = jpeg_of(&corners(64, 64));
    let end = source.len() - 2;
    let hidden = [&[0xff, 0xe1, 0, 16][..], SECRET, &[0xff, 0xfe, 0, 16], SECRET].concat();
    source.splice(end..end, hidden);
    assert!(contains(&source, SECRET));
    let answer = run(&["picture"], &source);
    assert_eq!(kept(&answer).size, (64, 64));
}

#[test]
fn garbage_as_exif_is_no_reason_to_refuse_a_picture() {
    for garbage in [
        &b""[..],
        b"MM",
        b"II\x2a\0\xff\xff\xff\xff",
        &[0xff; 500],
        b"MM\0\x2a\0\0\0\x08\xff\xff",
    ] {
        let mut jpeg = Jpeg::from_bytes(jpeg_of(&corners(64, 32)).into()).unwrap();
        jpeg.set_exif(Some([garbage, SECRET].concat().into()));
        let answer = run(&["picture"], &jpeg.encoder().bytes());
        assert_eq!(kept(&answer).size, (64, 32));

        let mut png = Png::from_bytes(encoded(&corners(64, 32).into(), ImageFormat::Png).into()).unwrap();
        png.set_exif(Some([garbage, SECRET].concat().into()));
        let answer = run(&["picture"], &png.encoder().bytes());
        assert_eq!(kept(&answer).size, (64, 32));
    }
}

#[test]
fn a_png_keeps_its_sixteen_bits() {
    let image = image::ImageBuffer::from_fn(500, 300, |x, y| image::Luma([(x * 131 + y * 7) as u16]));
    let image = DynamicImage::ImageLuma16(image);
    let mut png = Png::from_bytes(encoded(&image, ImageFormat::Png).into()).unwrap();
    png.set_exif(Some(exif(6).into()));
    for kind in [b"tEXt", b"zTXt", b"iTXt", b"tIME", b"prVt"] {
        png.chunks_mut().insert(1, PngChunk::new(*kind, with_secret(b"")));
    }
    let mut source = png.encoder().bytes().to_vec();
    source.extend(SECRET);
    let answer = run(&["picture"], &source);
    let kept = kept(&answer);
    assert_eq!(kept.media_type, "image/png");
    assert_eq!(kept.size, (300, 500), "as it is seen");
    assert_eq!(image::load_from_memory(kept.content).unwrap(), image);
    let again = Png::from_bytes(Bytes::copy_from_slice(kept.content)).unwrap();
    assert_eq!(Orientation::from_exif_chunk(&again.exif().unwrap()), Orientation::from_exif(6));
}

#[test]
fn what_browsers_do_not_show_becomes_png_without_loss() {
    let image = DynamicImage::ImageRgb8(corners(90, 60));
    for format in [ImageFormat::Tiff, ImageFormat::WebP, ImageFormat::Gif] {
        let source = encoded(&image, format);
        let answer = run(&["picture"], &source);
        let kept = kept(&answer);
        assert_eq!((kept.media_type.as_str(), kept.size), ("image/png", (90, 60)), "{format:?}");
        let same = image::load_from_memory(kept.content).unwrap().to_rgb8();
        assert_eq!(same, image::load_from_memory(&source).unwrap().to_rgb8(), "{format:?}");
        assert_eq!(kept.thumbnail.dimensions(), (90, 60), "not enlarged");
    }
}

#[test]
fn transparency_is_white_in_the_thumbnail() {
    let image = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(40, 40, image::Rgba([0, 0, 0, 0])));
    let answer = run(&["picture"], &encoded(&image, ImageFormat::Png));
    assert!(kept(&answer).thumbnail.get_pixel(20, 20).0[0] > 250);
}

#[test]
fn what_moves_is_refused() {
    let frame = || image::Frame::new(image::RgbaImage::new(20, 20));
    let mut gif = Vec::new();
    GifEncoder::new(&mut gif).encode_frames([frame(), frame()]).unwrap();
    assert_eq!(run(&["picture"], &gif).refused(), "unsupported");

    let mut png = Png::from_bytes(encoded(&corners(20, 20).into(), ImageFormat::Png).into()).unwrap();
    let animation = [2_u32.to_be_bytes(), 0_u32.to_be_bytes()].concat();
    png.chunks_mut().insert(1, PngChunk::new(*b"acTL", animation.into()));
    assert_eq!(run(&["picture"], &png.encoder().bytes()).refused(), "unsupported");
}

#[test]
fn a_tiff_of_several_pages_is_refused() {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
    for _ in 0..2 {
        encoder.write_image::<tiff::encoder::colortype::Gray8>(30, 20, &[7; 600]).unwrap();
    }
    assert_eq!(run(&["picture"], bytes.get_ref()).refused(), "unsupported");
}

#[test]
fn what_is_no_picture_is_refused() {
    for (input, reason) in [
        (&b""[..], "unsupported"),
        (b"\0", "unsupported"),
        (b"%PDF-1.7\n%%EOF", "unsupported"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"GIF89a", "damaged"),
        (b"MM\0\x2a\0\0\0\x08", "damaged"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "damaged"),
    ] {
        assert_eq!(run(&["picture"], input).refused(), reason, "{input:?}");
    }
}

/// The first bytes of a PNG that says it is so large.
fn png_bomb(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut zeros = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 8 << 20), &mut zeros).unwrap();
    let chunks = [(*b"IHDR", header), (*b"IDAT", zeros.finish().unwrap()), (*b"IEND", Vec::new())];
    let mut png = Png::from_bytes(encoded(&corners(2, 2).into(), ImageFormat::Png).into()).unwrap();
    *png.chunks_mut() = chunks.map(|(kind, data)| PngChunk::new(kind, data.into())).into();
    png.encoder().bytes().to_vec()
}

#[test]
fn bombs_are_refused() {
    assert_eq!(run(&["picture"], &png_bomb(50_000, 50_000)).refused(), "too_large");
    assert_eq!(run(&["picture"], &png_bomb(u32::MAX >> 1, 1)).refused(), "too_large");
    assert_eq!(run(&["picture"], &png_bomb(10_001, 10_000)).refused(), "too_large");

    let mut jpeg = jpeg_of(&corners(64, 64));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(run(&["picture"], &jpeg).refused(), "too_large");

    let mut gif = encoded(&corners(64, 64).into(), ImageFormat::Gif);
    gif[6..10].copy_from_slice(&[0xff; 4]);
    assert_eq!(run(&["picture"], &gif).refused(), "too_large");

    // A colour profile of 64 MiB in a few kilobytes.
    let mut bomb = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 64 << 20), &mut bomb).unwrap();
    let mut png = Png::from_bytes(encoded(&corners(20, 20).into(), ImageFormat::Png).into()).unwrap();
    let profile = [b"icc\0\0", &bomb.finish().unwrap()[..]].concat();
    png.chunks_mut().insert(1, PngChunk::new(*b"iCCP", profile.into()));
    run(&["picture"], &png.encoder().bytes()).assert_answered();
}

#[test]
fn too_many_bytes_are_refused() {
    let mut jpeg = jpeg_of(&corners(64, 64));
    jpeg.resize((128 << 20) + 1, 0);
    assert_eq!(run(&["picture"], &jpeg).refused(), "too_large");
}

#[test]
fn the_largest_picture_fits() {
    let side = 10_000;
    let pixels = vec![0; side as usize * side as usize * 3];
    let mut png = Vec::new();
    PngEncoder::new_with_quality(
        &mut png,
        image::codecs::png::CompressionType::Fast,
        image::codecs::png::FilterType::NoFilter,
    )
    .write_image(&pixels, side, side, ExtendedColorType::Rgb8)
    .unwrap();
    let mut jpeg = Vec::new();
    JpegEncoder::new(&mut jpeg)
        .encode(&pixels, side, side, ExtendedColorType::Rgb8)
        .unwrap();
    for source in [png, jpeg] {
        assert_eq!(kept(&run(&["picture"], &source)).size, (10_000, 10_000));
    }
}

/// Every kind of picture, small.
fn samples() -> Vec<Vec<u8>> {
    let image = DynamicImage::ImageRgb8(corners(40, 30));
    let mut samples: Vec<Vec<u8>> = [ImageFormat::Png, ImageFormat::Tiff, ImageFormat::WebP, ImageFormat::Gif]
        .map(|format| encoded(&image, format))
        .into();
    samples.push(jpeg_with_metadata(&corners(40, 30), 6));
    samples
}

#[test]
fn a_file_that_ends_in_the_middle_is_refused() {
    for sample in samples() {
        let whole = image::load_from_memory(&sample).unwrap();
        for part in 1..10 {
            let answer = run(&["picture"], &sample[..sample.len() * part / 10]);
            if answer.code == Some(0) {
                // What was cut off was not of the picture.
                assert_eq!(image::load_from_memory(kept(&answer).content).unwrap().to_rgb8(), whole.to_rgb8());
            } else {
                answer.refused();
            }
        }
    }
}

/// A HEIC file of `image`; none where heif-enc is not installed.
fn heic_of(image: &RgbImage) -> Option<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (source, target) = (folder.path().join("a.png"), folder.path().join("a.heic"));
    image.save(&source).unwrap();
    tool("heif-enc", &["-q".as_ref(), "90".as_ref(), "-o".as_ref(), &target, &source])?;
    Some(std::fs::read(target).unwrap())
}

const NO_HEIF_ENC: &str = "heif-enc is not installed (package libheif-examples; `make setup` installs it)";

#[test]
fn a_heic_becomes_jpeg() {
    let image = corners(640, 400);
    let Some(heic) = heic_of(&image) else {
        return skipped("a_heic_becomes_jpeg", NO_HEIF_ENC);
    };
    let answer = run(&["picture"], &heic);
    let kept = kept(&answer);
    assert_eq!((kept.media_type.as_str(), kept.size), ("image/jpeg", (640, 400)));
    let result = image::load_from_memory_with_format(kept.content, ImageFormat::Jpeg)
        .unwrap()
        .to_rgb8();
    for (x, y) in [(100, 100), (500, 100), (100, 300), (500, 300)] {
        let (is, was) = (result.get_pixel(x, y).0, image.get_pixel(x, y).0);
        assert!(is.iter().zip(was).all(|(a, b)| a.abs_diff(b) < 8), "{is:?} instead of {was:?}");
    }
    assert!(is_red(kept.thumbnail.get_pixel(20, 20)));
}

#[test]
fn a_heic_that_ends_in_the_middle_is_refused() {
    let Some(heic) = heic_of(&corners(640, 400)) else {
        return skipped("a_heic_that_ends_in_the_middle_is_refused", NO_HEIF_ENC);
    };
    for part in 1..10 {
        assert_eq!(run(&["picture"], &heic[..heic.len() * part / 10]).refused(), "damaged");
    }
    let mut broken = heic.clone();
    for at in (100..broken.len()).step_by(7) {
        broken[at] ^= 0x55;
    }
    run(&["picture"], &broken).assert_answered();
}

#[test]
fn without_its_decoder_heic_alone_is_unsupported() {
    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join("tobiume-worker");
    std::fs::copy(env!("CARGO_BIN_EXE_tobiume-worker"), &alone).unwrap();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
    assert_eq!(support::run_program(&alone, &["picture"], heic).refused(), "unsupported");
    let jpeg = jpeg_of(&corners(64, 64));
    assert_eq!(kept(&support::run_program(&alone, &["picture"], &jpeg)).size, (64, 64));
    // As the loader of programs answers where a library is missing.
    let broken = folder.path().join("tobiume-heic");
    std::fs::write(&broken, "#!/bin/sh\nexit 127\n").unwrap();
    std::fs::set_permissions(&broken, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    assert_eq!(support::run_program(&alone, &["picture"], heic).refused(), "unsupported");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..2000), kind in 0..6_usize) {
        let heads = [&b""[..], b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II\x2a\0", b"\0\0\0\x18ftypheic"];
        run(&["picture"], &[heads[kind], &bytes].concat()).assert_answered();
    }

    #[test]
    fn changed_bytes_are_answered(sample in 0..5_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = samples().swap_remove(sample);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        run(&["picture"], &bytes).assert_answered();
    }
}
