//! A file of 100 MB: how quickly it is sent in pieces and looked into, and how much memory the server takes for it.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::Instant,
};

use anyhow::{Context, bail};
use support::{
    Client,
    files::{pdf, upload_path},
};
use tobiume_common::{
    ApiError,
    endpoint::CHUNK_MAX,
    files::{DropUpload, FILE_MAX, FinishUpload},
};

use crate::{report::figure, server::Server, store::Store};

/// Pieces on their way at a time, as our pages send them.
const AT_ONCE: usize = 3;

/// Takes all figures of a store.
pub fn measure(store: &Store) -> anyhow::Result<()> {
    let name = format!("{}_{}", store.kind.name(), store.persons);
    let server = Server::start(store)?;
    let mut client = Client::new(&server.base);
    client.sign_in(support::app::FAMILY_DOCTOR, support::app::PASSWORD).map_err(plain)?;
    let content = pdf("", FILE_MAX as usize - 1000);
    let (before, _) = server.memory()?;

    let began = Instant::now();
    let upload = client.begin_upload("large.pdf", content.len() as u64).map_err(plain)?.upload;
    let (pieces, next) = (content.chunks(CHUNK_MAX).collect::<Vec<_>>(), AtomicU32::new(0));
    let send = |mut client: Client| -> Result<(), ApiError> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(number as usize) else { return Ok(()) };
            client.put_chunk(&upload, number, piece)?;
        }
    };
    thread::scope(|scope| -> anyhow::Result<()> {
        let senders: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(|| send(client.clone()))).collect();
        for sender in senders {
            sender.join().map_err(|_| anyhow::anyhow!("a sender panicked"))?.map_err(plain)?;
        }
        Ok(())
    })?;
    let sent = began.elapsed().as_secs_f64();
    let (_, most_sent) = server.memory()?;
    let began = Instant::now();
    let checked = client.call::<FinishUpload>(&upload_path(&upload), "", &()).map_err(plain)?;
    let finished = began.elapsed().as_secs_f64();
    if checked.size != content.len() as u64 {
        bail!("not all of it is kept");
    }
    let (_, most) = server.memory()?;
    client
        .call::<DropUpload>(&upload_path(&upload), "", &())
        .map_err(plain)
        .context("removing it")?;

    figure(&format!("upload_100mb_{name}_rate"), content.len() as f64 / 1e6 / sent, "MB/s");
    figure(&format!("upload_100mb_{name}_finish"), finished * 1000.0, "ms");
    figure(&format!("upload_100mb_{name}_memory"), most_sent - before, "MB");
    figure(&format!("upload_100mb_{name}_finish_memory"), most - before, "MB");
    Ok(())
}

fn plain(error: ApiError) -> anyhow::Error {
    anyhow::anyhow!("{}: {:?}", error.message, error.fields)
}
