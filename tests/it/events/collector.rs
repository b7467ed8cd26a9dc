//! A subscriber that keeps the events and spans of one thread, for one test.

use std::sync::{Arc, Mutex};

use tracing::span::{Attributes, Id};
use tracing::subscriber::{DefaultGuard, Interest};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::watch::record::Record;
use crate::watch::subscriber as watch;

/// The events of this thread, as long as this value lives.
pub(crate) struct Collector {
    logs: Arc<Mutex<Logs>>,
    _guard: DefaultGuard,
}

#[derive(Default)]
struct Logs {
    events: Vec<Record>,
    spans: Vec<Record>,
    /// The spans that are entered, by their place in `spans`.
    entered: Vec<usize>,
}

struct Collect {
    logs: Arc<Mutex<Logs>>,
    level: Level,
}

impl Collector {
    /// Collects the events of this crate on this thread.
    pub(crate) fn start() -> Self {
        Self::with_level(Level::TRACE)
    }

    /// Collects the events up to a level.
    pub(crate) fn with_level(level: Level) -> Self {
        let logs = Arc::default();
        let subscriber = Collect {
            logs: Arc::clone(&logs),
            level,
        };
        let _guard = tracing::subscriber::set_default(subscriber);
        Self { logs, _guard }
    }

    /// Returns the events since the last call.
    pub(crate) fn take(&self) -> Vec<Record> {
        std::mem::take(&mut self.logs.lock().unwrap().events)
    }

    /// Returns the events since the last call, each as one line.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.take().iter().map(Record::to_string).collect()
    }

    /// Returns the only event since the last call.
    pub(crate) fn one(&self) -> Record {
        let mut events = self.take();
        let lines: Vec<_> = events.iter().map(Record::to_string).collect();
        assert_eq!(lines.len(), 1, "one event: {lines:#?}");
        events.remove(0)
    }

    /// Returns all spans that were created, each as one line.
    pub(crate) fn spans(&self) -> Vec<String> {
        let logs = self.logs.lock().unwrap();
        logs.spans.iter().map(Record::to_string).collect()
    }
}

impl Subscriber for Collect {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        watch::is_ours(metadata) && *metadata.level() <= self.level
    }

    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let record = Record::new(span.metadata(), |visit| span.record(visit));
        watch::check(&record);
        let mut logs = self.logs.lock().unwrap();
        logs.spans.push(record);
        Id::from_u64(logs.spans.len() as u64)
    }

    fn record(&self, _: &Id, _: &tracing::span::Record<'_>) {
        panic!("no field of a span is recorded later");
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut record = Record::new(event.metadata(), |visit| event.record(visit));
        watch::check(&record);
        let mut logs = self.logs.lock().unwrap();
        let spans = logs.entered.iter();
        record.spans = spans.map(|&at| logs.spans[at].name.clone()).collect();
        logs.events.push(record);
    }

    fn enter(&self, span: &Id) {
        let at = span.into_u64() as usize - 1;
        self.logs.lock().unwrap().entered.push(at);
    }

    fn exit(&self, span: &Id) {
        let at = span.into_u64() as usize - 1;
        let left = self.logs.lock().unwrap().entered.pop();
        assert_eq!(left, Some(at), "spans are left in reverse order");
    }
}
