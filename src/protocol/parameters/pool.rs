//! A pool for the memory of parameter lists: each thread keeps one list for its next request.

use std::cell::Cell;

use super::parameter::Parameter;

/// The longest list whose memory is kept, in parameters of about 50 bytes each.
const MOST_KEPT: usize = 1 << 10;

thread_local!(static KEPT: Cell<Vec<Parameter<'static>>> = const { Cell::new(Vec::new()) });

/// Returns an empty list, in the memory that this thread kept if there is some.
pub(crate) fn empty_list<'a>() -> Vec<Parameter<'a>> {
    // The memory of a thread that ends may be gone already.
    KEPT.try_with(Cell::take).unwrap_or_default()
}

/// Empties a list and keeps its memory.
pub(crate) fn keep(mut list: Vec<Parameter<'_>>) {
    if list.capacity() > MOST_KEPT {
        return;
    }
    list.clear();
    // `collect` reuses the memory of the vector, also for parameters with another lifetime.
    let none = list.into_iter().map(|_| unreachable!("it is empty"));
    let empty: Vec<Parameter<'static>> = none.collect();
    // If the thread ends, the memory is freed as usual.
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
        assert_eq!(empty_list().capacity(), 0, "it is given away once");
        keep(Vec::with_capacity(MOST_KEPT + 1));
        assert_eq!(empty_list().capacity(), 0, "what is large is not kept");
    }
}
