//! Where the bytes stand that mean something to the tokenizer: delimiters, quotes and line ends.
//! They are looked for in lanes of 64 bytes, all four at once, and kept as the bits of one number.

const LANE_BYTES: usize = 64;

pub struct Marks<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    /// Where the lane in hand begins, and the next.
    base: usize,
    next: usize,
    /// What is left of the lane in hand: bit n is the byte `base + n`.
    bits: u64,
}

impl<'b> Marks<'b> {
    pub fn new(bytes: &'b [u8], delimiter: u8, at: usize) -> Self {
        let mut marks = Self {
            bytes,
            delimiter,
            base: 0,
            next: 0,
            bits: 0,
        };
        marks.seek(at);
        marks
    }

    /// Goes on from `at`, forward or back.
    pub fn seek(&mut self, at: usize) {
        self.next = at;
        self.bits = 0;
    }

    /// Goes on from `at`, which does not lie before the mark in hand.
    #[inline]
    pub fn skip_to(&mut self, at: usize) {
        match at.checked_sub(self.base) {
            Some(bit) if at < self.next => self.bits &= u64::MAX << bit,
            _ => self.seek(at),
        }
    }

    pub fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// Where the next mark stands; behind all bytes if there is none.
    #[inline(always)]
    pub fn next(&mut self) -> usize {
        while self.bits == 0 {
            if self.next >= self.bytes.len() {
                return usize::MAX;
            }
            self.lane();
        }
        let at = self.base + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        at
    }

    #[inline]
    fn lane(&mut self) {
        let rest = &self.bytes[self.next..];
        self.bits = match rest.first_chunk() {
            Some(lane) => bits(lane, self.delimiter),
            None => {
                // No mark is a NUL.
                let mut lane = [0; LANE_BYTES];
                lane[..rest.len()].copy_from_slice(rest);
                bits(&lane, self.delimiter)
            }
        };
        (self.base, self.next) = (self.next, self.next + LANE_BYTES);
    }
}

/// A loop over bytes and one over words, each of which compilers know how to do many at a time.
#[inline]
fn bits(lane: &[u8; LANE_BYTES], delimiter: u8) -> u64 {
    let is_mark = lane.map(|byte| {
        u8::from((byte == delimiter) | (byte == b'\n') | (byte == b'"') | (byte == b'\r'))
    });
    let (eights, _) = is_mark.as_chunks::<8>();
    let mut bits = 0;
    for (at, &eight) in eights.iter().enumerate() {
        // Each byte is 0 or 1: the product's top byte is these eight, side by side.
        bits |= (u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * at);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_found_and_nothing_else_wherever_one_begins() {
        let text: Vec<u8> = (0..=255).chain(b"a;b\"\r\n;".repeat(40)).collect();
        for from in 0..text.len() {
            let mut marks = Marks::new(&text, b';', from);
            let found: Vec<_> =
                std::iter::from_fn(|| Some(marks.next()).filter(|&at| at != usize::MAX)).collect();
            let expected: Vec<_> = (from..text.len())
                .filter(|&at| b";\"\r\n".contains(&text[at]))
                .collect();
            assert_eq!(found, expected, "from {from}");
        }
    }

    #[test]
    fn one_may_go_back() {
        let mut marks = Marks::new(b"a,b\nc", b',', 0);
        assert_eq!(
            (marks.next(), marks.next(), marks.next()),
            (1, 3, usize::MAX)
        );
        marks.seek(2);
        assert_eq!((marks.next(), marks.next()), (3, usize::MAX));
    }
}
