//! In which encoding a file is written: decided once for the whole file, without holding the file.

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes from the beginning decide on UTF-16 and on binary contents.
const SAMPLE: usize = 4096;

/// The encodings that spreadsheets write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

impl Encoding {
    /// A decoder from here on; `None` where the bytes are taken as they are.
    pub(crate) fn decoder(self) -> Option<Decoder> {
        let encoding = match self {
            Self::Utf8 => return None,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }

    /// How many bytes of the file `decoded` was made from.
    ///
    /// A lone surrogate became one replacement character and a character of windows-1252 is one byte, so counting the
    /// decoded characters is exact.
    pub(crate) fn stored_length(self, decoded: &[u8]) -> u64 {
        let characters = || decoded.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        let outside_first_plane = || decoded.iter().filter(|&&byte| byte >= 0xF0).count();
        let length = match self {
            Self::Utf8 => decoded.len(),
            Self::Utf16Le | Self::Utf16Be => 2 * (characters() + outside_first_plane()),
            Self::Windows1252 => characters(),
        };
        length as u64
    }
}

/// Watches the blocks of a file go by and then says how it is written.
#[derive(Debug, Default)]
pub(crate) struct EncodingSniffer {
    sample: Vec<u8>,
    /// The beginning of a character whose end is in the next block.
    cut: Vec<u8>,
    n_utf8_sequences: u64,
    n_broken: u64,
}

impl EncodingSniffer {
    /// Takes the next block.
    pub(crate) fn see(&mut self, block: &[u8]) {
        let missing = SAMPLE.saturating_sub(self.sample.len());
        self.sample.extend(block.iter().take(missing));

        let mut joined = std::mem::take(&mut self.cut);
        joined.extend_from_slice(block);
        let mut rest = joined.as_slice();
        while let Err(error) = std::str::from_utf8(rest) {
            let (valid, after) = rest.split_at(error.valid_up_to());
            self.count(valid);
            let Some(broken) = error.error_len() else {
                self.cut = after.to_vec();
                return;
            };
            self.n_broken += 1;
            rest = after.get(broken..).unwrap_or_default();
        }
        self.count(rest);
    }

    fn count(&mut self, valid: &[u8]) {
        self.n_utf8_sequences += valid.iter().filter(|&&byte| byte >= 0xC0).count() as u64;
    }

    /// The first bytes of the file, a few thousand at most.
    pub(crate) fn sample(&self) -> &[u8] {
        &self.sample
    }

    /// The encoding, and how many bytes of byte order mark stand before the text.
    pub(crate) fn verdict(&self) -> (Encoding, u64) {
        match self.sample.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            sample => (utf16_by_zeros(sample).unwrap_or_else(|| self.one_byte_encoding()), 0),
        }
    }

    /// Windows-1252 hardly ever looks like UTF-8. So a file with a few broken bytes among many good sequences is UTF-8
    /// that was damaged, and only the damaged rows should suffer.
    fn one_byte_encoding(&self) -> Encoding {
        let n_broken = self.n_broken + u64::from(!self.cut.is_empty());
        if n_broken == 0 || self.n_utf8_sequences > n_broken { Encoding::Utf8 } else { Encoding::Windows1252 }
    }
}

/// UTF-16 without a mark: in a header and in most names every second byte is zero, and always the same one of the two.
fn utf16_by_zeros(sample: &[u8]) -> Option<Encoding> {
    let zeros_at =
        |parity: usize| sample.iter().enumerate().filter(|&(at, &byte)| byte == 0 && at % 2 == parity).count();
    let (first, second) = (zeros_at(0), zeros_at(1));
    let pairs = sample.len() / 2;
    let many = |zeros: usize| pairs > 0 && zeros * 10 >= pairs * 4;
    let few = |zeros: usize| zeros * 10 <= pairs;
    if many(second) && few(first) {
        Some(Encoding::Utf16Le)
    } else if many(first) && few(second) {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(blocks: &[&[u8]]) -> (Encoding, u64) {
        let mut sniffer = EncodingSniffer::default();
        blocks.iter().for_each(|block| sniffer.see(block));
        sniffer.verdict()
    }

    #[test]
    fn a_byte_order_mark_decides() {
        assert_eq!(verdict(&[b"\xEF\xBB\xBFemail"]), (Encoding::Utf8, 3));
        assert_eq!(verdict(&[b"\xFF\xFEe\0"]), (Encoding::Utf16Le, 2));
        assert_eq!(verdict(&[b"\xFE\xFF\0e"]), (Encoding::Utf16Be, 2));
    }

    #[test]
    fn utf16_is_recognised_without_its_mark() {
        let text = "email;größe\r\nada@engines.example;日本\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(verdict(&[&little]), (Encoding::Utf16Le, 0));
        assert_eq!(verdict(&[&big]), (Encoding::Utf16Be, 0));
    }

    #[test]
    fn a_character_cut_between_two_blocks_is_whole() {
        assert_eq!(verdict(&[b"gr\xC3", b"\xB6\xC3", b"\x9Fe"]), (Encoding::Utf8, 0));
    }

    #[test]
    fn one_byte_letters_are_windows_1252_even_at_the_very_end() {
        assert_eq!(verdict(&[b"M\xFCller,Gr\xF6\xDFe"]), (Encoding::Windows1252, 0));
        assert_eq!(verdict(&[b"email,stra\xDF"]), (Encoding::Windows1252, 0));
    }

    #[test]
    fn one_damaged_byte_does_not_turn_a_utf8_file_into_another() {
        assert_eq!(verdict(&["Müller,Größe,\u{e9}".as_bytes(), b"\xFF"]), (Encoding::Utf8, 0));
    }

    #[test]
    fn the_stored_length_is_the_length_before_decoding() {
        for text in ["", "plain", "Größe €5", "日本 🦀 x"] {
            assert_eq!(Encoding::Utf8.stored_length(text.as_bytes()), text.len() as u64);
            let units = text.encode_utf16().count() as u64;
            assert_eq!(Encoding::Utf16Le.stored_length(text.as_bytes()), 2 * units);
        }
        let every_byte: Vec<u8> = (0..=255).collect();
        let (decoded, _) = WINDOWS_1252.decode_without_bom_handling(&every_byte);
        assert_eq!(Encoding::Windows1252.stored_length(decoded.as_bytes()), 256);
    }
}
