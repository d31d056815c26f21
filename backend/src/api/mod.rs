//! How an endpoint of `common` becomes a route: session, permission, parsing and audit happen
//! here, once, before and after the handler.
//!
//! A handler is an ordinary function `fn(&mut Call<E>) -> AppResult<E::Response>` that runs on a
//! blocking thread with a database connection: diesel is synchronous, and so is the whole request
//! behind the HTTP layer, in one hop. The type of `Call<E>` picks the endpoint. What has to wait for
//! anything but the database leaves that to a [`Later`].

mod answer;
mod body;
mod call;
mod client;
mod download;
mod error;
mod openapi;
mod pipeline;
mod range;

use axum::{Router, extract::Request, response::Response, routing::MethodFilter};
use tobiume_common::{Endpoint, EndpointInfo, ErrorCode, Method};

use crate::app::App;
use answer::Step;

pub use answer::Later;
pub use body::UploadedFile;
pub use call::Call;
pub use client::{Client, RequestId, random_hex};
pub use download::{Download, Extent};
pub(crate) use error::loggable;
pub use error::{AppError, AppResult};
pub use openapi::document as openapi_document;
pub use range::ByteRange;

/// The answer of a code, for what is refused outside the endpoints.
pub fn refusal(code: ErrorCode) -> Response {
    error::respond(&code.into())
}

/// A handler of endpoint `E`.
pub type Handler<E> = fn(&mut Call<'_, E>) -> AppResult<<E as Endpoint>::Response>;

/// The first part of a handler of endpoint `E`, which has the database connection; it leaves the second part.
pub type Beginning<E> = fn(&mut Call<'_, E>) -> AppResult<Later<E>>;

/// The table of contents in the making: routes, and what they are.
pub struct Api {
    app: App,
    router: Router,
    registered: Vec<EndpointInfo>,
}

impl Api {
    /// Nothing yet.
    pub fn new(app: App) -> Self {
        Self {
            app,
            router: Router::new(),
            registered: Vec::new(),
        }
    }

    /// Serves an endpoint by its handler.
    #[must_use]
    pub fn endpoint<E: Endpoint>(self, handler: Handler<E>) -> Self {
        self.serve::<E>(move |call| {
            let response = handler(call)?;
            call.answer(&response).map(Step::Done)
        })
    }

    /// Serves an endpoint whose work goes on without a database connection.
    #[must_use]
    pub fn endpoint_later<E: Endpoint>(self, handler: Beginning<E>) -> Self {
        self.serve::<E>(move |call| handler(call).map(Later::into_step))
    }

    fn serve<E: Endpoint>(mut self, handler: impl Fn(&mut Call<'_, E>) -> AppResult<Step> + Copy + Send + Sync + 'static) -> Self {
        let app = self.app.clone();
        let service = move |request: Request| pipeline::serve::<E>(app.clone(), handler, request);
        self.router = self.router.route(E::PATH, axum::routing::on(filter(E::METHOD), service));
        self.registered.push(EndpointInfo::of::<E>());
        self
    }

    /// What is served.
    pub fn registered(&self) -> &[EndpointInfo] {
        &self.registered
    }

    /// The routes.
    pub fn into_router(self) -> Router {
        self.router
    }
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Delete => MethodFilter::DELETE,
    }
}
