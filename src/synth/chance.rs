//! Chance without a state: every draw is a hash of what it is asked for. Whole numbers only,
//! because the same seed must give the same bytes on every machine, and logarithms are not the same
//! everywhere.

/// Turns any number into one that looks drawn (the finalizer of splitmix64).
pub const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A row of draws that belongs to one thing.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

    pub const fn of(key: u64, number: u64) -> Self {
        Self(mix(key ^ mix(number.wrapping_add(Self::STEP))))
    }

    pub const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(Self::STEP);
        mix(self.0)
    }

    /// One of 0 … below − 1.
    pub const fn below(&mut self, below: u64) -> u64 {
        scaled(self.draw(), below)
    }

    /// Whether something of which there are so many in a million happens.
    pub const fn per_million(&mut self, many: u64) -> bool {
        self.below(1_000_000) < many
    }

    pub fn one_of<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len() as u64) as usize]
    }
}

/// An id as random ones are: version 4, variant 1, as any reader of such ids expects.
pub const fn guid(draw: u64) -> [u64; 2] {
    [
        draw & !0xf000 | 0x4000,
        mix(draw ^ Chance::STEP) >> 2 | 1 << 63,
    ]
}

/// A draw brought to 0 … below − 1.
pub const fn scaled(draw: u64, below: u64) -> u64 {
    ((draw as u128 * below as u128) >> 64) as u64
}

/// About 1, log-normally: in 65,536ths. A sum of four even draws stands for the bell, and lines
/// between the powers of two stand for the power itself.
pub const fn lognormal(draw: u64) -> u64 {
    let bell = ((draw & 0xffff) + ((draw >> 16) & 0xffff) + ((draw >> 32) & 0xffff) + (draw >> 48))
        as i64
        - 131_070;
    let power = bell * 3 / 2 + (16 << 16); // −3 … 3 doublings, held above zero
    let (whole, part) = ((power >> 16) as u32, (power & 0xffff) as u64);
    ((65_536 + part) << whole) >> 16
}
