//! What became of the vectors of one file: counted by kind, listed by id, nothing left out.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display};
use std::io::Write as _;

use crate::vectors::vector::Vector;

/// The step at which a vector fails, and how.
#[derive(Debug)]
pub(crate) struct Failure {
    step: &'static str,
    text: String,
}

impl Failure {
    pub(crate) fn new(step: &'static str, text: impl Display) -> Self {
        let text = text.to_string();
        Self { step, text }
    }
}

/// One step: what came out must be what the vector expects.
pub(crate) fn step<T: PartialEq + Debug>(
    step: &'static str,
    expected: T,
    got: T,
) -> Result<(), Failure> {
    if expected == got {
        Ok(())
    } else {
        Err(Failure {
            step,
            text: format!("\n    expected {expected:?}\n    got      {got:?}"),
        })
    }
}

/// What is to be said of a vector that did not simply run from the first step to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Note {
    /// The part of the crate that runs it, or its last steps, does not exist yet.
    Waiting(&'static str),
    /// Another test runs it.
    Elsewhere(&'static str),
    /// The RFC leaves room, the vector takes one reading and the crate another, on purpose. The
    /// runner has asserted what happens instead.
    DecidedOtherwise(&'static str),
    /// This build of the crate cannot do it.
    Skipped(&'static str),
}

impl Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting(reason) => write!(f, "waiting: {reason}"),
            Self::Elsewhere(test) => write!(f, "run by {test}"),
            Self::DecidedOtherwise(reason) => write!(f, "decided otherwise: {reason}"),
            Self::Skipped(reason) => write!(f, "skipped: {reason}"),
        }
    }
}

/// The figures of one kind of vectors in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) cases: usize,
    pub(crate) rsa: usize,
    pub(crate) ambiguous: usize,
    pub(crate) low_level: usize,
    pub(crate) further: usize,
    pub(crate) signed: usize,
    pub(crate) waiting: usize,
}

impl Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cases", self.cases)?;
        for (count, what) in [
            (self.rsa, "RSA"),
            (self.ambiguous, "ambiguous"),
            (self.low_level, "for low-level functions"),
            (self.further, "with further protocol parameters"),
            (self.signed, "with signed URL or body"),
            (self.waiting, "waiting"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

/// Writes past the test harness, which shows what a test prints only when it fails.
pub(crate) fn say(text: &str) {
    std::io::stdout()
        .write_all(text.as_bytes())
        .expect("the standard output takes text");
}

pub(crate) struct Report {
    file: &'static str,
    figures: BTreeMap<String, Figures>,
    notes: BTreeMap<Note, Vec<String>>,
    failures: Vec<String>,
}

impl Report {
    pub(crate) fn new(file: &'static str) -> Self {
        Self {
            file,
            figures: BTreeMap::new(),
            notes: BTreeMap::new(),
            failures: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, vector: &Vector, result: Result<Vec<Note>, Failure>) {
        let signs = matches!(vector.kind.as_str(), "sign" | "base_string");
        let expected = &vector.expected;
        let figures = self.figures.entry(vector.kind.clone()).or_default();
        figures.cases += 1;
        figures.ambiguous += usize::from(vector.ambiguous);
        if signs {
            figures.rsa += usize::from(vector.is_rsa());
            figures.low_level += usize::from(vector.signature_method.is_none());
            figures.further += usize::from(!vector.extra_oauth.is_empty());
            let signed = expected.signed_url.is_some() || expected.signed_body.is_some();
            figures.signed += usize::from(signed);
        }
        let id = &vector.id;
        let notes = match result {
            Ok(notes) => notes,
            Err(Failure { step, text }) => {
                self.failures
                    .push(format!("{id} fails at the step `{step}`: {text}"));
                return;
            }
        };
        for note in notes {
            figures.waiting += usize::from(matches!(note, Note::Waiting(_)));
            if matches!(note, Note::DecidedOtherwise(_)) && !vector.ambiguous {
                let failure = format!("{id} differs ({note}), and is not ambiguous");
                self.failures.push(failure);
            }
            self.notes.entry(note).or_default().push(id.clone());
        }
    }

    /// Prints the report and fails on any failure, on other figures than the expected ones, and
    /// on other vectors decided otherwise than the ones named.
    pub(crate) fn finish(self, figures: &[(&str, Figures)], decided: &[&str]) {
        let file = self.file;
        let mut summary = format!("\n{file}\n");
        for (kind, figures) in &self.figures {
            summary += &format!("  {kind:<17}  {figures}\n");
        }
        for (note, ids) in &self.notes {
            summary += &format!("  {} {note}:\n    {}\n", ids.len(), ids.join(" "));
        }
        say(&summary);

        assert!(
            self.failures.is_empty(),
            "{file}: {} vectors fail\n{}",
            self.failures.len(),
            self.failures.join("\n")
        );
        let expected = figures.iter().map(|(kind, f)| ((*kind).to_owned(), *f));
        assert_eq!(self.figures, expected.collect(), "{file}: the figures");
        let differing = |note: &Note| matches!(note, Note::DecidedOtherwise(_));
        let differing = self.notes.into_iter().filter(|(note, _)| differing(note));
        let mut ids: Vec<String> = differing.flat_map(|(_, ids)| ids).collect();
        ids.sort();
        assert_eq!(ids, decided, "{file}: the vectors decided otherwise");
    }
}
