//! As much of the ustar format (POSIX.1-1988) as an archive needs: regular files with short names.
//! Whatever else a tar can hold is refused.

use anyhow::{Context, ensure};

/// Everything in a tar is a multiple of this many bytes.
pub(super) const BLOCK: usize = 512;
/// Bytes of a name.
const NAME_MAX: usize = 99;
/// Bytes that a header can say: eleven octal digits.
const BYTES_MAX: u64 = 0o777_7777_7777;
/// The checksum's place.
const SUM: std::ops::Range<usize> = 148..156;

/// What stands before a file's bytes.
pub(super) fn header(name: &str, bytes: u64, seconds: u64) -> anyhow::Result<Vec<u8>> {
    ensure!(name.len() <= NAME_MAX && bytes <= BYTES_MAX, "{name} does not fit into the archive");
    let mut block = Vec::with_capacity(BLOCK);
    field(&mut block, name, 100);
    field(&mut block, "0000600\0", 8);
    field(&mut block, "0000000\0", 8);
    field(&mut block, "0000000\0", 8);
    field(&mut block, &format!("{bytes:011o}\0"), 12);
    field(&mut block, &format!("{seconds:011o}\0"), 12);
    let before = block.clone();
    block.clear();
    field(&mut block, "0", 1);
    field(&mut block, "", 100);
    field(&mut block, "ustar\0", 6);
    field(&mut block, "00", 2);
    let after = std::mem::take(&mut block);
    let used: u32 = before.iter().chain(&after).copied().map(u32::from).sum();
    let sum = used + 8 * u32::from(b' ');
    block.extend(before);
    field(&mut block, &format!("{sum:06o}\0 "), 8);
    block.extend(after);
    block.resize(BLOCK, 0);
    Ok(block)
}

fn field(block: &mut Vec<u8>, text: &str, width: usize) {
    let end = block.len() + width;
    block.extend(text.bytes().take(width));
    block.resize(end, 0);
}

/// A file's header, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// How many bytes follow.
    pub(super) bytes: u64,
}

/// Reads a header; `None` at the end of the archive.
pub(super) fn parse(block: &[u8; BLOCK]) -> anyhow::Result<Option<Entry>> {
    if block.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| u32::from(if SUM.contains(&at) { b' ' } else { *byte }))
        .sum();
    let told = number(part(block, SUM))?;
    ensure!(u64::from(sum) == told, "a header of the archive is damaged");
    let name = part(block, 0..100).split(|byte| *byte == 0).next().unwrap_or_default();
    let name = String::from_utf8(name.to_vec()).context("a name in the archive is no text")?;
    let regular = matches!(part(block, 156..157), [b'0' | 0]);
    ensure!(regular, "{name}: nothing that this program writes into archives");
    let bytes = number(part(block, 124..136))?;
    Ok(Some(Entry { name, bytes }))
}

fn part(block: &[u8; BLOCK], range: std::ops::Range<usize>) -> &[u8] {
    block.get(range).unwrap_or_default()
}

fn number(digits: &[u8]) -> anyhow::Result<u64> {
    let text = std::str::from_utf8(digits).unwrap_or_default();
    let text = text.trim_matches(|c| c == '\0' || c == ' ');
    u64::from_str_radix(text, 8).context("a header of the archive is damaged")
}

/// Bytes that fill the last block of a file.
pub(super) fn padding(bytes: u64) -> u64 {
    bytes.next_multiple_of(512) - bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(bytes: Vec<u8>) -> [u8; BLOCK] {
        bytes.try_into().unwrap()
    }

    #[test]
    fn a_header_says_again_what_it_was_made_of() {
        for (name, bytes) in [("a", 0), ("files/attachments/x", 1), ("big", BYTES_MAX)] {
            let entry = parse(&block(header(name, bytes, 1_772_442_000).unwrap())).unwrap();
            assert_eq!(entry, Some(Entry { name: name.to_owned(), bytes }));
        }
        assert_eq!(parse(&[0; BLOCK]).unwrap(), None);
        assert!(header(&"n".repeat(100), 1, 0).is_err());
    }

    #[test]
    fn a_flipped_bit_in_a_header_is_noticed() {
        let good = block(header("manifest.json", 77, 0).unwrap());
        for at in 0..263 {
            let mut bad = good;
            bad[at] ^= 4;
            assert!(parse(&bad).is_err(), "byte {at}");
        }
    }

    #[test]
    fn files_end_at_the_end_of_a_block() {
        assert_eq!([0, 1, 512, 513].map(padding), [0, 511, 0, 511]);
    }
}
