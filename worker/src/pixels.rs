//! What the two programs say to each other about the pixels of a picture.

use serde::{Deserialize, Serialize};

/// The largest picture, in pixels.
pub const PIXELS_MAX: u64 = 100_000_000;

/// What `tobiume-heic` answers before so many bytes of colour profile and the rows of pixels, three bytes each.
#[derive(Serialize, Deserialize)]
pub struct Head {
    /// In pixels, as it is seen.
    pub width: u32,
    /// See `width`.
    pub height: u32,
    /// Bytes of the colour profile; 0 where there is none.
    pub icc: usize,
}
