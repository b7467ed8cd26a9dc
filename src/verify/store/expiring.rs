//! A map in memory that forgets what ended long ago.

use std::collections::HashMap;

/// How long an entry is kept after its end, in seconds.
const KEPT: u64 = 86_400;

/// The number of entries below which the map forgets nothing.
const FEWEST: usize = 1024;

/// A map by identifier. Each entry may have an end.
///
/// The map looks for ended entries when the number of entries has doubled since it looked before.
/// So an insertion costs the same on average, however many entries there are. The map has at most
/// twice as many entries as it had to keep when it looked before, or [`FEWEST`] if that is more.
pub(crate) struct Expiring<V> {
    entries: HashMap<String, Entry<V>>,
    /// The number of entries at which the next insertion looks for ended entries.
    limit: usize,
}

struct Entry<V> {
    value: V,
    /// In seconds since 1970.
    end: Option<u64>,
}

impl<V> Expiring<V> {
    /// Inserts a value, or replaces it. `now` is the time, in seconds since 1970.
    pub(crate) fn insert(&mut self, identifier: String, value: V, end: Option<u64>, now: u64) {
        if self.entries.len() >= self.limit {
            let is_kept = |end: u64| now <= end.saturating_add(KEPT);
            self.entries
                .retain(|_, entry| entry.end.is_none_or(is_kept));
            self.limit = FEWEST.max(self.entries.len() * 2);
            self.entries.shrink_to(self.limit);
        }
        self.entries.insert(identifier, Entry { value, end });
    }

    pub(crate) fn get(&self, identifier: &str) -> Option<&V> {
        self.entries.get(identifier).map(|entry| &entry.value)
    }

    pub(crate) fn remove(&mut self, identifier: &str) -> Option<V> {
        self.entries.remove(identifier).map(|entry| entry.value)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

impl<V> Default for Expiring<V> {
    fn default() -> Self {
        Self {
            entries: HashMap::new(),
            limit: FEWEST,
        }
    }
}
