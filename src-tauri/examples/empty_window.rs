//! An empty Tauri window: the peer against which `cargo xtask bench` measures this application's own.

fn main() {
    let outcome = tauri::Builder::default().run(tauri::generate_context!("examples/empty/tauri.conf.json"));
    if let Err(error) = outcome {
        eprintln!("the empty window could not open: {error}");
    }
}
