//! Measures one signature between two requests, when the caches of the processor are full of other
//! data, and the same signature in a loop.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use hmac::{Hmac, Mac};
use http::request::Parts;
use http::{Request, StatusCode};
use sha1::Sha1;
use tower_oauth1::Signer;

use crate::requests::{self, Body, Plan, TARGET, send};
use crate::rounds::Quartiles;
use crate::server::Server;
use crate::{client, signer};

/// The number of repetitions in one sample of the loop.
const LOOP: u32 = 256;

/// The measured work.
struct Work {
    signer: Signer,
    parts: Parts,
    keyed: Hmac<Sha1>,
    base_string: Arc<str>,
}

impl Work {
    fn new(server: &Server) -> Self {
        let uri = server.uri(TARGET).parse().expect("a valid URI");
        let (_, base_string) = requests::signature(&uri);
        let mut request = Request::new(());
        *request.uri_mut() = uri;
        Self {
            signer: signer(),
            parts: request.into_parts().0,
            keyed: requests::bare_hmac(),
            base_string,
        }
    }

    /// Creates a signature and the header with it.
    fn sign(&self) {
        let signed = self.signer.sign(black_box(&self.parts), None);
        let signed = signed.expect("the request can be signed");
        black_box(signed.authorization_header());
    }

    /// Computes the HMAC of an existing base string.
    fn hash(&self) {
        let mac = self.keyed.clone();
        let mac = mac.chain_update(black_box(self.base_string.as_bytes()));
        black_box(mac.finalize().into_bytes());
    }
}

/// Measures with this number of samples and prints the result.
pub(crate) async fn measure(server: &Server, samples: usize) {
    let work = Work::new(server);
    let mut http = client::<Body>();
    let plan = Plan {
        uri: work.parts.uri.clone(),
        expected: StatusCode::UNAUTHORIZED,
    };
    let (mut cold, mut hot) = ([const { Vec::new() }; 3], [const { Vec::new() }; 2]);
    for _ in 0..10 {
        send(&mut http, &plan).await; // opens the connection
    }
    for sample in 0..samples * 3 {
        send(&mut http, &plan).await;
        let start = Instant::now();
        match sample % 3 {
            0 => work.sign(),
            1 => work.hash(),
            _ => (),
        }
        cold[sample % 3].push(start.elapsed().as_nanos() as f64);
        // The samples of the loop are spread over the whole time.
        if sample % 30 == 29 {
            hot[0].push(in_a_loop(|| work.sign()));
            hot[1].push(in_a_loop(|| work.hash()));
        }
    }
    let [cold_sign, cold_hash, nothing] = cold.map(median);
    // Reading the clock takes time too, and is also slower between two requests.
    let [cold_sign, cold_hash] = [cold_sign, cold_hash].map(|time| time - nothing);
    let [hot_sign, hot_hash] = hot.map(median);
    println!("between two requests (cold) and in a loop (hot), {samples} samples:");
    for (name, cold, hot) in [
        ("signature and header", cold_sign, hot_sign),
        ("bare HMAC", cold_hash, hot_hash),
    ] {
        println!(
            "{name:<24} {cold:>8.0} ns cold {hot:>8.0} ns hot   {:.2}",
            cold / hot
        );
    }
    println!("reading the clock        {nothing:>8.0} ns cold, already subtracted");
    println!();
}

/// Returns the average time of one call in a loop, in nanoseconds.
fn in_a_loop(work: impl Fn()) -> f64 {
    let start = Instant::now();
    (0..LOOP).for_each(|_| work());
    start.elapsed().as_nanos() as f64 / f64::from(LOOP)
}

fn median(times: Vec<f64>) -> f64 {
    Quartiles::new(times).median
}
