//! The fonts of this machine that hold Japanese. None is compiled in: one weighs as much as the program.

use std::{
    fs,
    path::{Path, PathBuf},
};

use typst::{foundations::Bytes, text::Font};

/// Fonts to typeset with.
pub struct Fonts {
    /// Families, the first choice first.
    pub families: Vec<String>,
    /// All their faces.
    pub files: Vec<Font>,
}

/// Where distributions put a Gothic typeface with a bold face beside it, the best first. Of each group all files are taken that exist.
const WELL_KNOWN: [&[&str]; 6] = [
    // Debian, Ubuntu: fonts-noto-cjk
    &[
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    ],
    // Arch: noto-fonts-cjk
    &[
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    ],
    // Fedora: google-noto-sans-cjk-fonts
    &[
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Bold.ttc",
    ],
    // Debian: fonts-ipaexfont-gothic, fonts-ipafont-gothic
    &["/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf"],
    &["/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf"],
    // Whatever Debian's administrator prefers.
    &["/usr/share/fonts/truetype/fonts-japanese-gothic.ttf"],
];

/// Largest font file, in bytes. Collections of all faces of all CJK languages have about 20 million.
const FILE_MAX: u64 = 64 << 20;

/// The fonts of a folder, or of the first of the well-known places that has any; none where there is no Japanese font.
pub fn find(folder: Option<&Path>) -> Option<Fonts> {
    match folder {
        Some(folder) => japanese(&files_of(folder)),
        None => WELL_KNOWN.iter().find_map(|group| {
            let files: Vec<PathBuf> = group.iter().map(PathBuf::from).collect();
            japanese(&files)
        }),
    }
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let is_font = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        ["ttc", "ttf", "otf"].iter().any(|known| ending.eq_ignore_ascii_case(known))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_font).collect();
    files.sort();
    files
}

fn japanese(files: &[PathBuf]) -> Option<Fonts> {
    let small = |path: &&PathBuf| fs::metadata(path).is_ok_and(|about| about.len() <= FILE_MAX);
    let read = files.iter().filter(small).filter_map(|path| fs::read(path).ok());
    let holds = |font: &Font| "患者あア髙".chars().all(|ch| font.info().coverage.contains(u32::from(ch)));
    let fonts: Vec<Font> = read.flat_map(|bytes| Font::iter(Bytes::new(bytes))).filter(holds).collect();
    let mut families: Vec<String> = fonts.iter().map(|font| font.info().family.clone()).collect();
    families.dedup();
    // Collections hold the forms of several countries and of a typewriter.
    families.sort_by_key(|family| (!family.ends_with("JP"), family.contains("Mono"), family.contains("Serif")));
    families.truncate(1);
    let files: Vec<Font> = fonts.into_iter().filter(|font| families.contains(&font.info().family)).collect();
    (!files.is_empty()).then_some(Fonts { families, files })
}
