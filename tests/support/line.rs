//! A line to the server that can be cut and mended, below the browser: any engine loses its connection as a phone in a tunnel does.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
};

/// Forwards every connection to a server, until it is cut.
pub struct Line {
    /// Where it listens, as `http://127.0.0.1:PORT`.
    pub base: String,
    state: Arc<Mutex<State>>,
    address: SocketAddr,
}

#[derive(Default)]
struct State {
    /// Bytes that went to the server.
    sent: u64,
    /// The line breaks when so many have gone.
    breaks_at: Option<u64>,
    is_cut: bool,
    is_over: bool,
    open: Vec<TcpStream>,
}

impl State {
    fn cut(&mut self) {
        self.is_cut = true;
        self.breaks_at = None;
        for stream in self.open.drain(..) {
            // One that is closed already is what was wanted.
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    /// Counts bytes that are going to the server; whether they still may.
    fn lets_pass(&mut self, count: usize) -> bool {
        self.sent += count as u64;
        if self.breaks_at.is_some_and(|limit| self.sent > limit) {
            self.cut();
        }
        !self.is_cut
    }
}

impl Line {
    /// A line to the server at `base`.
    pub fn to(base: &str) -> Self {
        let server: SocketAddr = base.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if lock(&shared).is_over {
                    return;
                }
                connect(stream, server, &shared);
            }
        });
        Self {
            base: format!("http://{address}"),
            state,
            address,
        }
    }

    /// Breaks when so many more bytes have gone to the server.
    pub fn break_after(&self, bytes: u64) {
        let mut state = lock(&self.state);
        state.breaks_at = Some(state.sent + bytes);
    }

    /// Whether it is cut.
    pub fn is_cut(&self) -> bool {
        lock(&self.state).is_cut
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        lock(&self.state).is_cut = false;
    }

    /// Bytes that went to the server so far.
    pub fn sent(&self) -> u64 {
        lock(&self.state).sent
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut state = lock(&self.state);
        state.is_over = true;
        state.cut();
        drop(state);
        // Wakes the listener, so that it sees that it is over.
        drop(TcpStream::connect(self.address));
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap()
}

fn connect(browser: TcpStream, server: SocketAddr, state: &Arc<Mutex<State>>) {
    let mut guard = lock(state);
    if guard.is_cut {
        return;
    }
    let Ok(server) = TcpStream::connect(server) else { return };
    let copies = |stream: &TcpStream| (stream.try_clone().unwrap(), stream.try_clone().unwrap());
    let ((browser_in, browser_out), (server_in, server_out)) = (copies(&browser), copies(&server));
    guard.open.extend([browser, server]);
    drop(guard);
    let counting = state.clone();
    thread::spawn(move || forward(browser_in, server_out, |count| lock(&counting).lets_pass(count)));
    thread::spawn(move || forward(server_in, browser_out, |_| true));
}

/// Copies until one side closes.
fn forward(mut from: TcpStream, mut to: TcpStream, mut lets_pass: impl FnMut(usize) -> bool) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if !lets_pass(count) || to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    // Either side may be closed already.
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}
