//! Our OpenAPI description of the seven operations, and whether a request or an answer keeps to it.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// The description.
pub struct Contract {
    document: Value,
    /// The same, with every object of an answer closed to fields that are not described.
    closed: Value,
}

/// One operation as it is found in the description.
pub struct Operation<'a> {
    /// `GET` or `POST`.
    pub method: String,
    /// The path with its placeholders.
    pub template: &'a str,
    /// The `operationId`.
    pub id: &'a str,
    description: &'a Value,
}

/// A request as it went over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET` or `POST`.
    pub method: &'a str,
    /// The path, still percent-encoded.
    pub path: &'a str,
    /// What follows the question mark; empty when nothing does.
    pub query: &'a str,
    /// The body; empty when there is none.
    pub body: &'a [u8],
}

impl Contract {
    /// Reads the description that lies beside these tests.
    pub fn load() -> Contract {
        let document: Value = serde_json::from_str(include_str!("../openapi/deployments.json")).unwrap();
        let mut closed = document.clone();
        for schema in closed.pointer_mut("/components/schemas").and_then(Value::as_object_mut).unwrap().values_mut() {
            close(schema);
        }
        Contract { document, closed }
    }

    /// The whole text as JSON.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// All operations.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.document["paths"].as_object().unwrap();
        let methods = paths.iter().flat_map(|(template, methods)| {
            methods.as_object().unwrap().iter().map(move |(method, description)| Operation {
                method: method.to_uppercase(),
                template,
                id: description["operationId"].as_str().unwrap(),
                description,
            })
        });
        methods.collect()
    }

    /// Checks a request and names the operation it is; or says what no operation allows.
    pub fn check_request(&self, request: Request<'_>) -> Result<String, String> {
        let operations = self.operations();
        let operation = operations
            .iter()
            .find(|operation| operation.method == request.method && fits(operation.template, request.path))
            .ok_or_else(|| format!("no operation is {} {}", request.method, request.path))?;
        self.check_query(operation, request.query)?;
        self.check_body(operation, request.body)?;
        Ok(operation.id.to_owned())
    }

    fn check_query(&self, operation: &Operation<'_>, query: &str) -> Result<(), String> {
        let declared: Vec<&Value> =
            operation.description["parameters"].as_array().unwrap().iter().map(|p| self.resolve(p)).collect();
        let mut seen = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, text) = pair.split_once('=').ok_or_else(|| format!("the query part {pair:?} has no value"))?;
            let parameter = declared
                .iter()
                .find(|parameter| parameter["in"] == "query" && parameter["name"] == name)
                .ok_or_else(|| format!("{} has no query parameter {name:?}", operation.id))?;
            if seen.contains(&name) {
                return Err(format!("the query parameter {name:?} is given twice"));
            }
            seen.push(name);
            let integer = parameter["schema"]["type"] == "integer";
            let value = if integer {
                text.parse().map_or_else(|_| json!(text), |number: i64| json!(number))
            } else {
                json!(text)
            };
            explain(&build(&parameter["schema"]), &value).map_err(|what| format!("query parameter {name}: {what}"))?;
        }
        Ok(())
    }

    fn check_body(&self, operation: &Operation<'_>, body: &[u8]) -> Result<(), String> {
        let described = operation.description.get("requestBody");
        let schema = described.and_then(|body| body.pointer("/content/application~1json/schema"));
        match (schema, described) {
            (Some(schema), _) => {
                let value = serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
                explain(&self.schema(&self.document, schema), &value)
            }
            // A body is possible here but none is described: nothing at all, or an object that says nothing.
            (None, Some(_)) if body.is_empty() || body == b"{}" => Ok(()),
            (None, None) if body.is_empty() => Ok(()),
            _ => Err(format!("{} takes no body, but {} bytes were sent", operation.id, body.len())),
        }
    }

    /// Checks an answer of an operation. Fields that are not described are refused too: the simulator's documented variant
    /// must not teach the client to expect more than is documented.
    pub fn check_answer(&self, id: &str, status: u16, body: &[u8]) -> Result<(), String> {
        let operations = self.operations();
        let operation =
            operations.iter().find(|operation| operation.id == id).ok_or_else(|| format!("no operation {id}"))?;
        let responses = &operation.description["responses"];
        let answer = match responses.get(status.to_string()) {
            Some(answer) => answer,
            None if status < 400 => return Err(format!("{id} does not answer {status}")),
            None => &responses["default"],
        };
        let schema = answer.pointer("/content/application~1json/schema").ok_or("the answer has no schema")?;
        let value = serde_json::from_slice(body).map_err(|error| format!("the answer is not JSON: {error}"))?;
        explain(&self.schema(&self.closed, schema), &value)
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.document.pointer(reference.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }

    /// A schema that can resolve references into the components of a document.
    fn schema(&self, document: &Value, schema: &Value) -> Validator {
        build(&json!({"allOf": [schema], "components": document["components"]}))
    }
}

/// OpenAPI 3.0 schemas are those of JSON Schema draft 4 in all that this description uses.
fn build(schema: &Value) -> Validator {
    jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true).build(schema).unwrap()
}

fn explain(validator: &Validator, value: &Value) -> Result<(), String> {
    let faults: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).take(5).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
}

/// Whether a path has the segments of a template; a placeholder takes one segment that is not empty.
fn fits(template: &str, path: &str) -> bool {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let same =
        |(wanted, given): (&&str, &&str)| if wanted.starts_with('{') { !given.is_empty() } else { wanted == given };
    wanted.len() == given.len() && wanted.iter().zip(&given).all(same)
}

fn close(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    let children = |map: &mut Map<String, Value>, key: &str| {
        map.get_mut(key).and_then(Value::as_object_mut).into_iter().flat_map(|all| all.values_mut()).for_each(close);
    };
    children(schema, "properties");
    if let Some(items) = schema.get_mut("items") {
        close(items);
    }
    if schema.contains_key("properties") && !schema.contains_key("additionalProperties") {
        schema.insert("additionalProperties".into(), json!(false));
    }
}
