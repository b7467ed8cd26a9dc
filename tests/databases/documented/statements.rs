//! Reads the SQL from the documentation of the traits.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

/// The statements for one database. Their names are their functions, or their first word and their
/// table, as in `DELETE nonces`.
pub(super) struct Statements {
    pub(super) tables: Vec<String>,
    by_name: BTreeMap<String, String>,
    used: Mutex<BTreeSet<String>>,
}

impl Statements {
    pub(super) fn read(is_sqlite: bool) -> Self {
        let mut read = Self {
            tables: Vec::new(),
            by_name: BTreeMap::new(),
            used: Mutex::default(),
        };
        let [credentials, replay, grants, tokens] = [
            ("src/verify/store/credentials.rs", 2),
            ("src/verify/store/replay.rs", 2),
            ("src/grant/store.rs", 1),
            ("src/grant/token_store.rs", 0),
        ]
        .map(|(file, blocks)| {
            let (found, rows) = sql(file);
            assert_eq!(found.len(), blocks, "{file}");
            (found, rows)
        });
        read.add_block(&credentials.0[0]);
        let sweeping = &credentials.0[1];
        read.add_block(&if is_sqlite {
            sweeping.clone()
        } else {
            // As the text in front of the block says.
            sweeping.replace("unixepoch()", "extract(epoch FROM now())")
        });
        read.add_block(&replay.0[usize::from(!is_sqlite)]);
        read.add_block(&grants.0[0]);
        let other = if is_sqlite { ", Postgres" } else { ", SQLite" };
        for (name, statement) in grants.1.iter().chain(&tokens.1) {
            if !name.ends_with(other) {
                let name = name.split(',').next().unwrap().replace('`', "");
                read.add(&name, statement);
            }
        }
        read
    }

    fn add_block(&mut self, block: &str) {
        for statement in block.split(';').map(str::trim).filter(|s| !s.is_empty()) {
            if statement.starts_with("CREATE TABLE ") {
                self.tables.push(statement.to_owned());
                continue;
            }
            let words: Vec<_> = statement.split_whitespace().collect();
            let table = words
                .iter()
                .position(|word| ["FROM", "INTO"].contains(word));
            self.add(
                &format!("{} {}", words[0], words[table.unwrap() + 1]),
                statement,
            );
        }
    }

    fn add(&mut self, name: &str, statement: &str) {
        let old = self.by_name.insert(name.to_owned(), statement.to_owned());
        assert!(old.is_none(), "{name} is there twice");
    }

    pub(super) fn get(&self, name: &str) -> &str {
        let statement = self.by_name.get(name);
        let statement = statement.unwrap_or_else(|| panic!("the documentation has no `{name}`"));
        self.used.lock().unwrap().insert(name.to_owned());
        statement
    }

    /// Checks that the tests ran every statement of the documentation.
    pub(super) fn are_all_used(&self) {
        let all: BTreeSet<_> = self.by_name.keys().cloned().collect();
        assert_eq!(*self.used.lock().unwrap(), all);
    }
}

/// Returns the blocks of SQL in the documentation of a file, and the rows of its tables whose
/// second column begins with a statement.
fn sql(file: &str) -> (Vec<String>, Vec<(String, String)>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let (mut blocks, mut rows, mut block) = (Vec::new(), Vec::new(), None);
    for line in text.lines().filter_map(|line| line.strip_prefix("///")) {
        let line = line.trim_start();
        match &mut block {
            None if line == "```sql" => block = Some(String::new()),
            None => {
                let mut cells = line.split('|').map(str::trim).skip(1);
                let (name, cell) = (cells.next(), cells.next());
                let statement = cell.and_then(|cell| cell.strip_prefix('`')?.split('`').next());
                rows.extend(
                    name.zip(statement)
                        .map(|(a, b)| (a.to_owned(), b.to_owned())),
                );
            }
            Some(_) if line == "```" => blocks.extend(block.take()),
            Some(block) => *block += &format!("{line}\n"),
        }
    }
    (blocks, rows)
}

/// Checks that no other file has SQL that no test runs.
#[test]
fn all_blocks_of_sql_are_in_the_files_of_the_traits() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut blocks = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(path).unwrap();
                blocks += text.matches("```sql").count();
            }
        }
    }
    assert_eq!(blocks, 5);
}
