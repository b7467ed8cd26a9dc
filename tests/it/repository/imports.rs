//! Reads the `use` lines of the source, and says which file needs which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A module path from the crate's root, without `crate`: `["protocol", "signer"]`.
type Module = Vec<String>;

/// The files of `src/`, relative to it, and the files that each one imports from.
pub(super) struct Imports {
    /// The lines of each file.
    pub(super) lines: BTreeMap<String, usize>,
    /// From file to file. Files that only re-export are not in it: an import through one of them
    /// leads to the file that defines the item.
    pub(super) edges: BTreeMap<String, BTreeSet<String>>,
}

struct File {
    module: Module,
    text: String,
}

/// One path of a `use` statement, and whether the statement re-exports it.
struct Import {
    path: Module,
    is_public: bool,
}

impl Imports {
    pub(super) fn read(src: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(src, src, &mut files);
        let modules: BTreeMap<Module, String> = files
            .iter()
            .map(|(name, file)| (file.module.clone(), name.clone()))
            .collect();
        let imports: BTreeMap<&String, Vec<Import>> = files
            .iter()
            .map(|(name, file)| (name, imports(file, &modules)))
            .collect();
        // What a file re-exports: the name that others import, and where the item is defined.
        let mut exports = BTreeMap::new();
        for (name, file) in &files {
            for import in imports[name].iter().filter(|import| import.is_public) {
                let mut alias = file.module.clone();
                alias.extend(import.path.last().cloned());
                exports.insert(alias, import.path.clone());
            }
        }
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (name, file) in &files {
            let is_door = file.text.lines().all(|line| !defines(line));
            let imports = imports[name].iter();
            for import in imports.filter(|import| !(import.is_public && is_front_door(name))) {
                let mut path = import.path.clone();
                while let Some(target) = exports.get(&path).filter(|target| **target != path) {
                    path = target.clone();
                }
                let file_of = (1..=path.len())
                    .rev()
                    .find_map(|end| modules.get(&path[..end]));
                if let Some(target) = file_of.filter(|target| *target != name && !is_door) {
                    edges
                        .entry(name.clone())
                        .or_default()
                        .insert(target.clone());
                }
            }
        }
        let lines = files.iter();
        let lines = lines.map(|(name, file)| (name.clone(), file.text.lines().count()));
        Self {
            lines: lines.collect(),
            edges,
        }
    }

    /// Returns a circle of imports, if there is one: the files on it, in order.
    pub(super) fn circle(&self) -> Option<Vec<String>> {
        let mut done = BTreeSet::new();
        let none = BTreeSet::new();
        for start in self.edges.keys() {
            // A depth-first search that remembers the way to the current file.
            let mut way = vec![(start, self.edges[start].iter())];
            while let Some((file, targets)) = way.last_mut() {
                match targets.next() {
                    Some(target) => {
                        if let Some(at) = way.iter().position(|(on_way, _)| *on_way == target) {
                            return Some(
                                way[at..].iter().map(|(file, _)| (*file).clone()).collect(),
                            );
                        }
                        if !done.contains(target) {
                            way.push((target, self.edges.get(target).unwrap_or(&none).iter()));
                        }
                    }
                    None => {
                        done.insert(*file);
                        way.pop();
                    }
                }
            }
        }
        None
    }
}

/// The files through which a folder or the crate offers what its other files define.
fn is_front_door(name: &str) -> bool {
    name == "lib.rs" || name.ends_with("mod.rs")
}

fn defines(line: &str) -> bool {
    let line = line
        .trim_start_matches("pub ")
        .trim_start_matches("pub(crate) ");
    let keywords = [
        "struct ", "enum ", "trait ", "fn ", "impl", "const ", "static ", "type ",
    ];
    keywords.iter().any(|keyword| line.starts_with(keyword))
}

fn collect(src: &Path, folder: &Path, files: &mut BTreeMap<String, File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(src, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path
                .strip_prefix(src)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            let module = name.trim_end_matches(".rs");
            let module = if module == "lib" { "" } else { module };
            let module = module.strip_suffix("/mod").unwrap_or(module);
            let module = module.split('/').filter(|piece| !piece.is_empty());
            let text = std::fs::read_to_string(&path).unwrap();
            // Tests may import what they like.
            let text = text
                .split("\n#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default();
            let file = File {
                module: module.map(str::to_owned).collect(),
                text: text.to_owned(),
            };
            files.insert(name, file);
        }
    }
}

fn imports(file: &File, modules: &BTreeMap<Module, String>) -> Vec<Import> {
    let mut imports = Vec::new();
    let mut rest = file.text.as_str();
    while let Some(start) = rest.find("use ") {
        let line_start = rest[..start].rfind('\n').map_or(0, |at| at + 1);
        let before = rest[line_start..start].trim_end();
        let end = rest[start..].find(';').map_or(rest.len(), |at| start + at);
        let statement = &rest[start + 4..end];
        rest = &rest[start + 4..];
        let is_statement = before.is_empty() || before.starts_with("pub");
        if !is_statement || before.contains(['"', '/']) {
            continue;
        }
        for path in expand(statement) {
            if let Some(path) = resolve(&path, file, modules) {
                let is_public = before.starts_with("pub");
                imports.push(Import { path, is_public });
            }
        }
    }
    imports
}

/// `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expand(tree: &str) -> Vec<String> {
    let Some((prefix, inner)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![path.split_whitespace().collect()];
    };
    let inner = inner.rsplit_once('}').map_or(inner, |(inner, _)| inner);
    let (mut depth, mut piece, mut pieces) = (0, String::new(), Vec::new());
    for letter in inner.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if letter == ',' && depth == 0 {
            pieces.push(std::mem::take(&mut piece));
        } else {
            piece.push(letter);
        }
    }
    pieces.push(piece);
    let pieces = pieces.iter().filter(|piece| !piece.trim().is_empty());
    let paths = pieces.flat_map(|piece| expand(piece));
    paths
        .map(|path| format!("{}{path}", prefix.trim()))
        .collect()
}

/// Returns the path from the crate's root, or `None` for a path into another crate.
fn resolve(path: &str, file: &File, modules: &BTreeMap<Module, String>) -> Option<Module> {
    let mut pieces = path.split("::").map(str::to_owned).peekable();
    let mut base = file.module.clone();
    match pieces.peek()?.as_str() {
        "crate" => base = Vec::new(),
        "self" | "super" => {}
        first => {
            base.push(first.to_owned());
            let is_child = modules.contains_key(&base);
            base.pop();
            if !is_child {
                return None;
            }
        }
    }
    for piece in pieces {
        match piece.as_str() {
            "crate" | "self" => {}
            "super" => _ = base.pop(),
            _ => base.push(piece),
        }
    }
    Some(base)
}
