//! A Postgres server of Debian's `postgresql` on a free loopback port. It stops at the end of its
//! test.
//!
//! If there is no Postgres, the test prints its name and passes. If the environment variable
//! `TOWER_OAUTH1_POSTGRES` is `required`, it fails.

use std::fs::Permissions;
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::port::free_port;

pub(crate) struct Postgres {
    child: Option<Child>,
    port: u16,
    folder: PathBuf,
    settings: Vec<String>,
}

impl Postgres {
    /// Starts a server with an empty database and these settings, such as `max_connections=50`.
    ///
    /// Returns `None` if Postgres is not installed. Then it prints that the test is skipped.
    pub(crate) fn start(settings: &[&str]) -> Option<Self> {
        Self::start_in(new_folder, settings)
    }

    /// The same in this folder, which must be empty.
    pub(crate) fn start_in(folder: impl FnOnce() -> PathBuf, settings: &[&str]) -> Option<Self> {
        let Some(programs) = programs() else {
            let required = std::env::var("TOWER_OAUTH1_POSTGRES").is_ok_and(|v| v == "required");
            assert!(!required, "Postgres is required here, but not installed");
            skipped("there is no Postgres");
            return None;
        };
        let folder = folder();
        give(&folder);
        let data = Command::new(programs.join("initdb"))
            .args(["--no-sync", "--no-locale", "--encoding=UTF8"])
            .args(["--auth=trust", "--username=postgres", "--pgdata"])
            .arg(&folder)
            .current_dir("/")
            .as_postgres()
            .output()
            .unwrap();
        assert!(data.status.success(), "{data:?}");
        let mut postgres = Self {
            child: None,
            port: free_port(),
            folder,
            settings: settings.iter().map(|&setting| setting.to_owned()).collect(),
        };
        assert!(postgres.restart(), "Postgres does not start");
        Some(postgres)
    }

    /// Starts a replica of this server, which reaches it through this port. Its name is `replica`.
    pub(crate) fn replica(&self, through: u16) -> Self {
        let folder = new_folder();
        give(&folder);
        let programs = programs().expect("it was found at the start");
        let copied = Command::new(programs.join("pg_basebackup"))
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string()])
            .args(["-U", "postgres", "--no-sync", "--checkpoint=fast"])
            .args(["--write-recovery-conf", "-D"])
            .arg(&folder)
            .current_dir("/")
            .as_postgres()
            .output()
            .unwrap();
        assert!(copied.status.success(), "{copied:?}");
        let primary = format!("host=127.0.0.1 port={through} user=postgres");
        let mut replica = Self {
            child: None,
            port: free_port(),
            folder,
            settings: self.settings.clone(),
        };
        let primary = format!("primary_conninfo={primary} application_name=replica");
        replica.settings.push(primary);
        assert!(replica.restart(), "the replica does not start");
        replica
    }

    /// Starts the server if it does not run, with the same port and files. Returns whether it
    /// accepts connections.
    pub(crate) fn restart(&mut self) -> bool {
        let programs = programs().expect("it was found at the start");
        let mut command = Command::new(programs.join("postgres"));
        // A crash of a process loses nothing without `fsync`. A crash of the machine would.
        let settings = ["fsync=off", "shared_buffers=16MB"].map(str::to_owned);
        for setting in settings.iter().chain(&self.settings) {
            command.args(["-c", setting]);
        }
        command
            .args(["-p", &self.port.to_string(), "-h", "127.0.0.1", "-k", ""])
            .arg("-D")
            .arg(&self.folder)
            .current_dir("/")
            .as_postgres()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::from(
                std::fs::File::options()
                    .create(true)
                    .append(true)
                    .open(self.log_file())
                    .unwrap(),
            ));
        let child = self.child.insert(command.spawn().unwrap());
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(30) {
            if child.try_wait().unwrap().is_some() {
                return false;
            }
            if accepts(programs, self.port) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Everything that the server logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.with_extension("log")
    }

    /// Stops the server as a crash does: it cannot write anything.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let mut processes = children(child.id());
            // The main process first, so that it starts no others.
            child.kill().unwrap();
            processes.extend(children(child.id()));
            child.wait().unwrap();
            signal("KILL", &processes);
            let program = |pid: &String| Path::new("/proc").join(pid).join("exe");
            while processes.iter().any(|pid| program(pid).exists()) {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }

    /// Kills one process of the server. Postgres then ends all others, and recovers by itself.
    pub(crate) fn kill_one_process(&self) {
        let processes = children(self.child.as_ref().unwrap().id());
        signal("KILL", processes.last().map_or(&[], std::slice::from_ref));
    }

    /// Sends a signal to all processes of the server. `STOP` makes it hang, `CONT` lets it go on.
    pub(crate) fn signal(&self, name: &str) {
        let main = self.child.as_ref().unwrap().id();
        signal(name, &[main.to_string()]);
        signal(name, &children(main));
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
        let _ = std::fs::remove_file(self.log_file());
    }
}

