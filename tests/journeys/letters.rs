//! 参加承認書 as whoever prints it gets it.

use support::browser::Browser;

/// Keeps each file that the page is given from now on: what the page may open, it may not read.
pub fn keep_files(browser: &Browser) {
    browser.eval(
        "(() => { const make = URL.createObjectURL; \
         URL.createObjectURL = (file) => { window.keptFile = file; return make.call(URL, file); }; return true; })()",
    );
}

/// The text of the PDF that was kept last; none where nothing here reads one, and then it says that `test` was skipped.
pub fn kept_text(test: &str, browser: &Browser) -> Option<String> {
    let bytes = browser.eval("window.keptFile.arrayBuffer().then((bytes) => Array.from(new Uint8Array(bytes)))");
    let bytes: Vec<u8> = serde_json::from_value(bytes).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letters.pdf");
    std::fs::write(&file, bytes).unwrap();
    match std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output() {
        Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
        Err(_) => {
            support::skipped(test, "pdftotext is not installed (package poppler-utils; `make setup` installs it)");
            None
        }
    }
}

/// The login ID and the initial password of the only or first letter in this text.
pub fn credentials(text: &str) -> (&str, &str) {
    let word = |is: fn(&str) -> bool| {
        let found = text.split_whitespace().find(|word| is(word));
        found.unwrap_or_else(|| panic!("not in the letter: {text}"))
    };
    let is_password = |word: &str| word.len() == 14 && word.split('-').all(|group| group.len() == 4);
    (word(|word| word.starts_with("001@")), word(is_password))
}
