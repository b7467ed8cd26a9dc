//! Rules of the repository: its architecture, its dependencies and its package, the foreign types
//! of its public API, the programs of its README and its examples, the words that its search finds,
//! what its documents say of tests, limits and dependencies, and the width of its prose.

mod advisories;
mod architecture;
mod clocks;
mod dependencies;
mod foreign_types;
mod imports;
mod package;
mod programs;
mod prose_width;
mod readme;
mod search_words;
mod security;
mod supply_chain;
