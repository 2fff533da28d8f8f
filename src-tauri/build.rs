//! Lists the commands in the application's manifest: a command that is not listed there is not checked against the capabilities.
//!
//! The capability file is the one list; a unit test holds it against the page's typed map.

fn main() {
    println!("cargo::rerun-if-changed=capabilities/main.json");
    let outcome = granted().and_then(|commands| {
        let manifest = tauri_build::AppManifest::new().commands(Vec::leak(commands));
        tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
            .map_err(|error| format!("{error:#}"))
    });
    if let Err(error) = outcome {
        println!("cargo::error={error}");
    }
}

/// The commands that the capability grants by name, in the words of Rust.
fn granted() -> Result<Vec<&'static str>, String> {
    let text = std::fs::read_to_string("capabilities/main.json").map_err(|error| error.to_string())?;
    let capability: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let permissions = capability["permissions"].as_array().ok_or("the capability lists no permissions")?;
    Ok(permissions
        .iter()
        .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
        // The manifest wants 'static names; a build script lives briefly enough to leak them.
        .map(|name| &*name.replace('-', "_").leak())
        .collect())
}
