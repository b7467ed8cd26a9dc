//! Reports on the vectors of one file: a count for each kind, and the ids of all that differ.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display};
use std::io::Write as _;

use crate::vectors::vector::Vector;

/// The step at which a vector fails, and the difference.
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

/// Checks one step: the result must be what the vector expects.
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

/// Remarks on a vector that did not run through all steps as expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Note {
    /// Another test runs the vector.
    Elsewhere(&'static str),
    /// The RFC is ambiguous. The vector follows one reading and the crate another, on purpose. The
    /// runner has checked what happens instead.
    DecidedOtherwise(&'static str),
    /// This build of the crate does not support the vector.
    Skipped(&'static str),
}

impl Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere(test) => write!(f, "run by {test}"),
            Self::DecidedOtherwise(reason) => write!(f, "decided otherwise: {reason}"),
            Self::Skipped(reason) => write!(f, "skipped: {reason}"),
        }
    }
}

/// The figures for one kind of vector in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) cases: usize,
    pub(crate) rsa: usize,
    pub(crate) ambiguous: usize,
    pub(crate) low_level: usize,
    pub(crate) extra: usize,
    pub(crate) signed: usize,
}

impl Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cases", self.cases)?;
        for (count, what) in [
            (self.rsa, "RSA"),
            (self.ambiguous, "ambiguous"),
            (self.low_level, "for low-level functions"),
            (self.extra, "with extra protocol parameters"),
            (self.signed, "with signed URL or body"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

/// Writes to the standard output directly. The test harness shows printed text only if a test
/// fails.
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
            figures.extra += usize::from(!vector.extra_oauth.is_empty());
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
            if matches!(note, Note::DecidedOtherwise(_)) && !vector.ambiguous {
                let failure = format!("{id} differs ({note}), and is not ambiguous");
                self.failures.push(failure);
            }
            self.notes.entry(note).or_default().push(id.clone());
        }
    }

    /// Prints the report. Panics if a vector failed, or if the file has no vectors.
    pub(crate) fn print_and_check(&self) {
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
        assert!(!self.figures.is_empty(), "{file} has no vectors");
    }

    /// Panics if the figures differ from the expected ones, or if other vectors than the named ones
    /// were decided otherwise.
    pub(crate) fn compare(self, figures: &[(&str, Figures)], decided: &[&str]) {
        let file = self.file;
        let expected = figures.iter().map(|(kind, f)| ((*kind).to_owned(), *f));
        assert_eq!(self.figures, expected.collect(), "{file}: the figures");
        let differing = |note: &Note| matches!(note, Note::DecidedOtherwise(_));
        let differing = self.notes.into_iter().filter(|(note, _)| differing(note));
        let mut ids: Vec<String> = differing.flat_map(|(_, ids)| ids).collect();
        ids.sort();
        assert_eq!(ids, decided, "{file}: the vectors decided otherwise");
    }
}
