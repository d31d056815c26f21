//! HTTP around the API: the pages, health and metrics, logs and headers, listening and stopping.

mod health;
mod listen;
mod observe;
mod pages;

pub use health::{Metrics, health, metrics};
pub use listen::serve;
pub use observe::observed;
pub use pages::{Pages, api_fallback};
