//! The two macros that keep wire types and endpoints short to declare.

/// Declares wire types: what travels between browser and server as JSON.
///
/// Adds the derives that every wire type has (and the JSON schema when the backend asks for it),
/// so that no type can forget one.
macro_rules! wire {
    ($($item:item)*) => { $(
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        $item
    )* };
}

/// Declares an endpoint: `Name = Method "path", Permission, kind: Type… => Response`.
///
/// The kinds are `path:`, `query:`, `body:` (JSON) and `upload: bytes` (a stream); what is left
/// out is `()`. An endpoint without a permission does not compile.
macro_rules! endpoint {
    ($(#[doc = $doc:literal])+ $name:ident = $method:ident $url:literal, $access:ident
        $(, path: $path:ty)? $(, query: $query:ty)? $(, body: $body:ty)? $(, upload: $upload:ident)? => $response:ty) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl $crate::endpoint::Endpoint for $name {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static str = concat!($($doc, "\n"),+);
            const METHOD: $crate::endpoint::Method = $crate::endpoint::Method::$method;
            const PATH: &'static str = $url;
            const ACCESS: $crate::access::Permission = $crate::access::Permission::$access;
            type Path = endpoint!(@or_unit $($path)?);
            type Query = endpoint!(@or_unit $($query)?);
            type Body = endpoint!(@body $($body)? $(, $upload)?);
            type Response = $response;
        }
    };
    (@or_unit) => { () };
    (@or_unit $given:ty) => { $given };
    (@body) => { () };
    (@body $body:ty) => { $crate::endpoint::Json<$body> };
    (@body , bytes) => { $crate::endpoint::Upload };
}
