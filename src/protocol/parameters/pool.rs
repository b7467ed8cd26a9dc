//! Memory for the parameters of a request. It is reused for the next request of the same thread.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

use super::parameter::Parameter;

/// The longest list whose memory is kept, in parameters. A parameter takes about 50 bytes.
const MOST_KEPT: usize = 1 << 10;

// The memory that this thread keeps, as an empty list.
thread_local!(static KEPT: Cell<Vec<Parameter<'static>>> = const { Cell::new(Vec::new()) });

/// A list of parameters in memory that the thread reuses. Its memory goes back on drop.
pub(crate) struct PooledList<'a>(Vec<Parameter<'a>>);

impl PooledList<'_> {
    /// Creates an empty list. It uses the memory that this thread keeps, if there is some.
    pub(crate) fn new() -> Self {
        // If the thread is about to end, its kept memory may be freed already. Then use a new list.
        Self(KEPT.try_with(Cell::take).unwrap_or_default())
    }
}

impl<'a> Deref for PooledList<'a> {
    type Target = Vec<Parameter<'a>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for PooledList<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Drop for PooledList<'_> {
    fn drop(&mut self) {
        let mut list = std::mem::take(&mut self.0);
        if list.capacity() > MOST_KEPT {
            return;
        }
        list.clear();
        // The parameters of the list have another lifetime, so the list itself cannot be kept.
        // Collecting from the iterator of a vector reuses its memory for the new vector.
        let none = list.into_iter().map(|_| unreachable!("the list is empty"));
        let empty: Vec<Parameter<'static>> = none.collect();
        // If the thread is about to end, this may fail. Then the memory is freed.
        let _ = KEPT.try_with(|kept| kept.set(empty));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::parameters::transmission::Transmission;

    #[test]
    fn memory_is_used_again() {
        let text = "name".to_owned();
        let mut list = PooledList::new();
        list.push(Parameter::decoded(
            text.as_bytes(),
            b"",
            Transmission::Query,
        ));
        let memory = list.as_ptr() as usize;
        drop(list);
        let list = PooledList::new();
        assert!(list.is_empty());
        assert_eq!(list.as_ptr() as usize, memory);
        assert_eq!(PooledList::new().capacity(), 0, "memory is used once");
        drop(list);
        PooledList::new().reserve_exact(MOST_KEPT);
        assert_eq!(PooledList::new().capacity(), MOST_KEPT);
        PooledList::new().reserve(MOST_KEPT + 1);
        assert_eq!(PooledList::new().capacity(), 0, "long lists are freed");
    }
}
