//! Memory for the parameters of one request, used again for the next one.

use std::cell::Cell;

use super::parameter::Parameter;

/// Memory for more parameters than this, of some 50 bytes each, is not kept.
const MOST_KEPT: usize = 1 << 10;

thread_local!(static KEPT: Cell<Vec<Parameter<'static>>> = const { Cell::new(Vec::new()) });

/// An empty list, in the memory that this thread kept where there is some.
pub(crate) fn empty_list<'a>() -> Vec<Parameter<'a>> {
    // A thread that ends may have none any more.
    KEPT.try_with(Cell::take).unwrap_or_default()
}

/// Empties a list that was used, and keeps its memory.
pub(crate) fn keep(mut list: Vec<Parameter<'_>>) {
    if list.capacity() > MOST_KEPT {
        return;
    }
    list.clear();
    // Collecting from a vector's own iterator takes over its memory, for parameters of any lifetime.
    let none = list.into_iter().map(|_| unreachable!("it is empty"));
    let empty: Vec<Parameter<'static>> = none.collect();
    // As above: then the memory goes as any other.
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
