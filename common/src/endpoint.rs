//! What an endpoint is: declared once, read by the server, the browser, the OpenAPI document and
//! the permission tests.

use serde::{Serialize, de::DeserializeOwned};

use crate::{access::Permission, ids::PatientId};

/// HTTP methods in use. A read that carries a person's name is a POST: names never stand in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; safe to repeat, never changes anything but the audit log.
    Get,
    /// Creates, changes, or reads by personal data in the body.
    Post,
    /// Replaces.
    Put,
    /// Removes.
    Delete,
}

impl Method {
    /// The method's name in HTTP.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// A type that can travel as JSON (with a schema, when the backend asks for schemas).
#[cfg(feature = "schema")]
pub trait Wire: Serialize + DeserializeOwned + schemars::JsonSchema + Send + 'static {}
#[cfg(feature = "schema")]
impl<T: Serialize + DeserializeOwned + schemars::JsonSchema + Send + 'static> Wire for T {}

/// A type that can travel as JSON.
#[cfg(not(feature = "schema"))]
pub trait Wire: Serialize + DeserializeOwned + Send + 'static {}
#[cfg(not(feature = "schema"))]
impl<T: Serialize + DeserializeOwned + Send + 'static> Wire for T {}

/// The values of a path's placeholders, by name.
pub trait PathValues: Wire {
    /// Name and printed value of each placeholder of the path.
    fn values(&self) -> Vec<(&'static str, String)>;

    /// The patient whom the path is about, if it is about one: access to them is decided before the handler runs.
    fn patient(&self) -> Option<PatientId> {
        None
    }
}

impl PathValues for () {
    fn values(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

/// How a request's body travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// No body.
    Empty,
    /// A JSON document.
    Json,
    /// Raw bytes, read as a stream.
    Upload,
    /// Raw bytes, at most [`CHUNK_MAX`] of them, held in memory.
    Chunk,
}

/// Largest piece of a file that is sent in pieces, in bytes.
pub const CHUNK_MAX: usize = 1024 * 1024;

/// How an answer travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// A JSON document.
    Json,
    /// A file, with headers that forbid the browser to run it.
    File,
}

/// A request body: nothing, JSON, or a stream of bytes.
pub trait Body: 'static {
    /// How it travels.
    const KIND: BodyKind;
    /// The wire type of the JSON; `()` where there is none.
    type Content: Wire;
}

impl Body for () {
    const KIND: BodyKind = BodyKind::Empty;
    type Content = ();
}

/// A JSON body of type `T`.
#[derive(Debug)]
pub struct Json<T>(std::marker::PhantomData<T>);

impl<T: Wire> Body for Json<T> {
    const KIND: BodyKind = BodyKind::Json;
    type Content = T;
}

/// A body of raw bytes that the server reads as a stream.
#[derive(Debug)]
pub struct Upload;

impl Body for Upload {
    const KIND: BodyKind = BodyKind::Upload;
    type Content = ();
}

/// A piece of a file.
#[derive(Debug)]
pub struct Chunk;

impl Body for Chunk {
    const KIND: BodyKind = BodyKind::Chunk;
    type Content = ();
}

/// One endpoint: everything both halves must agree on.
pub trait Endpoint: 'static {
    /// The type's name, used as OpenAPI operation id.
    const NAME: &'static str;
    /// The doc comment, used as OpenAPI description.
    const DOC: &'static str;
    /// HTTP method.
    const METHOD: Method;
    /// Path with `{placeholders}`.
    const PATH: &'static str;
    /// Who may call it. [`Permission::Patient`] is asked for the very patient of the path.
    const ACCESS: Permission;
    /// How the answer travels.
    const ANSWER: AnswerKind;
    /// The placeholders' values.
    type Path: PathValues;
    /// The query string's values.
    type Query: Wire;
    /// The request's body.
    type Body: Body;
    /// The JSON answer; `()` where the answer is a file.
    type Response: Wire;
}

/// The body's content type of an endpoint, as the handler gets it and the caller gives it.
pub type Content<E> = <<E as Endpoint>::Body as Body>::Content;

/// The path of an endpoint with its placeholders filled in.
pub fn path_of<E: Endpoint>(path: &E::Path) -> String {
    path.values()
        .into_iter()
        .fold(E::PATH.to_owned(), |url, (name, value)| url.replace(&format!("{{{name}}}"), &value))
}

/// An endpoint's description at run time: for the OpenAPI document and the tests.
#[derive(Clone, Debug)]
pub struct EndpointInfo {
    /// [`Endpoint::NAME`].
    pub name: &'static str,
    /// [`Endpoint::DOC`].
    pub doc: &'static str,
    /// [`Endpoint::METHOD`].
    pub method: Method,
    /// [`Endpoint::PATH`].
    pub path: &'static str,
    /// [`Endpoint::ACCESS`].
    pub access: Permission,
    /// How the body travels.
    pub body_kind: BodyKind,
    /// [`Endpoint::ANSWER`].
    pub answer_kind: AnswerKind,
    /// JSON schemas of path, query, body and response.
    #[cfg(feature = "schema")]
    pub schemas: Schemas,
}

/// Generators of the JSON schemas of an endpoint's four types.
#[cfg(feature = "schema")]
#[derive(Clone, Copy, Debug)]
pub struct Schemas {
    /// Of the path's placeholders.
    pub path: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    /// Of the query.
    pub query: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    /// Of the JSON body.
    pub body: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    /// Of the answer.
    pub response: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
}

impl EndpointInfo {
    /// The description of endpoint `E`.
    pub fn of<E: Endpoint>() -> Self {
        Self {
            name: E::NAME,
            doc: E::DOC,
            method: E::METHOD,
            path: E::PATH,
            access: E::ACCESS,
            body_kind: E::Body::KIND,
            answer_kind: E::ANSWER,
            #[cfg(feature = "schema")]
            schemas: Schemas {
                path: |generator| generator.subschema_for::<E::Path>(),
                query: |generator| generator.subschema_for::<E::Query>(),
                body: |generator| generator.subschema_for::<Content<E>>(),
                response: |generator| generator.subschema_for::<E::Response>(),
            },
        }
    }
}
