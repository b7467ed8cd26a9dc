//! Clients and servers that use Python libraries.
//!
//! If no Python has the library, each test prints its name and passes. If the environment variable
//! `TOWER_OAUTH1_PYTHON` is `required`, it fails.

mod attacks;
mod provider;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Returns the command of a script in this folder that uses a library. `None` if no Python has it.
pub(crate) fn script(name: &str, library: &str) -> Option<Command> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    // `.ci/run` installs the libraries there.
    let own = target.join("python/bin/python3");
    let pythons = [&*own, "python3".as_ref(), "/usr/bin/python3".as_ref()];
    let has_library = |python: &&Path| {
        let mut command = Command::new(python);
        command.args(["-c", &format!("import {library}")]);
        let command = command.stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let Some(python) = pythons.into_iter().find(has_library) else {
        let required = std::env::var("TOWER_OAUTH1_PYTHON").is_ok_and(|v| v == "required");
        assert!(!required, "{library} is required here, but not installed");
        // The thread of a test has the name of the test. Write to the stream directly, because the
        // test harness captures the output of macros.
        let thread = std::thread::current();
        let test = thread.name().unwrap_or("a test");
        let skipped = format!("skipped: {test}: there is no Python with {library}\n");
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return None;
    };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/foreign");
    let mut command = Command::new(python);
    command.arg(Path::new(folder).join(name));
    // Python must not write its cache next to the scripts.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

/// Runs a script to its end, and returns what it printed.
pub(crate) fn printed(mut command: Command) -> String {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}
