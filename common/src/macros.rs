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
/// The permission is a variant of `Permission`, for what concerns one patient `Patient(Action)`. The kinds are
/// `path:`, `query:`, `body:` (JSON), `upload: bytes` (a stream) and `chunk: bytes` (a piece of a file); what is
/// left out is `()`. `=> file` answers with a file. An endpoint without a permission does not compile.
macro_rules! endpoint {
    ($(#[doc = $doc:literal])+ $name:ident = $method:ident $url:literal, $access:ident $(($action:ident))?
        $(, path: $path:ty)? $(, query: $query:ty)? $(, body: $body:ty)? $(, upload: $upload:ident)? $(, chunk: $chunk:ident)? => file) => {
        endpoint!(@one [$($doc)+] $name $method $url, $access $($action)?, [$($path)?] [$($query)?]
            (endpoint!(@body $($body)? $(, upload $upload)? $(, chunk $chunk)?)), File, ());
    };
    ($(#[doc = $doc:literal])+ $name:ident = $method:ident $url:literal, $access:ident $(($action:ident))?
        $(, path: $path:ty)? $(, query: $query:ty)? $(, body: $body:ty)? $(, upload: $upload:ident)? $(, chunk: $chunk:ident)? => $response:ty) => {
        endpoint!(@one [$($doc)+] $name $method $url, $access $($action)?, [$($path)?] [$($query)?]
            (endpoint!(@body $($body)? $(, upload $upload)? $(, chunk $chunk)?)), Json, $response);
    };
    (@one [$($doc:literal)+] $name:ident $method:ident $url:literal, $access:ident $($action:ident)?, [$($path:ty)?] [$($query:ty)?]
        ($body:ty), $answer:ident, $response:ty) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl $crate::endpoint::Endpoint for $name {
            const NAME: &'static str = stringify!($name);
            const DOC: &'static str = concat!($($doc, "\n"),+);
            const METHOD: $crate::endpoint::Method = $crate::endpoint::Method::$method;
            const PATH: &'static str = $url;
            const ACCESS: $crate::access::Permission = $crate::access::Permission::$access $(($crate::access::PatientAction::$action))?;
            const ANSWER: $crate::endpoint::AnswerKind = $crate::endpoint::AnswerKind::$answer;
            type Path = endpoint!(@or_unit $($path)?);
            type Query = endpoint!(@or_unit $($query)?);
            type Body = $body;
            type Response = $response;
        }
    };
    (@or_unit) => { () };
    (@or_unit $given:ty) => { $given };
    (@body) => { () };
    (@body $body:ty) => { $crate::endpoint::Json<$body> };
    (@body , upload bytes) => { $crate::endpoint::Upload };
    (@body , chunk bytes) => { $crate::endpoint::Chunk };
}

/// Declares the path of an endpoint about one patient: `Name { field: Type, … }`; `patient` comes by itself.
macro_rules! patient_path {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $field_doc:literal])+ $field:ident: $type:ty,)* }) => {
        wire! {
            $(#[doc = $doc])+
            #[derive(Copy)]
            pub struct $name {
                /// Which patient.
                pub patient: $crate::ids::PatientId,
                $($(#[doc = $field_doc])+ pub $field: $type,)*
            }
        }

        impl $crate::endpoint::PathValues for $name {
            fn values(&self) -> Vec<(&'static str, String)> {
                vec![("patient", self.patient.to_string()), $((stringify!($field), self.$field.to_string()),)*]
            }

            fn patient(&self) -> Option<$crate::ids::PatientId> {
                Some(self.patient)
            }
        }
    };
}
