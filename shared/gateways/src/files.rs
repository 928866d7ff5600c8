//! Files and folders that only their owner can read, and the hash that names contents.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Read},
    path::Path,
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// How to open files that are created readable for their owner alone (0600); existing files keep their mode.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Creates a folder and its parents, open to their owner alone (0700); existing ones stay as they are.
pub(crate) fn create_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Makes what was created in or moved to a folder survive a power cut.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Reads everything in blocks, shows each to `see`, and returns the length and the SHA-256 in hexadecimal.
pub(crate) fn pass_through(file: &mut File, mut see: impl FnMut(&[u8])) -> io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut length = 0;
    let mut room = vec![0; 64 * 1024];
    loop {
        let n_read = match file.read(&mut room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            outcome => outcome?,
        };
        let block = room.get(..n_read).unwrap_or_default();
        if block.is_empty() {
            return Ok((length, HEXLOWER.encode(&hash.finalize())));
        }
        hash.update(block);
        see(block);
        length += n_read as u64;
    }
}
