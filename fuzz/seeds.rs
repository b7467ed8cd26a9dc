//! Writes the first inputs of all fuzz targets into `corpus/`, from the test vectors and the keys
//! in `tests/fixtures/`. `fuzz/run` calls it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The inputs of the targets whose inputs are not requests. The first byte of some of them chooses
/// a setting.
const OTHERS: [(&str, &[&str]); 7] = [
    (
        "token_response",
        &[
            "0oauth_token=nnch734d00sl2jdk&oauth_token_secret=ipd3JTm9sLkq",
            "0oauth_token=hh5s&oauth_token_secret=ipd3JTm9sLkq&oauth_callback_confirmed=true",
            "0{\"oauth_token\":\"a\",\"oauth_token_secret\":\"ipd3JTm9sLkq\",\"x\":[1,{\"y\":null}]}",
            "0oauth_token=a&oauth_token_secret=&oauth_expires_in=3600&oauth_session_handle=h",
            "7oauth_problem=token_rejected&oauth_problem_advice=try%20again",
            "0<!DOCTYPE html><h1>oauth_problem=token_rejected</h1>",
        ],
    ),
    (
        "problem",
        &[
            "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=137131000-137131600",
            "oauth_problem=parameter_absent&oauth_parameters_absent=oauth_token%26oauth_nonce",
            "oauth_problem=signature_invalid&debug_sbs=GET&http%3A%2F%2Fh%2Fi&a%3D2",
            "<h1>HTTP Status 401 - oauth_problem=token_rejected</h1>",
            "{\"error\":\"oauth_problem=version_rejected&oauth_acceptable_versions=1.0-1.0\"}",
        ],
    ),
    (
        "challenge",
        &[
            "OAuth realm=\"api\", oauth_problem=\"timestamp_refused\"",
            "Basic realm=\"a, b\", OAuth oauth_problem=\"token_expired\"\nBearer error=x",
            "OAuth oauth_problem=parameter_absent, oauth_parameters_absent=\"oauth_token%26x\"",
        ],
    ),
    (
        "callback",
        &[
            "https://app.example.com/ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39",
            "/ready?a=b?c&oauth_token=hh5s93j4hdidpola&oauth_verifier=a%2Bb#end",
            "oauth_token=hh5s93j4hdidpola&oauth_problem=user_refused",
            "?denied=hh5s93j4hdidpola",
            "473829",
            "myapp:/ready?oauth_verifier=1&oauth_token=hh5s93j4hdidpola",
        ],
    ),
    (
        "stored_state",
        &[
            "0nnch734d00sl2jdk:pfkk%3Adhi9",
            "1{\"identifier\":\"nnch734d00sl2jdk\",\"secret\":\"pfkkdhi9sl3r4s00\"}",
            "2{\"identifier\":\"dpf43f3p2l4k3l03\",\"secret\":\"kd94hf93k423kf44\"}",
            "2{\"identifier\":\"dpf43f3p2l4k3l03\",\"secret\":null}",
            "3{\"oauth_token\":\"a\",\"oauth_token_secret\":\"b\",\"out_of_band\":true,\
             \"authorization_uri\":\"https://h/a\",\"parameters\":[[\"x\",\"y\"]]}",
            "4{\"token\":\"a\",\"token_secret\":\"b\",\"fields\":{\"screen_name\":\"c\"}}",
        ],
    ),
    (
        "paths",
        &[
            "a/../b?x=/../%2e",
            "a/%2e%2E/b",
            "caf\u{e9}/{id}\"b",
            "a\\b",
            "..//./a|b^c%20~;v=1/*",
        ],
    ),
    (
        "forwarded",
        &[
            "0GET /a\nhost: h\nforwarded: for=1;host=x, proto=https;host=\"api.example.com:443\"\n\n",
            "4GET /a\nhost: h\nx-forwarded-proto: wss\nx-forwarded-host: api.example.com\n\n",
            "8GET http://example.org:8080/a 2\nx-scheme: http\nx-host: example.org:8080\n\n",
            "<GET /a\nhost: h\nx-scheme: http\nx-port: 8080\nx-host: example.org\nx-prefix: /v1\n\n",
        ],
    ),
];

fn write(target: &str, name: &str, input: &[u8]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), input)
}

fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().unwrap_or_default()
}

/// Returns a request as the targets read it. `authorization` is empty or a header line.
fn request(vector: &Value, target: &str, authorization: &str) -> String {
    let headers = vector["headers"].as_object().into_iter().flatten();
    let headers =
        headers.map(|(name, value)| format!("{name}: {}\n", value.as_str().unwrap_or("")));
    let head = format!(
        "{} {target}\n{}",
        text(vector, "method"),
        headers.collect::<String>()
    );
    format!("{head}{authorization}\n{}", text(vector, "body"))
}

/// Writes one input for each target whose inputs are requests.
fn write_vector(number: usize, vector: &Value) -> std::io::Result<()> {
    let (id, url) = (
        text(vector, "id").replace(['/', ' '], "-"),
        text(vector, "url"),
    );
    let Some((_, after)) = url.split_once("://") else {
        return Ok(());
    };
    let (host, path) = after.split_at(after.find(['/', '?']).unwrap_or(after.len()));
    let (_, query) = path.split_once('?').unwrap_or_default();
    let header = text(&vector["expected"], "authorization_header");
    let authorization = match header {
        "" => String::new(),
        header => format!("authorization: {header}\n"),
    };
    let unsigned = request(vector, url, "");
    let mode = char::from(b'0' + (number % 12) as u8);
    if !header.is_empty() {
        write("verify_header", &id, header.as_bytes())?;
    }
    let received = request(vector, path, &format!("host: {host}\n{authorization}"));
    write("verify_request", &id, received.as_bytes())?;
    write(
        "sign_then_verify",
        &id,
        format!("ab\x00{mode}{unsigned}").as_bytes(),
    )?;
    write(
        "paths",
        &id,
        path.strip_prefix('/').unwrap_or(path).as_bytes(),
    )?;
    let collected = format!("{header}\n{query}\n{}", text(vector, "body"));
    write("collect", &id, collected.as_bytes())?;
    let names = [
        "consumer_key",
        "consumer_secret",
        "token",
        "token_secret",
        "nonce",
    ];
    let credentials: String = names
        .map(|name| text(vector, name).replace('\n', "") + "\n")
        .concat();
    write(
        "speed_path",
        &id,
        format!("{mode}{credentials}{unsigned}").as_bytes(),
    )?;
    let base_string = text(&vector["expected"], "base_string");
    let signed = request(vector, url, &authorization);
    write("diff", &id, format!("{base_string}\n{signed}").as_bytes())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let mut count = 0;
    for file in ["published.json", "generated.json"] {
        let vectors = fs::read_to_string(fixtures.join("vectors").join(file))?;
        let vectors: Vec<Value> = serde_json::from_str(&vectors)?;
        for vector in &vectors {
            write_vector(count, vector)?;
            count += 1;
        }
    }
    for (target, inputs) in OTHERS {
        for (number, input) in inputs.iter().enumerate() {
            write(target, &format!("{number}"), input.as_bytes())?;
        }
    }
    for entry in fs::read_dir(fixtures.join("rsa"))? {
        let path: PathBuf = entry?.path();
        let key = fs::read(&path)?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        for kind in b'0'..=b'9' {
            let name = format!("{}-{name}", char::from(kind));
            write("keys", &name, &[&[kind], &key[..]].concat())?;
        }
    }
    println!("{count} vectors");
    Ok(())
}