/// Returns the folder of `initdb` and `postgres`, of the latest version.
fn programs() -> Option<&'static Path> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let versions = versions.filter_map(|version| {
            let folder = version.ok()?.path();
            let number: u32 = folder.file_name()?.to_str()?.parse().ok()?;
            let folder = folder.join("bin");
            folder.join("initdb").exists().then_some((number, folder))
        });
        versions.max().map(|(_, folder)| folder)
    };
    FOLDER.get_or_init(find).as_deref()
}

/// Creates an empty folder for the data. It is not in the target folder, because the user
/// `postgres` may have no access there.
fn new_folder() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("tower-oauth1-postgres-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir(&folder).unwrap();
    folder
}

/// Gives a folder to the user of Postgres, which refuses a folder that others can read.
fn give(folder: &Path) {
    std::fs::set_permissions(folder, Permissions::from_mode(0o700)).unwrap();
    if let Some((user, group)) = postgres_user() {
        std::os::unix::fs::chown(folder, Some(user), Some(group)).unwrap();
    }
}

/// Says that a test is skipped, and why.
pub(crate) fn skipped(reason: &str) {
    // The thread of a test has the name of the test. Write to the stream directly, because the test
    // harness captures the output of macros.
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let skipped = format!("skipped: {test}: {reason}\n");
    std::io::stderr().write_all(skipped.as_bytes()).unwrap();
}

/// Returns the numbers of the user `postgres` if this process is of root. Postgres refuses to run
/// as root.
fn postgres_user() -> Option<(u32, u32)> {
    static USER: OnceLock<Option<(u32, u32)>> = OnceLock::new();
    let number = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.trim_end().parse::<u32>().ok()
    };
    *USER.get_or_init(|| {
        let is_root = number(&["-u"]) == Some(0);
        let user = || Some((number(&["-u", "postgres"])?, number(&["-g", "postgres"])?));
        is_root.then(|| user().expect("there is a user `postgres`"))
    })
}

trait AsPostgres {
    fn as_postgres(&mut self) -> &mut Self;
}

impl AsPostgres for Command {
    fn as_postgres(&mut self) -> &mut Self {
        match postgres_user() {
            Some((user, group)) => self.uid(user).gid(group),
            None => self,
        }
    }
}

fn accepts(programs: &Path, port: u16) -> bool {
    let ready = Command::new(programs.join("pg_isready"))
        .args(["-h", "127.0.0.1", "-p", &port.to_string()])
        .stdout(Stdio::null())
        .status();
    ready.unwrap().success() && TcpStream::connect(("127.0.0.1", port)).is_ok()
}

/// Returns the processes that this process started.
fn children(pid: u32) -> Vec<String> {
    let list = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let list = list.unwrap_or_default();
    list.split_whitespace().map(str::to_owned).collect()
}

fn signal(name: &str, processes: &[String]) {
    if !processes.is_empty() {
        // A process may have ended by itself in the meantime.
        let mut kill = Command::new("kill");
        kill.args(["-s", name]).args(processes);
        kill.stderr(Stdio::null()).status().unwrap();
    }
}
