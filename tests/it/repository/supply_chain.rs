//! SUPPLY_CHAIN.md has a row for each direct dependency.

use std::collections::BTreeMap;

use super::programs::{major, read, table};

/// What a row says of a dependency: the feature that brings it, and the locked version.
type Rows = BTreeMap<String, (String, String)>;

/// Reads the rows of SUPPLY_CHAIN.md.
fn rows() -> Rows {
    let text = read("SUPPLY_CHAIN.md");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let rows = rows.map(|row| {
        let cells: Vec<_> = row
            .split(" | ")
            .map(|cell| cell.trim_matches(['|', ' ', '`']))
            .collect();
        let [name, feature, reason, owner, release, locked] = cells[..] else {
            panic!("{row}");
        };
        assert!(reason.len() > 8, "{name}: why is it there?");
        assert!(owner.contains("](https://github.com/"), "{name}: {owner}");
        let (version, date) = release.split_once(", ").unwrap();
        assert!(version.split('.').count() == 3, "{name}: {version}");
        assert!(date.len() == 10 && date.starts_with("20"), "{name}: {date}");
        (name.to_owned(), (feature.to_owned(), locked.to_owned()))
    });
    let rows: Vec<_> = rows.collect();
    let map: Rows = rows.iter().cloned().collect();
    assert_eq!(map.len(), rows.len(), "no dependency has two rows");
    map
}

/// Returns the only feature that brings an optional dependency by itself. A dependency that is not
/// optional has none.
fn feature(manifest: &str, dependency: &str) -> String {
    let features = table(manifest, "features");
    let brought = format!("\"dep:{dependency}\"");
    let mut names = features.lines().filter(|line| line.contains(&brought));
    let name = names
        .next()
        .map_or("", |line| line.split(" = ").next().unwrap());
    assert!(names.next().is_none(), "{dependency}: several features");
    name.to_owned()
}

/// Returns the version of a direct dependency in Cargo.lock. If the lock file has several versions
/// of a crate, it is the one that `Cargo.toml` allows.
fn locked(lock: &str, dependency: &str, requirement: &str) -> String {
    let lowest = requirement.split('"').nth(1).unwrap();
    let package = format!("\nname = \"{dependency}\"\nversion = \"");
    let versions = lock.split(&package).skip(1);
    let mut versions = versions.map(|rest| rest.split('"').next().unwrap());
    let version = versions.find(|version| major(version) == major(lowest));
    version.unwrap_or_else(|| panic!("{dependency}")).to_owned()
}

#[test]
fn each_direct_dependency_has_its_row() {
    let (manifest, lock) = (read("Cargo.toml"), read("Cargo.lock"));
    let dependencies = table(&manifest, "dependencies");
    let lines = dependencies.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(" = "));
    let expected = pairs.map(|(name, requirement)| {
        let row = (feature(&manifest, name), locked(&lock, name, requirement));
        (name.to_owned(), row)
    });
    let expected: Rows = expected.collect();
    assert!(expected.len() > 30, "{expected:?}");
    assert_eq!(rows(), expected);
}
