//! The style sheet of the public pages: the tokens and elements of the program's own pages, and a little more. It is part of the server,
//! so that these pages are there although the program's are not built.

use sha2::{Digest, Sha256};

const PARTS: [&str; 3] = [
    include_str!("../../../assets/styles/tokens.css"),
    include_str!("../../../assets/styles/base.css"),
    include_str!("../../../assets/styles/public.css"),
];

/// The flower.
pub const ICON: &str = include_str!("../../../assets/icons/icon.svg");

/// Where it is. It changes with the product, not with the network.
pub const ICON_PATH: &str = "/public-icon.svg";

/// The sheet under a name that changes with it.
pub struct Styles {
    /// Name of the file.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Styles {
    /// The sheet of this program.
    pub fn new() -> Self {
        let text = PARTS.join("\n");
        let hash = Sha256::digest(text.as_bytes());
        let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self {
            name: format!("public-{hash}.css"),
            text,
        }
    }
}
