//! Selects the atomics of loom. `--cfg loom` would also change other crates, such as tokio.

fn main() {
    println!("cargo::rustc-cfg=tower_oauth1_loom");
}
