//! Tables whose keys are numbers of words and days. Such keys are given out one after the other, by
//! us, so a hash of them needs to scatter and nothing else.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

pub type Numbered<K, V> = HashMap<K, V, BuildHasherDefault<Scatter>>;

#[derive(Debug, Default, Clone, Copy)]
pub struct Scatter(u64);

/// 2⁶⁴ divided by the golden ratio, odd: what it multiplies is spread over the upper bits.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Scatter {
    fn add(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(GOLDEN);
    }
}

impl Hasher for Scatter {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.add(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_i32(&mut self, number: i32) {
        self.add(u64::from(number.cast_unsigned()));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_i64(&mut self, number: i64) {
        self.add(number.cast_unsigned());
    }

    /// Tables look at the upper bits and at the lower ones; a product is scattered in its upper
    /// ones.
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
