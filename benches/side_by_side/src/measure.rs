//! What is measured of a request: who signs it validly, and what that takes.

use crate::cases::Case;
use crate::contenders::{self, Contender};
use crate::hash::Hash;
use crate::reference::{self, Judged};
use crate::report::{Measured, Row};
use crate::rounds::{self, Turn};

/// A request, those who sign it, and what the reference says of each.
struct Signed<'a> {
    case: &'a Case,
    contenders: Vec<Box<dyn Contender + 'a>>,
    judged: Vec<Result<Judged, String>>,
    allocations: Vec<u64>,
}

/// Measures requests: all contenders that sign them validly, and the bare HMACs.
///
/// # Errors
///
/// A signature of this crate is not valid, or the base string of case i is not as long as it says.
pub(crate) fn measure(cases: &[Case], rounds: usize) -> Result<Vec<Measured>, String> {
    let mut signed: Vec<_> = cases.iter().map(Signed::new).collect();
    let mut turns = Vec::new();
    for one in &mut signed {
        turns.extend(one.turns()?);
    }
    let medians = rounds::medians(&mut turns, rounds);
    drop(turns);
    let mut medians = medians.into_iter();
    Ok(signed
        .iter()
        .map(|one| one.measured(&mut medians))
        .collect())
}

impl<'a> Signed<'a> {
    fn new(case: &'a Case) -> Self {
        let mut contenders = contenders::all(case);
        let each = contenders.iter_mut();
        let judged = each.map(|one| judge(case, &mut **one)).collect();
        let each = contenders.iter_mut();
        let allocations = each.map(|one| allocations(&mut **one)).collect();
        Self {
            case,
            contenders,
            judged,
            allocations,
        }
    }

    /// Those of the two bare HMACs, and of each that signs validly.
    fn turns(&mut self) -> Result<Vec<Turn<'_>>, String> {
        let mut turns = Vec::new();
        for hash in [Hash::Sha1, Hash::Sha512] {
            turns.push(hash.floor(self.case, self.base_string(hash)?));
        }
        let valid = self.contenders.iter_mut().zip(&self.judged);
        for (contender, _) in valid.filter(|(_, judged)| judged.is_ok()) {
            turns.push(Box::new(|times| contender.sign(times)));
        }
        Ok(turns)
    }

    /// This crate's, which comes first of those by a hash.
    fn base_string(&self, hash: Hash) -> Result<String, String> {
        let mut each = self.contenders.iter().zip(&self.judged);
        let ours = each.find(|(contender, _)| contender.hash() == hash);
        let (ours, judged) = ours.expect("this crate signs by both");
        let number = self.case.number;
        let judged = judged.as_ref();
        let judged = judged.map_err(|why| format!("{}, case {number}: {why}", ours.name()))?;
        let length = judged.base_string.len();
        if number == "i" && hash == Hash::Sha1 && length != 284 {
            return Err(format!(
                "case i's base string is of {length} bytes, not 284"
            ));
        }
        Ok(judged.base_string.clone())
    }

    /// Takes the medians of its turns.
    fn measured(&self, medians: &mut impl Iterator<Item = f64>) -> Measured {
        let mut next = || medians.next().expect("each turn has one");
        let (floor_ns, floor_sha512_ns) = (next(), next());
        let each = self.contenders.iter().zip(&self.judged);
        let rows = each.zip(&self.allocations);
        let rows = rows.map(|((contender, judged), allocations)| {
            let by_sha512 = contender.hash() == Hash::Sha512;
            let own_floor = if by_sha512 { floor_sha512_ns } else { floor_ns };
            let median_ns = judged.is_ok().then(&mut next);
            Row {
                name: contender.name(),
                median_ns: median_ns.map(|ns| round(ns, 10.0)),
                ratio: median_ns.map(|ns| round(ns / own_floor, 100.0)),
                allocations: median_ns.map(|_| *allocations),
                floor_ns: by_sha512.then_some(round(floor_sha512_ns, 10.0)),
                note: judged.as_ref().err().cloned(),
            }
        });
        Measured {
            rows: rows.collect(),
            floor_ns: round(floor_ns, 10.0),
        }
    }
}

/// Judges two headers, which must not have the same nonce.
fn judge(case: &Case, contender: &mut dyn Contender) -> Result<Judged, String> {
    let first = reference::judge(case, contender.hash(), &contender.header())?;
    let second = reference::judge(case, contender.hash(), &contender.header())?;
    if first.nonce == second.nonce {
        return Err("it used a nonce twice".to_owned());
    }
    Ok(second)
}

/// How many allocations one signature takes, once those are made that are made once.
fn allocations(contender: &mut dyn Contender) -> u64 {
    contender.sign(1);
    let ((), counted) = densa_alloc::measure(|| contender.sign(1));
    counted.allocs + counted.reallocs
}

/// To so many parts of one.
fn round(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}
