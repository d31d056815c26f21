//! Listening, with or without TLS, and stopping without losing a request.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, bail};
use axum::Router;
use axum_server::{Handle, tls_rustls::RustlsConfig};

use crate::config::ServerConfig;

/// How long requests under way may take after the signal to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves until the process is told to stop (SIGTERM or SIGINT); requests under way are finished.
///
/// # Errors
/// When the address is taken, the certificate unusable, or plain HTTP was asked for on an address
/// that others can reach.
pub async fn serve(router: Router, server: &ServerConfig) -> anyhow::Result<()> {
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let announce = announce(handle.clone(), server.clone());
    let served = match (&server.tls_cert, &server.tls_key) {
        (Some(certificate), Some(key)) => {
            // Another part of the process may have installed a provider already: that is as good.
            drop(rustls::crypto::ring::default_provider().install_default());
            let config = RustlsConfig::from_pem_file(certificate, key)
                .await
                .context("reading the TLS certificate or its key")?;
            tokio::join!(
                axum_server::bind_rustls(server.listen, config).handle(handle).serve(service),
                announce
            )
            .0
        }
        _ => {
            if !server.listen.ip().is_loopback() {
                bail!(
                    "without TLS only a loopback address is served, not {}; give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy",
                    server.listen
                );
            }
            tokio::join!(axum_server::bind(server.listen).handle(handle).serve(service), announce).0
        }
    };
    served.with_context(|| format!("serving on {}", server.listen))
}

/// Says where the server is reached, once it is.
async fn announce(handle: Handle<SocketAddr>, server: ServerConfig) {
    let Some(address) = handle.listening().await else { return };
    let scheme = if server.tls_cert.is_some() { "https" } else { "http" };
    tracing::info!(%address, "listening");
    // For the person at the terminal; the log goes elsewhere.
    eprintln!("tobiume: {scheme}://{address}");
}

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(interrupt.await),
    }
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(PATIENCE));
}
