//! Measures requests: which crates sign them validly, in what time and with how many allocations,
//! and how long this crate takes to verify them.

use crate::cases::Case;
use crate::contenders::{self, Contender};
use crate::hash::Hash;
use crate::reference::{self, Verified};
use crate::report::{Measured, Row};
use crate::rounds::{self, Turn};
use crate::verifying::Received;

/// A request, the crates that sign it, and the result of the reference for each.
struct Signed<'a> {
    case: &'a Case,
    contenders: Vec<Box<dyn Contender + 'a>>,
    verified: Vec<Result<Verified, String>>,
    allocations: Vec<u64>,
}

/// Measures the bare HMACs, all crates that sign the requests validly, and the verification of the
/// requests in `received`. Returns the results in the order of the requests.
///
/// # Errors
///
/// Returns an error if a signature of this crate is not valid, if the base string of case i does
/// not have 284 bytes, or if this crate does not verify correctly.
pub(crate) fn measure(
    cases: &[Case],
    received: &[Case],
    rounds: usize,
) -> Result<(Vec<Measured>, Vec<Measured>), String> {
    let mut signed: Vec<_> = cases.iter().map(Signed::new).collect();
    let received: Vec<_> = received
        .iter()
        .map(Received::new)
        .collect::<Result<_, _>>()?;
    let mut turns = Vec::new();
    for one in &mut signed {
        turns.extend(one.turns()?);
    }
    turns.extend(received.iter().flat_map(Received::turns));
    let medians = rounds::medians(&mut turns, rounds);
    drop(turns);
    let medians = &mut medians.into_iter();
    let signed = signed.iter().map(|one| one.measured(medians)).collect();
    let received = received.iter().map(|one| one.measured(medians)).collect();
    Ok((signed, received))
}

impl<'a> Signed<'a> {
    fn new(case: &'a Case) -> Self {
        let mut contenders = contenders::all(case);
        let each = contenders.iter_mut();
        let verified = each.map(|one| verify(case, &mut **one)).collect();
        let each = contenders.iter_mut();
        let allocations = each.map(|one| allocations(&mut **one)).collect();
        Self {
            case,
            contenders,
            verified,
            allocations,
        }
    }

    /// Returns the work of the two bare HMACs and of each crate that signs validly.
    fn turns(&mut self) -> Result<Vec<Turn<'_>>, String> {
        let mut turns = Vec::new();
        for hash in [Hash::Sha1, Hash::Sha512] {
            turns.push(hash.floor(self.case, self.base_string(hash)?));
        }
        let valid = self.contenders.iter_mut().zip(&self.verified);
        for (contender, _) in valid.filter(|(_, verified)| verified.is_ok()) {
            turns.push(Box::new(|times| contender.sign(times)));
        }
        Ok(turns)
    }

    /// Returns the base string of this crate, which is the first in the list for each hash.
    fn base_string(&self, hash: Hash) -> Result<String, String> {
        let mut each = self.contenders.iter().zip(&self.verified);
        let ours = each.find(|(contender, _)| contender.hash() == hash);
        let (ours, verified) = ours.expect("this crate signs with both hashes");
        let number = self.case.number;
        let verified = verified
            .as_ref()
            .map_err(|why| format!("{}, case {number}: {why}", ours.name()))?;
        let length = verified.base_string.len();
        if number == "i" && hash == Hash::Sha1 && length != 284 {
            return Err(format!(
                "case i: the base string has {length} bytes, not 284"
            ));
        }
        Ok(verified.base_string.clone())
    }

    /// Takes the medians of this request from the iterator, in the order of [`turns`](Self::turns).
    fn measured(&self, medians: &mut impl Iterator<Item = f64>) -> Measured {
        let mut next = || medians.next().expect("each turn has a median");
        let (floor_ns, floor_sha512_ns) = (next(), next());
        let each = self.contenders.iter().zip(&self.verified);
        let rows = each.zip(&self.allocations);
        let rows = rows.map(|((contender, verified), allocations)| {
            let is_sha512 = contender.hash() == Hash::Sha512;
            let bare_hmac = if is_sha512 { floor_sha512_ns } else { floor_ns };
            let median_ns = verified.is_ok().then(&mut next);
            Row {
                name: contender.name(),
                median_ns: median_ns.map(|ns| round(ns, 10.0)),
                ratio: median_ns.map(|ns| round(ns / bare_hmac, 100.0)),
                allocations: median_ns.map(|_| *allocations),
                floor_ns: is_sha512.then_some(round(floor_sha512_ns, 10.0)),
                note: verified.as_ref().err().cloned(),
            }
        });
        Measured {
            rows: rows.collect(),
            floor_ns: round(floor_ns, 10.0),
        }
    }
}

/// Verifies two headers. They must have different nonces.
fn verify(case: &Case, contender: &mut dyn Contender) -> Result<Verified, String> {
    let first = reference::verify(case, contender.hash(), &contender.header())?;
    let second = reference::verify(case, contender.hash(), &contender.header())?;
    if first.nonce == second.nonce {
        return Err("it uses a nonce twice".to_owned());
    }
    Ok(second)
}

/// Returns the number of allocations of one signature.
///
/// Signs once before counting, so allocations that happen only once do not count.
fn allocations(contender: &mut dyn Contender) -> u64 {
    contender.sign(1);
    let ((), counted) = densa_alloc::measure(|| contender.sign(1));
    counted.allocs + counted.reallocs
}

/// Rounds a number to a fraction: `parts` is 10 for tenths and 100 for hundredths.
pub(crate) fn round(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}
