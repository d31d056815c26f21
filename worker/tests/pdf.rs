//! PDFs: what opens, what is refused.

mod support;

use proptest::prelude::*;
use support::{run, skipped, tool};

/// A PDF of so many empty pages, as a text with a true table of its objects.
fn pdf(pages: usize) -> Vec<u8> {
    let kids: String = (0..pages).map(|page| format!("{} 0 R ", page + 3)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {pages} >>"),
    ];
    objects.extend((0..pages).map(|_| "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned()));
    written(&objects, "")
}

fn written(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (number, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let size = objects.len() + 1;
    let at = out.len();
    out.extend(
        format!("xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n")
            .bytes(),
    );
    out
}

#[test]
fn pages_are_counted() {
    for pages in [1, 2, 30] {
        assert_eq!(run(&["pdf"], &pdf(pages)).success().0["pages"], pages);
    }
}

#[test]
fn a_pdf_of_100_megabytes_passes() {
    let stream = "0 ".repeat(50 << 20);
    let objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
    ];
    assert_eq!(run(&["pdf"], &written(&objects, "")).success().0["pages"], 1);
}

#[test]
fn what_is_no_pdf_is_refused() {
    let whole = pdf(3);
    let garbage = [b"%PDF-1.7\n", &[0xa5; 5000][..], b"\n%%EOF"].concat();
    for (input, reason) in [
        (&b""[..], "unsupported"),
        (b"hello", "unsupported"),
        (b"\x89PNG\r\n\x1a\n", "unsupported"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n%%EOF\n", "damaged"),
        (&garbage, "damaged"),
        (&pdf(0), "damaged"),
        (&whole[..whole.len() / 2], "damaged"),
    ] {
        assert_eq!(run(&["pdf"], input).refused(), reason);
    }
    assert_eq!(run(&["pdf"], &vec![b'%'; (128 << 20) + 1]).refused(), "too_large");
}

#[test]
fn one_that_asks_for_a_password_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, locked, open) = (folder.path().join("a"), folder.path().join("b"), folder.path().join("c"));
    std::fs::write(&plain, pdf(2)).unwrap();
    let encrypt = |user: &str, target: &std::path::Path| {
        tool(
            "qpdf",
            &[
                "--encrypt".as_ref(),
                user.as_ref(),
                "owner".as_ref(),
                "256".as_ref(),
                "--".as_ref(),
                &plain,
                target,
            ],
        )
    };
    if encrypt("himitsu", &locked).is_none() {
        return skipped(
            "one_that_asks_for_a_password_is_told_apart",
            "qpdf is not installed (`make setup` installs it)",
        );
    }
    assert_eq!(run(&["pdf"], &std::fs::read(locked).unwrap()).refused(), "encrypted");
    // One that everybody may open and nobody may print.
    encrypt("", &open).unwrap();
    assert_eq!(run(&["pdf"], &std::fs::read(open).unwrap()).success().0["pages"], 2);
}

#[test]
fn loops_come_to_an_end() {
    let cyclic = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 >>".to_owned(),
        "<< /Type /Pages /Kids [2 0 R 3 0 R] /Parent 3 0 R /Count 9 >>".to_owned(),
    ];
    run(&["pdf"], &written(&cyclic, "")).assert_answered();
    let deep = [
        format!(
            "<< /Type /Catalog /Pages 2 0 R /Deep {}{} >>",
            "[".repeat(100_000),
            "]".repeat(100_000)
        ),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
    ];
    run(&["pdf"], &written(&deep, "")).assert_answered();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn changed_bytes_are_answered(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = pdf(3);
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        run(&["pdf"], &bytes).assert_answered();
    }
}
