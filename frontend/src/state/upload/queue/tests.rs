use tobiume_common::files::{FILE_MAX, Media};

use super::*;

const CHUNK: u32 = 100;

/// A server that keeps what it is sent.
#[derive(Default)]
struct Server {
    /// Size and pieces of each upload.
    uploads: Vec<(u64, Vec<u32>)>,
    /// Everything asked, in short.
    log: Vec<String>,
}

impl Server {
    fn answer(&mut self, queue: &Queue, job: &Job) -> Answer {
        match &job.task {
            Task::Begin => {
                let size = queue.items().iter().find(|item| item.key == job.key).unwrap().size;
                self.uploads.push((size, Vec::new()));
                self.log.push(format!("begin {}", job.key));
                Answer::State(self.state(self.uploads.len() - 1))
            }
            Task::Ask(upload) => {
                self.log.push(format!("ask {}", upload.0));
                Answer::State(self.state(upload.0.parse().unwrap()))
            }
            Task::Piece {
                upload,
                number,
                from,
                until,
            } => {
                self.log.push(format!("{}:{number} {from}..{until}", upload.0));
                self.uploads[upload.0.parse::<usize>().unwrap()].1.push(*number);
                Answer::Arrived
            }
            Task::Finish(upload) => {
                self.log.push(format!("finish {}", upload.0));
                Answer::Checked(CheckedUpload {
                    upload: upload.clone(),
                    media: Media::Pdf,
                    size: 1,
                })
            }
        }
    }

    fn state(&self, at: usize) -> UploadState {
        let (size, received) = self.uploads[at].clone();
        UploadState {
            upload: UploadToken(at.to_string()),
            size,
            chunk_size: CHUNK,
            received,
        }
    }
}

fn trouble(code: ErrorCode) -> Result<Answer, Trouble> {
    Err(Trouble::Server(code.into()))
}

/// Everything that may be under way now.
fn take(queue: &mut Queue) -> Vec<Job> {
    std::iter::from_fn(|| queue.next()).collect()
}

/// Answers one request after the other until nothing is left.
fn play(queue: &mut Queue, server: &mut Server) {
    while let Some(job) = queue.next() {
        let answer = server.answer(queue, &job);
        assert_eq!(queue.answered(&job, Ok(answer)), None);
    }
}

fn begin(queue: &mut Queue, server: &mut Server) {
    let job = queue.next().unwrap();
    assert_eq!(job.task, Task::Begin);
    let answer = server.answer(queue, &job);
    queue.answered(&job, Ok(answer));
}

fn stage(queue: &Queue, key: Key) -> &Stage {
    &queue.items().iter().find(|item| item.key == key).unwrap().stage
}

#[test]
fn files_go_piece_by_piece_in_order() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 250);
    queue.add("b.jpg".into(), 100);
    play(&mut queue, &mut server);
    assert_eq!(
        server.log,
        [
            "begin 0",
            "0:0 0..100",
            "0:1 100..200",
            "0:2 200..250",
            "finish 0",
            "begin 1",
            "1:0 0..100",
            "finish 1"
        ]
    );
    assert!(
        queue
            .items()
            .iter()
            .all(|item| matches!(item.stage, Stage::Done(_)) && item.sent() == item.size)
    );
    queue.clear_done();
    assert!(queue.items().is_empty());
}

#[test]
fn a_few_pieces_are_under_way_at_once() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 250);
    queue.add("b.jpg".into(), 100);
    // Both are begun; then the first file's pieces take all the room.
    let begun = take(&mut queue);
    assert_eq!(begun.len(), 2);
    for job in begun {
        let answer = server.answer(&queue, &job);
        queue.answered(&job, Ok(answer));
    }
    let jobs = take(&mut queue);
    assert_eq!(jobs.len(), AT_ONCE);
    assert!(jobs.iter().all(|job| job.key == 0));
    // Answers may come in any order, and progress is what has arrived.
    queue.answered(&jobs[2], Ok(Answer::Arrived));
    assert_eq!(queue.items()[0].sent(), 50);
    assert_eq!(take(&mut queue).len(), 1, "the second file follows");
    queue.answered(&jobs[0], Ok(Answer::Arrived));
    queue.answered(&jobs[1], Ok(Answer::Arrived));
    assert_eq!(stage(&queue, 0), &Stage::Checking);
}

#[test]
fn a_lost_line_is_gone_on_with_by_asking() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 400);
    begin(&mut queue, &mut server);
    let jobs = take(&mut queue);
    assert_eq!(jobs.len(), 3);
    // The first piece arrives but its answer does not; the others are lost. It is one loss.
    server.answer(&queue, &jobs[0]);
    for job in &jobs {
        queue.answered(job, trouble(ErrorCode::Offline));
    }
    assert!(queue.is_waiting_for_line());
    assert_eq!(queue.rest(), Some(1_000));
    assert_eq!(queue.next(), None, "it rests");
    queue.resume();
    assert_eq!(queue.rest(), None);
    let asked = take(&mut queue);
    assert_eq!(asked.len(), 1, "one request tries the line");
    assert!(matches!(asked[0].task, Task::Ask(_)));
    queue.answered(&asked[0], trouble(ErrorCode::Offline));
    assert_eq!(queue.rest(), Some(2_000), "the second rest is longer");
    queue.resume();
    server.log.clear();
    play(&mut queue, &mut server);
    assert!(!queue.is_waiting_for_line());
    assert_eq!(
        server.log,
        ["ask 0", "0:1 100..200", "0:2 200..300", "0:3 300..400", "finish 0"],
        "what is there is not sent again"
    );
}

