//! A small disk that only chosen programs see, and that can be filled: a file system in memory in a
//! mount namespace of its own. Gone when the test ends.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A disk mounted on a folder.
#[derive(Debug)]
pub(crate) struct SmallDisk {
    /// Lives as long as the namespace, and the disk in it.
    holder: Child,
    folder: PathBuf,
}

impl SmallDisk {
    /// A disk of so many KiB over `folder`, with what the folder holds. `None`, said loudly, where
    /// mounting is not permitted.
    pub(crate) fn over(folder: &Path, kib: u32) -> Option<Self> {
        let script = "cp -a \"$1\" \"$1.first\" && mount -t tmpfs -o \"size=$2k,mode=0755\" none \"$1\" \
            && cp -a \"$1.first/.\" \"$1\" && chown --reference=\"$1.first\" \"$1\" \
            && chmod --reference=\"$1.first\" \"$1\" && rm -rf \"$1.first\" && echo ready && read rest";
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", script, "sh"]).arg(folder).arg(kib.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut holder = command.spawn().ok()?;
        let mut line = String::new();
        let output = holder.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("reads");
        if line.trim() != "ready" {
            holder.wait().expect("it ended");
            writeln!(std::io::stderr(), "SKIPPED: a small disk may not be mounted").expect("says");
            return None;
        }
        Some(Self { holder, folder: folder.to_owned() })
    }

    /// A program that sees the disk.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(format!("--mount=/proc/{}/ns/mnt", self.holder.id())).arg(program);
        command
    }

    /// Writes until nothing more can be written.
    pub(crate) fn fill(&self) {
        let mut file = std::fs::File::create(self.filler()).expect("a file");
        while file.write_all(&[0; 4096]).is_ok() {}
    }

    /// Frees what [`Self::fill`] took.
    pub(crate) fn free(&self) {
        std::fs::remove_file(self.filler()).expect("removes");
    }

    /// As this process sees it, which is outside of the mount.
    fn filler(&self) -> PathBuf {
        let inside = self.folder.strip_prefix("/").expect("an absolute path");
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(inside).join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.holder.stdin.take()); // Its script ends, and the namespace with it.
        drop(self.holder.wait());
    }
}
