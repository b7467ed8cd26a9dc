//! The parameters of a header, a query and a form, against the plain implementation. The first line
//! is the header, the second one is the query, and the rest is the form.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tower_oauth1::protocol::{AuthorizationHeader, Parameters};
use tower_oauth1_fuzz::plain::{self, Pair};
use tower_oauth1_fuzz::request::line;

fuzz_target!(|data: &[u8]| {
    let mut form = data;
    let (header, query) = (line(&mut form), line(&mut form));
    let Ok(query) = std::str::from_utf8(query) else {
        return;
    };
    let mut parameters = Parameters::new();
    let mut expected = Vec::new();
    if let Ok(header) = AuthorizationHeader::parse(header) {
        parameters.add_header(&header);
    }
    if parameters.iter().len() > 0 {
        expected.extend(plain::header_pairs(header).unwrap());
    }
    parameters.add_query(query);
    expected.extend(plain::form_pairs(query.as_bytes()));
    parameters.add_form(form);
    expected.extend(plain::form_pairs(form));
    // Decoded parameters are added last.
    for (name, value) in plain::form_pairs(form) {
        expected.push((value, name));
    }
    let decoded = plain::form_pairs(form);
    for (name, value) in &decoded {
        parameters.add(value, name, Default::default());
    }
    let pairs = parameters
        .iter()
        .map(|p| (p.name().into(), p.value().into()));
    assert_eq!(pairs.collect::<Vec<Pair>>(), expected);
    assert_eq!(
        parameters.normalize().to_string(),
        plain::normalized(&expected)
    );
});
