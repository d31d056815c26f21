//! A mail server: it speaks SMTP as RFC 5321 has it, keeps what it takes, and answers as a test wants.

use std::{
    collections::VecDeque,
    io::{self, BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Who it is from, of the envelope.
    pub from: String,
    /// Whom it is to, of the envelope.
    pub to: Vec<String>,
    /// Head and body, lines ending as they came.
    pub data: String,
}

impl Mail {
    /// A header, decoded.
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.data.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let start = format!("{name}: ");
        let mut values = unfolded.split("\r\n").filter_map(|line| line.strip_prefix(&start));
        let value = values.next().unwrap_or_else(|| panic!("no {name} in {head}"));
        assert!(values.next().is_none(), "{name} twice in {head}");
        // Encoded words stand beside each other without the space between them.
        let words = value.split(' ').map(|word| {
            let inner = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
            inner.map_or_else(
                || format!("{word} "),
                |inner| String::from_utf8(BASE64_STANDARD.decode(inner).unwrap()).unwrap(),
            )
        });
        words.collect::<String>().trim_end().to_owned()
    }

    /// The text, decoded.
    pub fn text(&self) -> String {
        assert_eq!(self.header("Content-Transfer-Encoding"), "base64");
        let (_, body) = self.data.split_once("\r\n\r\n").unwrap();
        String::from_utf8(BASE64_STANDARD.decode(body.replace("\r\n", "")).unwrap()).unwrap()
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    is_over: AtomicBool,
}

#[derive(Default)]
struct State {
    taken: Vec<Mail>,
    /// Answers to the next recipients, in place of yes.
    replies: VecDeque<&'static str>,
    /// A mail that has come whole is not answered.
    stalls: bool,
    stalled: usize,
    refused: usize,
}

/// The server. Ends when it is dropped.
pub struct MailServer {
    /// Where it listens.
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

/// How long a test waits before it says that something does not come.
const PATIENCE: Duration = Duration::from_secs(120);

impl MailServer {
    /// Listens on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if of_thread.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&of_thread);
                // A client that breaks off ends its conversation alone.
                thread::spawn(move || drop(converse(&stream.unwrap(), &shared)));
            }
        });
        Self { address, shared }
    }

    /// Answers the next recipients so, one reply for each; then takes mail again.
    pub fn answer_next(&self, replies: &[&'static str]) {
        self.state().replies.extend(replies);
    }

    /// Leaves mails that have come whole without an answer, or no longer.
    pub fn stall(&self, stalls: bool) {
        self.state().stalls = stalls;
    }

    /// What was taken so far.
    pub fn taken(&self) -> Vec<Mail> {
        self.state().taken.clone()
    }

    /// Waits until so many were taken.
    pub fn wait_for_taken(&self, count: usize) -> Vec<Mail> {
        self.wait(|state| state.taken.len() >= count);
        self.taken()
    }

    /// Waits until so many wait for their answer.
    pub fn wait_for_stalled(&self, count: usize) {
        self.wait(|state| state.stalled >= count);
    }

    /// Waits until so many were refused.
    pub fn wait_for_refused(&self, count: usize) {
        self.wait(|state| state.refused >= count);
    }

    fn wait(&self, is_there: impl Fn(&State) -> bool) {
        let waited = self
            .shared
            .changed
            .wait_timeout_while(self.state(), PATIENCE, |state| !is_there(state));
        assert!(!waited.unwrap().1.timed_out(), "it does not come");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // Wakes the thread that listens.
        drop(TcpStream::connect(self.address));
    }
}

fn converse(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    let mut input = BufReader::new(stream);
    let mut output = stream;
    let mut say = |reply: &str| output.write_all(format!("{reply}\r\n").as_bytes());
    say("220 test ESMTP")?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        match line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => say("250-test\r\n250 8BITMIME")?,
            "MAIL" => {
                from = between(line);
                to.clear();
                say("250 ok")?;
            }
            "RCPT" => {
                let reply = lock(shared).replies.pop_front();
                if let Some(reply) = reply {
                    say(reply)?;
                    change(shared, |state| state.refused += 1);
                } else {
                    to.push(between(line));
                    say("250 ok")?;
                }
            }
            "DATA" => {
                say("354 go on")?;
                let data = read_data(&mut input)?;
                let stalls = lock(shared).stalls;
                if stalls {
                    change(shared, |state| state.stalled += 1);
                    // Until the other side goes away.
                    input.read_line(&mut String::new())?;
                    return Ok(());
                }
                let mail = Mail {
                    from: from.clone(),
                    to: std::mem::take(&mut to),
                    data,
                };
                say("250 taken")?;
                change(shared, |state| state.taken.push(mail));
            }
            "RSET" => say("250 ok")?,
            "QUIT" => return say("221 bye"),
            _ => say("500 what?")?,
        }
    }
}

/// The address between the angle brackets.
fn between(line: &str) -> String {
    let (_, rest) = line.split_once('<').unwrap();
    rest.split_once('>').unwrap().0.to_owned()
}

fn read_data(input: &mut impl BufRead) -> io::Result<String> {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(data);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, State> {
    shared.state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn change(shared: &Shared, change: impl FnOnce(&mut State)) {
    change(&mut lock(shared));
    shared.changed.notify_all();
}
