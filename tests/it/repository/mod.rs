//! Rules of the repository: its architecture, its dependencies, the foreign types of its public
//! API, the programs of its README and its examples, the words that its search finds, and the width
//! of its prose.

mod advisories;
mod architecture;
mod dependencies;
mod foreign_types;
mod imports;
mod programs;
mod prose_width;
mod readme;
mod search_words;
