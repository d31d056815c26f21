//! The OpenAPI document is made from the table of endpoints.

use support::{Database, TestApp};
use tobiume_common::{Method, access::Permission};

#[test]
fn describes_every_endpoint() {
    let app = TestApp::start(Database::Sqlite).unwrap();
    let answer = app.anonymous().send(Method::Get, "/api/openapi.json", &[], b"");
    let document = answer.json();
    assert_eq!(document["openapi"], "3.1.0");
    for endpoint in tobiume_common::endpoints() {
        let operation = &document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()];
        assert_eq!(operation["operationId"], endpoint.name);
        assert_eq!(
            operation["security"].as_array().unwrap().is_empty(),
            endpoint.access == Permission::Public,
            "{}",
            endpoint.name
        );
        let placeholders = endpoint.path.matches('{').count();
        let in_path = operation["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .count();
        assert_eq!(in_path, placeholders, "{}", endpoint.name);
    }
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
    let query = &document["paths"]["/api/patients/{patient}"]["get"]["parameters"];
    assert!(
        query
            .as_array()
            .unwrap()
            .iter()
            .any(|parameter| parameter["name"] == "mode" && parameter["in"] == "query")
    );
}
