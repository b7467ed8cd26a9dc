//! Reads the paths in the source, in `use` statements and in code, and returns which file needs
//! which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A module path from the crate's root, without `crate`: `["protocol", "signer"]`.
type Module = Vec<String>;

/// The files of `src/`, and the files that each one needs. Names are relative to `src/`.
pub(super) struct Imports {
    pub(super) files: BTreeSet<String>,
    /// From file to file. Files that only re-export are not in it: an import through one of them
    /// leads to the file that defines the item.
    pub(super) edges: BTreeMap<String, BTreeSet<String>>,
}

struct File {
    module: Module,
    text: String,
}

/// One path of a `use` statement or in the code, and whether the statement re-exports it.
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
                let path = defined_at(import.path.clone(), &exports);
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
        let files = files.into_keys().collect();
        Self { files, edges }
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

/// Follows the re-exports on a path, and returns the path of the definition. A file may export an
/// item of its own name: the path then begins with the name of the re-export, and is the
/// definition.
fn defined_at(mut path: Module, exports: &BTreeMap<Module, Module>) -> Module {
    let exported = |path: &Module| {
        let ends = (1..=path.len()).rev();
        ends.map(|end| (end, exports.get(&path[..end])))
            .find_map(|(end, target)| {
                Some((
                    end,
                    target.filter(|target| !target.starts_with(&path[..end]))?,
                ))
            })
    };
    while let Some((end, target)) = exported(&path) {
        path = [target, &path[end..]].concat();
    }
    path
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
            let stem = name.trim_end_matches(".rs");
            let folders = match stem {
                "lib" => "",
                stem => stem.strip_suffix("/mod").unwrap_or(stem),
            };
            let module = folders.split('/').filter(|piece| !piece.is_empty());
            let whole = std::fs::read_to_string(&path).unwrap();
            // Unit tests may import anything.
            let text = whole
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
    // The text without `use` statements.
    let mut code = String::new();
    while let Some(start) = rest.find("use ") {
        let line_start = rest[..start].rfind('\n').map_or(0, |at| at + 1);
        let before = rest[line_start..start].trim_end();
        let end = rest[start..].find(';').map_or(rest.len(), |at| start + at);
        let is_statement = before.is_empty() || before.starts_with("pub");
        if !is_statement || before.contains(['"', '/']) {
            code += &rest[..start + 4];
            rest = &rest[start + 4..];
            continue;
        }
        let statement = &rest[start + 4..end];
        code += &rest[..start];
        rest = &rest[end..];
        for path in expand(statement) {
            if let Some(path) = resolve(&path, file, modules) {
                let is_public = before.starts_with("pub");
                imports.push(Import { path, is_public });
            }
        }
    }
    code += rest;
    let inline = inline_paths(&code);
    let resolved = inline
        .iter()
        .filter_map(|path| resolve(path, file, modules));
    imports.extend(resolved.map(|path| Import {
        path,
        is_public: false,
    }));
    imports
}

/// Returns the paths in code that begin with `crate::` or `super::`. Comments are left out.
fn inline_paths(code: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for line in code.lines() {
        let line = line.split("//").next().unwrap_or_default();
        let is_in_name = |c: char| c.is_alphanumeric() || c == '_';
        for word in line.split(|c: char| !is_in_name(c) && c != ':') {
            if word.starts_with("crate::") || word.starts_with("super::") {
                paths.push(word.trim_end_matches(':').to_owned());
            }
        }
    }
    paths
}

#[test]
fn paths_in_code_are_imports() {
    let code = "fn f(key: Arc<super::a::Key>) -> crate::b::T { x(pub(super), $crate::c::M) }\n\
                //! [`D`](crate::d::D)\n    let e = 1; // crate::e::E";
    assert_eq!(
        inline_paths(code),
        ["super::a::Key", "crate::b::T", "crate::c::M"]
    );
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
