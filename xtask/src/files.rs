//! A folder's files in memory: read, renamed by content, compressed, written.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// File name (relative, with `/`) to content.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads every file below a folder.
pub fn read(root: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(relative(root, &path)?, fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

fn relative(root: &Path, path: &Path) -> Result<String> {
    let name = path.strip_prefix(root)?.to_str().context("a file name is not UTF-8")?;
    Ok(name.replace('\\', "/"))
}

/// Writes all files beside the target folder first and swaps the folders then, so that a server
/// that starts meanwhile never sees half of a build.
pub fn replace(target: &Path, files: &Files) -> Result<()> {
    let (new, old) = (beside(target, "new"), beside(target, "old"));
    remove(&new)?;
    remove(&old)?;
    for (name, content) in files {
        let path = new.join(name);
        fs::create_dir_all(path.parent().context("a file without a folder")?)?;
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if target.exists() {
        fs::rename(target, &old)?;
    }
    fs::rename(&new, target)?;
    remove(&old)
}

fn beside(target: &Path, suffix: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(format!(".{suffix}"));
    PathBuf::from(name)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

/// `app.css` → `app-0123456789abcdef.css`, by the content.
pub fn hashed_name(name: &str, content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

/// Brotli at its highest level.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &params)?;
    Ok(compressed)
}

/// Gzip at its highest level.
pub fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_the_hash_of_its_content() {
        assert_eq!(hashed_name("app.css", b""), "app-e3b0c44298fc1c14.css");
        assert_ne!(hashed_name("app.css", b"a"), hashed_name("app.css", b"b"));
    }

    #[test]
    fn replacing_a_folder_leaves_nothing_of_the_old_one() -> Result<()> {
        let target = std::env::temp_dir().join(format!("xtask-files-{}", std::process::id()));
        replace(&target, &Files::from([("old.js".to_owned(), b"1".to_vec())]))?;
        replace(&target, &Files::from([("sub/new.js".to_owned(), b"2".to_vec())]))?;
        assert_eq!(read(&target)?.into_keys().collect::<Vec<_>>(), ["sub/new.js"]);
        remove(&target)
    }
}
