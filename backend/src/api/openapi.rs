//! The OpenAPI document, generated from the table of endpoints.

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use tobiume_common::{
    ApiError, EndpointInfo,
    access::Permission,
    endpoint::{AnswerKind, BodyKind},
};

/// The OpenAPI 3.1 document of these endpoints.
pub fn document(endpoints: &[EndpointInfo]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let error = generator.subschema_for::<ApiError>();
    let mut paths = Map::new();
    for endpoint in endpoints {
        let operation = operation(endpoint, &mut generator, &error);
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        path[endpoint.method.as_str().to_ascii_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "tobiume",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Health-information network of a region. Sign in first; the session is a cookie.",
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "session": { "type": "apiKey", "in": "cookie", "name": crate::session::cookie::NAME } },
        },
    })
}

fn operation(endpoint: &EndpointInfo, generator: &mut SchemaGenerator, error: &schemars::Schema) -> Value {
    let answer = match endpoint.answer_kind {
        AnswerKind::Json => json!({ "application/json": { "schema": (endpoint.schemas.response)(generator) } }),
        AnswerKind::File => json!({ "application/pdf": {}, "image/jpeg": {}, "image/png": {} }),
    };
    let public = endpoint.access == Permission::Public;
    let mut operation = json!({
        "operationId": endpoint.name,
        "description": format!("{}\n\nPermission: `{:?}`.", endpoint.doc.trim(), endpoint.access),
        "security": if public { json!([]) } else { json!([{ "session": [] }]) },
        "parameters": parameters(endpoint, generator),
        "responses": {
            "200": { "description": "Success", "content": answer },
            "default": { "description": "Refused", "content": { "application/json": { "schema": error } } },
        },
    });
    match endpoint.body_kind {
        BodyKind::Empty => {}
        BodyKind::Json => {
            let schema = (endpoint.schemas.body)(generator);
            operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
        }
        BodyKind::Upload | BodyKind::Chunk => {
            operation["requestBody"] = json!({ "required": true, "content": { "application/octet-stream": {} } });
        }
    }
    operation
}

/// Path and query parameters, from the properties of their types.
fn parameters(endpoint: &EndpointInfo, generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters = Vec::new();
    for (place, schema) in [("path", endpoint.schemas.path), ("query", endpoint.schemas.query)] {
        let reference = schema(generator);
        let name = reference
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| reference.rsplit('/').next());
        let Some(properties) = name
            .and_then(|name| generator.definitions().get(name))
            .and_then(|schema| schema.get("properties"))
        else {
            continue;
        };
        let Some(properties) = properties.as_object() else { continue };
        for (name, schema) in properties {
            parameters.push(json!({ "name": name, "in": place, "required": place == "path", "schema": schema }));
        }
    }
    parameters
}
