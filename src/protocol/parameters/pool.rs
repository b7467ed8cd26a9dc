//! Memory for the parameters of a request. It is reused for the next request of the same thread.

use std::cell::Cell;

use super::parameter::Parameter;

/// The longest list whose memory is kept, in parameters. A parameter takes about 50 bytes.
const MOST_KEPT: usize = 1 << 10;

// The memory that this thread keeps, as an empty list.
thread_local!(static KEPT: Cell<Vec<Parameter<'static>>> = const { Cell::new(Vec::new()) });

/// Returns an empty list. It uses the memory that this thread keeps, if there is some.
pub(crate) fn empty_list<'a>() -> Vec<Parameter<'a>> {
    // If the thread is about to end, its kept memory may be freed already. Then use a new list.
    KEPT.try_with(Cell::take).unwrap_or_default()
}

/// Clears a list and keeps its memory for the next call of [`empty_list`].
pub(crate) fn keep(mut list: Vec<Parameter<'_>>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::encoding::coding::WireEncoding;
    use crate::protocol::parameters::transmission::Transmission;

    #[test]
    fn memory_is_used_again() {
        let mut list = empty_list();
        let text = "name".to_owned();
        let source = Transmission::Query;
        list.push(Parameter::new(
            text.as_bytes(),
            b"",
            WireEncoding::Form,
            source,
        ));
        let memory = list.as_ptr() as usize;
        keep(list);
        drop(text);
        let list = empty_list();
        assert!(list.is_empty());
        assert_eq!(list.as_ptr() as usize, memory);
        assert_eq!(empty_list().capacity(), 0, "memory is used once");
        keep(Vec::with_capacity(MOST_KEPT + 1));
        assert_eq!(empty_list().capacity(), 0, "long lists are freed");
    }
}
