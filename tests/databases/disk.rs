//! A small disk, which a test fills.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::postgres::skipped;

/// A file system in memory. It is gone at the end of its test.
pub(crate) struct Disk {
    folder: PathBuf,
}

impl Disk {
    /// Returns an empty file system of this many megabytes. Only root may create one. If that
    /// fails, the test prints the reason and is skipped.
    pub(crate) fn mount(megabytes: usize) -> Option<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tower-oauth1-disk-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(&folder)
            .output();
        let reason = match mounted {
            Ok(output) if output.status.success() => return Some(Self { folder }),
            Ok(output) => String::from_utf8_lossy(&output.stderr)
                .trim_end()
                .to_owned(),
            Err(error) => error.to_string(),
        };
        std::fs::remove_dir(&folder).unwrap();
        skipped(&format!("a small disk cannot be mounted: {reason}"));
        None
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Fills the disk to its last byte.
    pub(crate) fn fill(&self) {
        let mut file = File::create(self.ballast()).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            let piece = vec![0; size];
            let error = loop {
                if let Err(error) = file.write_all(&piece) {
                    break error;
                }
            };
            assert_eq!(error.kind(), ErrorKind::StorageFull);
        }
    }

    /// Makes room again.
    pub(crate) fn free(&self) {
        std::fs::remove_file(self.ballast()).unwrap();
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A file that is still in use keeps the memory, but not the folder.
        let mut unmount = Command::new("umount");
        let _ = unmount.arg("--lazy").arg(&self.folder).status();
        let _ = std::fs::remove_dir(&self.folder);
    }
}
