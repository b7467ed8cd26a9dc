//! What the repository promises of itself: its architecture, its dependencies, and the foreign types
//! of its public API.

mod architecture;
mod dependencies;
mod foreign_types;
mod imports;