#[test]
fn rests_grow_to_half_a_minute() {
    let mut queue = Queue::new(20, FILE_MAX);
    queue.add("a.pdf".into(), 1);
    let rests: Vec<u32> = (0..8)
        .map(|_| {
            let job = queue.next().unwrap();
            queue.answered(&job, trouble(ErrorCode::Busy));
            let rest = queue.rest().unwrap();
            queue.resume();
            rest
        })
        .collect();
    assert_eq!(rests, [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 30_000]);
}

#[test]
fn an_answer_to_the_check_that_was_lost_is_asked_for_again() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 100);
    begin(&mut queue, &mut server);
    let piece = queue.next().unwrap();
    server.answer(&queue, &piece);
    queue.answered(&piece, Ok(Answer::Arrived));
    let finish = queue.next().unwrap();
    queue.answered(&finish, trouble(ErrorCode::Offline));
    queue.resume();
    assert_eq!(queue.next(), Some(finish));
}

#[test]
fn what_cannot_be_taken_is_said_before_sending() {
    let mut queue = Queue::new(2, FILE_MAX);
    queue.add("empty.pdf".into(), 0);
    queue.add("huge.pdf".into(), FILE_MAX + 1);
    queue.add("a".into(), FILE_MAX);
    queue.add("b".into(), 1);
    queue.add("c".into(), 1);
    let refused: Vec<bool> = queue.items().iter().map(Item::is_refused).collect();
    assert_eq!(refused, [true, true, false, false, true], "refused files take no place");
    assert_eq!(take(&mut queue).len(), 2);
}

#[test]
fn the_servers_refusal_stands_at_the_file() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 100);
    queue.add("b.pdf".into(), 100);
    begin(&mut queue, &mut server);
    let piece = queue.next().unwrap();
    let error = ApiError::field("file", "PDFではありません。");
    queue.answered(&piece, Err(Trouble::Server(error)));
    assert_eq!(stage(&queue, 0), &Stage::Refused("PDFではありません。".into()));
    assert!(!queue.is_waiting_for_line());
    play(&mut queue, &mut server);
    assert!(matches!(stage(&queue, 1), Stage::Done(_)), "the others go on");
    assert_eq!(queue.remove(0), None, "the server has forgotten it already");
}

#[test]
fn an_upload_that_is_gone_is_begun_anew_once() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 200);
    begin(&mut queue, &mut server);
    let pieces = take(&mut queue);
    queue.answered(&pieces[0], trouble(ErrorCode::NotFound));
    assert_eq!(queue.next(), None, "not while something of the first one is under way");
    queue.answered(&pieces[1], trouble(ErrorCode::NotFound));
    begin(&mut queue, &mut server);
    let again = queue.next().unwrap();
    queue.answered(&again, trouble(ErrorCode::NotFound));
    assert!(matches!(stage(&queue, 0), Stage::Failed(_)));
}

#[test]
fn what_failed_is_tried_again_from_where_it_was() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 200);
    begin(&mut queue, &mut server);
    let pieces = take(&mut queue);
    server.answer(&queue, &pieces[0]);
    queue.answered(&pieces[0], Ok(Answer::Arrived));
    queue.answered(&pieces[1], trouble(ErrorCode::Internal));
    assert!(matches!(stage(&queue, 0), Stage::Failed(_)));
    assert_eq!(queue.next(), None);
    queue.retry(0);
    server.log.clear();
    play(&mut queue, &mut server);
    assert_eq!(server.log, ["ask 0", "0:1 100..200", "finish 0"]);
}

#[test]
fn a_file_taken_away_is_forgotten_by_the_server() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 200);
    begin(&mut queue, &mut server);
    assert_eq!(queue.remove(0), Some(UploadToken("0".into())));
    queue.add("b.pdf".into(), 200);
    let job = queue.next().unwrap();
    queue.remove(1);
    let answer = server.answer(
        &Queue {
            items: vec![item(200)],
            ..Queue::new(1, FILE_MAX)
        },
        &job,
    );
    assert_eq!(
        queue.answered(&job, Ok(answer)),
        Some(UploadToken("1".into())),
        "it was begun meanwhile"
    );
    assert_eq!(queue.next(), None);
}

#[test]
fn a_file_that_cannot_be_read_any_more_is_no_lost_line() {
    let (mut queue, mut server) = (Queue::new(20, FILE_MAX), Server::default());
    queue.add("a.pdf".into(), 100);
    begin(&mut queue, &mut server);
    let piece = queue.next().unwrap();
    queue.answered(&piece, Err(Trouble::Unreadable));
    assert!(queue.items()[0].is_refused());
    assert!(!queue.is_waiting_for_line());
}

fn item(size: u64) -> Item {
    Item {
        key: 1,
        name: String::new(),
        size,
        stage: Stage::Waiting,
        upload: None,
        flying: Vec::new(),
        begun_anew: false,
    }
}
