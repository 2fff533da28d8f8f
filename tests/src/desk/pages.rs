//! The design-time page and the gallery, served on loopback as they were built, for the window's own engine to open.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

/// A folder of files, served for as long as the test runs.
pub struct Pages {
    port: u16,
}

impl Pages {
    /// Those that `npm run design` built.
    pub fn built() -> Pages {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("target/gallery/page");
        assert!(folder.join("gallery.html").is_file(), "{} must be built first: cargo xtask gallery", folder.display());
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on loopback");
        let port = listener.local_addr().expect("its address").port();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folder = folder.clone();
                // Who hangs up early has what they wanted.
                std::thread::spawn(move || answer(&stream, &folder));
            }
        });
        Pages { port }
    }

    /// The address of a page with its query.
    pub fn at(&self, page: &str) -> String {
        format!("http://127.0.0.1:{}/{page}", self.port)
    }
}

fn answer(mut stream: &TcpStream, folder: &Path) -> std::io::Result<()> {
    let mut request = BufReader::new(stream);
    let mut first = String::new();
    request.read_line(&mut first)?;
    let mut line = String::from("-");
    while !line.trim().is_empty() {
        line.clear();
        if request.read_line(&mut line)? == 0 {
            break;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default();
    let file: PathBuf = folder.join(path.trim_start_matches('/'));
    let body = if path.contains("..") { None } else { std::fs::read(&file).ok() };
    let status = if body.is_some() { "200 OK" } else { "404 Not Found" };
    let body = body.unwrap_or_default();
    let kind = kind(&file);
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
