//! Programs can replace the clock: the source reads the clock of the system in one place.

use std::path::Path;

use super::security::sources;

/// What reads the clock. `wasm32-unknown-unknown` has no clock, so it panics there.
const READERS: [&str; 3] = ["SystemTime::now", "Instant::now", ".elapsed("];

#[test]
fn one_file_reads_the_clock_of_the_system() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut readers = Vec::new();
    for path in sources(&root) {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().map(str::trim);
        let mut code = lines.filter(|line| !line.starts_with("//"));
        if code.any(|line| READERS.iter().any(|reader| line.contains(reader))) {
            readers.push(path);
        }
    }
    assert_eq!(readers, [root.join("protocol/clock.rs")]);
}
