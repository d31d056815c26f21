//! Uploads: sent in pieces, looked into, stored so that nobody reads them, swept away when nobody attaches them.

use chrono::Duration;
use diesel::prelude::*;
use support::{
    app::*,
    files::{LATITUDE, bomb, file_path, has_worker, heic, pdf, photo, png, upload_path},
    on_both_databases,
};
use tobiume_backend::{db::schema::stored_files, files::sweep::Swept};
use tobiume_common::{
    ErrorCode, Method,
    endpoint::CHUNK_MAX,
    files::{DropUpload, FILE_MAX, FILES_AT_ONCE, FinishUpload, GetFile, GetThumbnail, GetUpload, ListFiles, Media},
};

const TOKIKO: &str = "ヤマザキ トキコ";

/// The sentence at the field `file`.
fn sentence(error: tobiume_common::ApiError) -> String {
    assert_eq!((error.code, error.fields[0].field.as_str()), (ErrorCode::Invalid, "file"));
    error.fields[0].message.clone()
}

fn rows(app: &TestApp) -> i64 {
    app.query(|conn| stored_files::table.count().get_result(conn))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

on_both_databases! {
    fn pieces_arrive_in_any_order_and_more_than_once(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let content = pdf("", 3 * CHUNK_MAX - 1000);
        let pieces: Vec<&[u8]> = content.chunks(CHUNK_MAX).collect();
        assert_eq!(pieces.len(), 3);
        let state = doctor.begin_upload("紹介状.pdf", content.len() as u64).unwrap();
        let upload = state.upload;
        assert_eq!((state.size, state.chunk_size as usize, state.received), (content.len() as u64, CHUNK_MAX, vec![]));

        doctor.put_chunk(&upload, 2, pieces[2]).unwrap();
        doctor.put_chunk(&upload, 0, pieces[0]).unwrap();
        doctor.put_chunk(&upload, 0, pieces[0]).unwrap();
        assert_eq!(doctor.call::<GetUpload>(&upload_path(&upload), "", &()).unwrap().received, [0, 2], "what to go on with after a cut");
        assert!(sentence(doctor.call::<FinishUpload>(&upload_path(&upload), "", &()).unwrap_err()).contains("まだ届いていない"));

        for wrong in [&pieces[1][1..], b"", pieces[2]] {
            assert!(sentence(doctor.put_chunk(&upload, 1, wrong).unwrap_err()).contains("正しく届きません"));
        }
        let too_long = vec![0; CHUNK_MAX + 1];
        assert_eq!(doctor.put_chunk(&upload, 1, &too_long).unwrap_err().code, ErrorCode::TooLarge);
        assert_eq!(doctor.put_chunk(&upload, 3, pieces[2]).unwrap_err().code, ErrorCode::NotFound, "it has no such piece");
        assert_eq!(doctor.put_chunk(&upload, u32::MAX, pieces[2]).unwrap_err().code, ErrorCode::NotFound);
        assert_eq!(doctor.call::<GetUpload>(&upload_path(&upload), "", &()).unwrap().received, [0, 2]);

        doctor.put_chunk(&upload, 1, pieces[1]).unwrap();
        if !has_worker("pieces_arrive_in_any_order_and_more_than_once", &app) {
            return;
        }
        let checked = doctor.call::<FinishUpload>(&upload_path(&upload), "", &()).unwrap();
        assert_eq!((checked.media, checked.size), (Media::Pdf, content.len() as u64));
        assert_eq!(doctor.call::<FinishUpload>(&upload_path(&upload), "", &()).unwrap(), checked, "asked once more it says the same");
        assert_eq!(doctor.call::<GetUpload>(&upload_path(&upload), "", &()).unwrap().received, [0, 1, 2]);
        assert_eq!(doctor.put_chunk(&upload, 1, pieces[1]).unwrap_err().code, ErrorCode::NotFound, "what was looked into changes no more");
    }

    fn an_upload_is_of_use_to_its_beginner_alone(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let content = pdf("", 1000);
        let upload = doctor.begin_upload("a.pdf", content.len() as u64).unwrap().upload;
        doctor.put_chunk(&upload, 0, &content).unwrap();
        for login_id in [CLINIC_CLERK, OTHER_DOCTOR, EMERGENCY_DOCTOR] {
            let mut other = app.sign_in(login_id);
            let path = upload_path(&upload);
            assert_eq!(other.call::<GetUpload>(&path, "", &()).unwrap_err().code, ErrorCode::NotFound, "{login_id}");
            assert_eq!(other.put_chunk(&upload, 0, &content).unwrap_err().code, ErrorCode::NotFound, "{login_id}");
            assert_eq!(other.call::<FinishUpload>(&path, "", &()).unwrap_err().code, ErrorCode::NotFound, "{login_id}");
            assert_eq!(other.call::<DropUpload>(&path, "", &()).unwrap_err().code, ErrorCode::NotFound, "{login_id}");
        }
        for token in ["0", "%00", &"0".repeat(32), &"g".repeat(32), &"0".repeat(5000)] {
            let answer = doctor.send(Method::Get, &format!("/api/uploads/{token}"), &[support::client::OWN_PAGE], b"");
            assert_eq!((answer.status, answer.code()), (404, ErrorCode::NotFound), "{token}");
        }
        assert_eq!(app.stored().len(), 1);
        doctor.call::<DropUpload>(&upload_path(&upload), "", &()).unwrap();
        assert_eq!((app.stored().len(), rows(&app)), (0, 0), "nothing is left of it");
        assert_eq!(doctor.call::<GetUpload>(&upload_path(&upload), "", &()).unwrap_err().code, ErrorCode::NotFound);
    }

    fn what_cannot_be_sent_is_refused_before_it_is_sent(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        assert!(sentence(doctor.begin_upload("a.pdf", 0).unwrap_err()).contains("空です"));
        assert!(sentence(doctor.begin_upload("a.pdf", FILE_MAX + 1).unwrap_err()).contains("100MBまで"));
        assert!(sentence(doctor.begin_upload("a.pdf", u64::MAX).unwrap_err()).contains("100MBまで"));
        assert!(sentence(doctor.begin_upload(&"あ".repeat(256), 1).unwrap_err()).contains("名前"));
        assert!(sentence(doctor.begin_upload("a\0b", 1).unwrap_err()).contains("名前"));
        doctor.begin_upload(&"あ".repeat(255), FILE_MAX).unwrap();

        for _ in 1..3 * FILES_AT_ONCE {
            doctor.begin_upload("a.jpg", 1).unwrap();
        }
        assert!(sentence(doctor.begin_upload("a.jpg", 1).unwrap_err()).contains("多すぎます"));
        let mut hospital = app.sign_in(EMERGENCY_DOCTOR);
        hospital.begin_upload("a.jpg", 1).unwrap();
        for _ in 0..2 * FILES_AT_ONCE - 1 {
            hospital.begin_upload("a.jpg", FILE_MAX).unwrap();
        }
        assert!(sentence(hospital.begin_upload("a.jpg", FILE_MAX).unwrap_err()).contains("多すぎます"), "as many bytes as two times all at once");
    }

    fn the_content_decides_and_not_the_name(app: TestApp) {
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        for content in [
            &b"<!DOCTYPE html><html><script>alert(1)</script></html>"[..],
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"PK\x03\x04\x14\0\0\0\x08\0zip or Word",
            b"MZ\x90\0a program",
            b"\x7fELF\x02\x01\x01\0a program",
            b"plain text",
            b"\0",
        ] {
            for name in ["photo.jpg", "letter.pdf"] {
                assert!(sentence(doctor.send_file(name, content).unwrap_err()).contains("この種類のファイルは添付できません"));
            }
        }
        assert_eq!((app.stored().len(), rows(&app)), (0, 0), "nothing is kept of what was refused");
    }

    fn what_is_broken_is_refused(app: TestApp) {
        if !has_worker("what_is_broken_is_refused", &app) {
            return;
        }
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let (whole_pdf, whole_photo) = (pdf("", 50_000), photo(400, 300, "x"));
        let garbage = [b"\xff\xd8\xff\xe1\xff\xfeExif\0\0", &[0xa5; 5000][..]].concat();
        for (content, expected) in [
            (&b"%PDF-1.7\n this is none"[..], "壊れていて"),
            (&whole_pdf[..100], "壊れていて"),
            (&whole_photo[..whole_photo.len() / 2], "壊れていて"),
            (&garbage, "壊れていて"),
            (&bomb(50_000), "大きすぎて"),
        ] {
            let said = sentence(doctor.send_file("file", content).unwrap_err());
            assert!(said.contains(expected), "{said}");
        }
        assert_eq!((app.stored().len(), rows(&app)), (0, 0), "nothing is kept of what was refused");
    }

    fn nothing_readable_is_in_the_store(app: TestApp) {
        if !has_worker("nothing_readable_is_in_the_store", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let content = pdf("HIMITSU-DE-ARU", CHUNK_MAX + 5000);
        let upload = doctor.send_file("HIMITSU-NA-NAMAE.pdf", &content).unwrap().upload;
        let list = doctor.attach(tokiko, &[(&upload, "秘密の題名")]).unwrap();
        assert_eq!(doctor.get::<GetFile>(&file_path(tokiko, list.files[0].id), &[]).body, content);

        let stored = app.stored();
        assert_eq!(stored.len(), 2);
        for path in stored {
            let bytes = std::fs::read(&path).unwrap();
            for secret in ["HIMITSU", "秘密の題名", "%PDF-1.7", "endstream", &upload.0] {
                assert!(!contains(&bytes, secret.as_bytes()), "{secret} is in {}", path.display());
                assert!(!path.to_string_lossy().contains(secret), "{secret} is in the name {}", path.display());
            }
        }
    }

    fn a_photo_loses_where_it_was_taken(app: TestApp) {
        if !has_worker("a_photo_loses_where_it_was_taken", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let sent = photo(640, 480, "HIMITSU-NO-KAMERA");
        assert!(contains(&sent, &LATITUDE));
        let file = doctor.attach_new(tokiko, "皮膚の写真", &sent);
        assert_eq!((file.media, file.has_thumbnail), (Media::Jpeg, true));
        let kept = doctor.get::<GetFile>(&file_path(tokiko, file.id), &[]);
        assert_eq!((kept.header("content-type"), kept.body.len() as u64), (Some("image/jpeg"), file.size));
        let small = doctor.get::<GetThumbnail>(&file_path(tokiko, file.id), &[]);
        for (bytes, width) in [(&kept.body, 640), (&small.body, 320)] {
            assert!(!contains(bytes, &LATITUDE) && !contains(bytes, b"HIMITSU") && !contains(bytes, b"Exif"));
            let shown = image::load_from_memory(bytes).unwrap();
            assert_eq!(shown.width(), width);
        }
        assert_eq!(app.stored().len(), 2, "the picture and the small one: nothing of what was sent");
    }

    fn an_iphone_photo_becomes_jpeg(app: TestApp) {
        const TEST: &str = "an_iphone_photo_becomes_jpeg";
        if !has_worker(TEST, &app) {
            return;
        }
        let Some(sent) = heic(TEST, 640, 480) else { return };
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let file = doctor.attach_new(tokiko, "IMG_0001.HEIC", &sent);
        assert_eq!((file.media, file.has_thumbnail), (Media::Jpeg, true));
        let kept = doctor.get::<GetFile>(&file_path(tokiko, file.id), &[]);
        assert_eq!(kept.header("content-type"), Some("image/jpeg"));
        let shown = image::load_from_memory(&kept.body).unwrap();
        assert_eq!((shown.width(), shown.height()), (640, 480));
        let cut = doctor.send_file("IMG_0002.HEIC", &sent[..sent.len() / 2]).unwrap_err();
        assert!(!sentence(cut).is_empty());
        assert_eq!(app.stored().len(), 2, "the picture and the small one: nothing of what was sent");
    }

    fn a_picture_of_many_pieces_is_kept_whole(app: TestApp) {
        if !has_worker("a_picture_of_many_pieces_is_kept_whole", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let sent = png(1300, 1000);
        assert!(sent.len() > 3 * CHUNK_MAX);
        let file = doctor.attach_new(tokiko, "レントゲン", &sent);
        assert_eq!(file.media, Media::Png);
        let kept = doctor.get::<GetFile>(&file_path(tokiko, file.id), &[]).body;
        assert_eq!(image::load_from_memory(&kept).unwrap(), image::load_from_memory(&sent).unwrap());
    }

    fn changed_bytes_are_never_shown(app: TestApp) {
        if !has_worker("changed_bytes_are_never_shown", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let content = pdf("", 2 * CHUNK_MAX);
        let (one, two) = (doctor.attach_new(tokiko, "one", &content), doctor.attach_new(tokiko, "two", &content));
        let object: String = app.query(|conn| stored_files::table.find(one.id.0).select(stored_files::object).first(conn));
        let other: String = app.query(|conn| stored_files::table.find(two.id.0).select(stored_files::object).first(conn));
        let place = |object: &str, number: u32| app.database.files().join(object).join(number.to_string());
        let (first, second) = (place(&object, 0), place(&object, 1));
        let (first_bytes, second_bytes) = (std::fs::read(&first).unwrap(), std::fs::read(&second).unwrap());
        let mut status_of = |number: usize| {
            let range = format!("bytes={}-{}", number * CHUNK_MAX, number * CHUNK_MAX + 9);
            let answer = doctor.get::<GetFile>(&file_path(tokiko, one.id), &[("range", &range)]);
            assert!(answer.status == 500 || answer.body == content[number * CHUNK_MAX..][..10]);
            answer.status
        };
        assert_eq!((status_of(0), status_of(1)), (206, 206));

        let mut flipped = second_bytes.clone();
        flipped[1000] ^= 1;
        std::fs::write(&second, &flipped).unwrap();
        assert_eq!((status_of(0), status_of(1)), (206, 500), "a flipped bit");
        std::fs::write(&second, &second_bytes[..second_bytes.len() - 1]).unwrap();
        assert_eq!(status_of(1), 500, "a cut");
        std::fs::write(&second, &first_bytes).unwrap();
        std::fs::write(&first, &second_bytes).unwrap();
        assert_eq!((status_of(0), status_of(1)), (500, 500), "swapped");
        std::fs::copy(place(&other, 0), &first).unwrap();
        assert_eq!(status_of(0), 500, "another file's");
        std::fs::write(&first, &first_bytes).unwrap();
        std::fs::remove_file(&second).unwrap();
        assert_eq!((status_of(0), status_of(1)), (206, 500), "missing");

        // Of the whole file, what is good of it comes, and then the connection breaks: nobody takes it for the whole.
        let path = format!("/api/patients/{tokiko}/files/{}", one.id);
        assert!(doctor.try_send(Method::Get, &path, &[support::client::OWN_PAGE], b"").is_err());
    }

    fn what_nobody_attaches_is_swept_away(app: TestApp) {
        if !has_worker("what_nobody_attaches_is_swept_away", &app) {
            return;
        }
        let tokiko = app.patient(TOKIKO);
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let attached = doctor.attach_new(tokiko, "残るもの", &photo(320, 200, "x"));
        let kept = app.stored();
        doctor.send_file("finished.pdf", &pdf("", 10)).unwrap();
        let begun = doctor.begin_upload("begun.pdf", 2_000_000).unwrap().upload;
        doctor.put_chunk(&begun, 0, &[0; CHUNK_MAX]).unwrap();
        doctor.begin_upload("empty.pdf", 5).unwrap();
        // A killed server left bytes whose row was never written, and half of a piece.
        let folder = app.database.files();
        let left_over = folder.join("0123456789abcdef0123456789abcdef");
        std::fs::create_dir(&left_over).unwrap();
        std::fs::write(left_over.join("0"), "bytes").unwrap();
        std::fs::write(left_over.join("1#1"), "half").unwrap();
        std::fs::write(kept[0].with_file_name("7#1"), "half").unwrap();
        let everything = app.stored();
        assert_eq!(everything.len(), kept.len() + 1 + 1 + 3);

        assert_eq!(app.sweep(), Swept::default(), "all of it may be under way");
        assert_eq!(app.stored(), everything);
        app.app.clock.advance(Duration::hours(2));
        assert_eq!(app.sweep(), Swept { left_over: 1, ..Swept::default() });
        app.app.clock.advance(Duration::hours(23));
        assert_eq!(app.sweep(), Swept { abandoned: 3, ..Swept::default() });
        assert_eq!((app.stored(), rows(&app)), (kept, 1));
        assert!(!left_over.exists());

        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        assert_eq!(doctor.call::<ListFiles>(&support::files::patient_path(tokiko), "", &()).unwrap().files.len(), 1);
        assert_eq!(doctor.get::<GetFile>(&file_path(tokiko, attached.id), &[]).status, 200);
    }

    fn files_without_a_row_that_are_old_are_left_for_a_person(app: TestApp) {
        let folder = app.database.files().join("0123456789abcdef0123456789abcdef");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("0"), "bytes").unwrap();
        app.app.clock.advance(Duration::days(8));
        assert_eq!(app.sweep(), Swept { suspicious: 1, ..Swept::default() });
        assert_eq!(app.stored().len(), 1);
    }

    fn two_who_finish_at_once_get_one_file(app: TestApp) {
        if !has_worker("two_who_finish_at_once_get_one_file", &app) {
            return;
        }
        let mut doctor = app.sign_in(FAMILY_DOCTOR);
        let content = photo(600, 400, "x");
        let upload = doctor.begin_upload("a.jpg", content.len() as u64).unwrap().upload;
        doctor.put_chunk(&upload, 0, &content).unwrap();
        let finish = || doctor.clone().call::<FinishUpload>(&upload_path(&upload), "", &()).unwrap();
        let (one, two) = std::thread::scope(|scope| {
            let (one, two) = (scope.spawn(finish), scope.spawn(finish));
            (one.join().unwrap(), two.join().unwrap())
        });
        assert_eq!(one, two);
        assert_eq!((app.stored().len(), rows(&app)), (2, 1), "a picture, a small one, and nothing left over");
    }
}
