//! The command line tool that keeps its token in a file.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use http::Request;
use http_body_util::Full;

use crate::support::example::build;
use crate::support::example::provider::{Provider, program};

/// Runs the tool. Returns its status, and what it printed to both outputs.
fn run(origin: &str, file: &Path) -> (ExitStatus, String, String) {
    let mut command = Command::new(build("pin_tool"));
    let command = command.arg(origin).arg(file).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status, text(output.stdout), text(output.stderr))
}

/// Runs the tool without a file, and types the PIN that the page of the provider shows.
async fn authorize(provider: &Provider, file: &Path) -> String {
    let mut command = Command::new(build("pin_tool"));
    let command = command.arg(&provider.origin).arg(file);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let uri = line.strip_prefix("Open ").unwrap();
    let uri = uri.strip_suffix(" and type the PIN:\n").unwrap();
    let page = Request::get(format!("{uri}&auto=1")).body(Full::default());
    let pin = provider.send(page.unwrap()).await.into_body();
    child.stdin.take().unwrap().write_all(&pin).unwrap();
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(child.wait().unwrap().success(), "{rest}");
    rest
}

fn new_file(name: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&file);
    file
}

#[tokio::test]
async fn the_second_run_uses_the_token_of_the_first() {
    let provider = Provider::run(program());
    let file = new_file("pin-tool.txt");
    // A draft that another program may read is not used.
    let draft = file.with_extension("new");
    fs::write(&draft, "").unwrap();
    let first = authorize(&provider, &file).await;
    assert!(first.starts_with("200 OK: {"), "{first}");
    assert!(!draft.exists());
    let stored = fs::read_to_string(&file).unwrap();
    let token = format!(r#""token":"{}""#, stored.split_once(':').unwrap().0);
    let (status, second, errors) = run(&provider.origin, &file);
    assert!(status.success(), "{errors}");
    assert!(
        second.starts_with("200 OK: {") && second.contains(&token),
        "{second}"
    );

    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        let (status, _, errors) = run(&provider.origin, &file);
        assert_eq!(status.code(), Some(1));
        assert!(errors.contains("other users can read "), "{errors}");
    }
}

#[test]
fn what_to_do_with_a_bad_file_and_a_bad_token() {
    let provider = Provider::run(program());
    for (name, text, advice) in [
        (
            "pin-tool-half.txt",
            "s3cr",
            " has no token (malformed token credentials; expected `token:secret`, both \
             percent-encoded); delete ",
        ),
        (
            "pin-tool-encoding.txt",
            "a:s3cr%",
            "malformed percent-encoding in the token credentials); delete ",
        ),
        (
            "pin-tool-unknown.txt",
            "a:s3cret",
            "the provider refused the token; delete ",
        ),
    ] {
        let file = new_file(name);
        fs::write(&file, text).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let (status, _, errors) = run(&provider.origin, &file);
        assert_eq!(status.code(), Some(1), "{errors}");
        assert!(errors.contains(advice), "{errors}");
        assert!(!errors.contains("s3cr"), "{errors}");
    }
}
