//! The bodies that `Signer::sign_request` takes.

use bytes::Bytes;
use http::Request;

use crate::support::{API, FORM, signer, verifies};

#[test]
fn a_request_without_a_body() {
    let mut request = Request::get(API).body(()).unwrap();
    signer().sign_request(&mut request).unwrap();
    assert!(verifies(API, request.map(|()| "")));
    // An empty form.
    let form = Request::post(API).header("content-type", FORM);
    let mut form = form.body(()).unwrap();
    signer().sign_request(&mut form).unwrap();
    assert!(verifies(API, form.map(|()| "")));

    /// The bodies that were signed before, also in generic code.
    fn sign<B: AsRef<[u8]>>(body: B) {
        let mut request = Request::post(API).body(body).unwrap();
        signer().sign_request(&mut request).unwrap();
        assert!(verifies(API, request));
    }
    sign("a");
    sign(String::from("a"));
    sign(b"a");
    sign(vec![1, 2]);
    sign(&[1, 2][..]);
    sign(Bytes::from_static(b"a"));
    sign(std::borrow::Cow::Borrowed(&b"a"[..]));
    sign::<Box<[u8]>>(Box::new([1]));
}
