//! The one fact of EXIF that is kept: how a picture is to be turned.

use image::metadata::Orientation;

/// An EXIF block (a TIFF file without a picture) that says nothing but the orientation; none for a picture that stands upright.
pub fn orientation_alone(orientation: Orientation) -> Option<Vec<u8>> {
    if orientation == Orientation::NoTransforms {
        return None;
    }
    let mut tiff = b"MM\0\x2a".to_vec();
    tiff.extend(8_u32.to_be_bytes()); // where the list of entries begins
    tiff.extend(1_u16.to_be_bytes()); // entries
    tiff.extend(0x0112_u16.to_be_bytes()); // Orientation
    tiff.extend(3_u16.to_be_bytes()); // of the type SHORT
    tiff.extend(1_u32.to_be_bytes()); // one value
    tiff.extend([0, orientation.to_exif(), 0, 0]);
    tiff.extend(0_u32.to_be_bytes()); // no further list
    Some(tiff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_back() {
        for value in 2..=8 {
            let orientation = Orientation::from_exif(value).unwrap();
            let block = orientation_alone(orientation).unwrap();
            assert_eq!(Orientation::from_exif_chunk(&block), Some(orientation));
        }
        assert_eq!(orientation_alone(Orientation::NoTransforms), None);
    }
}
