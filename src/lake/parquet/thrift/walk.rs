//! Thrift's compact protocol, walked without keeping anything: a list that says it is longer than
//! what is left of its text is found out here, before anybody makes room for it.

use std::collections::BTreeMap;

/// Structs in a list: columns, row groups. A table with more is none that anybody exports.
const MOST_STRUCTS: u64 = 100_000;
const DEEPEST: u32 = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThriftFlaw {
    /// It ends before the struct does.
    Short,
    Wrong,
}

/// Other things in a list, each of which its reader makes room for at once.
const MOST_VALUES: u64 = 1_000_000;

/// A struct at the beginning of `bytes`: how long it is, and which numbers it holds itself, by
/// their fields.
pub fn walk(bytes: &[u8]) -> Result<(usize, Vec<(i64, i64)>), ThriftFlaw> {
    let mut walk = ThriftWalk {
        bytes,
        at: 0,
        numbers: Vec::new(),
    };
    walk.structure(0)?;
    Ok((walk.at, walk.numbers))
}

/// Is shown each field of a struct, by its number and kind, and says whether it walked it.
type Take<'t, W> = dyn FnMut(&mut W, i64, u8) -> Result<bool, ThriftFlaw> + 't;

pub(super) struct ThriftWalk<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) at: usize,
    pub(super) numbers: Vec<(i64, i64)>,
}

impl ThriftWalk<'_> {
    pub(super) fn byte(&mut self) -> Result<u8, ThriftFlaw> {
        let byte = *self.bytes.get(self.at).ok_or(ThriftFlaw::Short)?;
        self.at += 1;
        Ok(byte)
    }

    pub(super) fn skip(&mut self, count: u64) -> Result<(), ThriftFlaw> {
        let left = (self.bytes.len() - self.at) as u64;
        if count > left {
            return Err(ThriftFlaw::Short);
        }
        self.at += count as usize;
        Ok(())
    }

    pub(super) fn varint(&mut self) -> Result<u64, ThriftFlaw> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(ThriftFlaw::Wrong)
    }

    pub(super) fn number(&mut self) -> Result<i64, ThriftFlaw> {
        let number = self.varint()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(super) fn structure(&mut self, depth: u32) -> Result<(), ThriftFlaw> {
        self.fields(depth, &mut |walk, field, kind| {
            let is_own = depth == 0 && matches!(kind, 4..=6);
            if is_own {
                let number = walk.number()?;
                walk.numbers.push((field, number));
            }
            Ok(is_own)
        })
    }

    /// Walks a struct; `take` says of each field whether it walked it itself.
    pub(super) fn fields(
        &mut self,
        depth: u32,
        take: &mut Take<'_, Self>,
    ) -> Result<(), ThriftFlaw> {
        if depth > DEEPEST {
            return Err(ThriftFlaw::Wrong);
        }
        let mut field = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            field = if head >> 4 == 0 {
                self.number()?
            } else {
                field.wrapping_add(i64::from(head >> 4))
            };
            let kind = head & 0x0f;
            // The two truths are told by the field's head.
            if !matches!(kind, 1 | 2) && !take(self, field, kind)? {
                self.value(kind, depth)?;
            }
        }
    }

    /// The numbers that a struct holds itself, without those that `take` walks.
    pub(super) fn numbers_of(
        &mut self,
        take: &mut Take<'_, Self>,
    ) -> Result<BTreeMap<i64, i64>, ThriftFlaw> {
        let mut numbers = BTreeMap::new();
        self.fields(0, &mut |walk, field, kind| {
            if take(walk, field, kind)? {
                return Ok(true);
            }
            if matches!(kind, 4..=6) {
                numbers.insert(field, walk.number()?);
                return Ok(true);
            }
            Ok(false)
        })?;
        Ok(numbers)
    }

    /// What `each` makes of the structs of a list.
    pub(super) fn structs<T>(
        &mut self,
        each: &mut dyn FnMut(&mut Self) -> Result<T, ThriftFlaw>,
    ) -> Result<Vec<T>, ThriftFlaw> {
        let (kind, count) = self.list_head()?;
        match kind {
            12 => (0..count).map(|_| each(self)).collect(),
            _ if count == 0 => Ok(Vec::new()),
            _ => Err(ThriftFlaw::Wrong),
        }
    }

    pub(super) fn value(&mut self, kind: u8, depth: u32) -> Result<(), ThriftFlaw> {
        match kind {
            1..=3 => self.skip(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let length = self.varint()?;
                self.skip(length)
            }
            9 | 10 => self.list(depth),
            12 => self.structure(depth + 1),
            13 => self.skip(16),
            // No struct of Parquet holds a map.
            _ => Err(ThriftFlaw::Wrong),
        }
    }

    pub(super) fn list(&mut self, depth: u32) -> Result<(), ThriftFlaw> {
        if depth > DEEPEST {
            return Err(ThriftFlaw::Wrong);
        }
        let (kind, count) = self.list_head()?;
        (0..count).try_for_each(|_| self.value(kind, depth + 1))
    }

    /// What a list holds, and how many of them.
    pub(super) fn list_head(&mut self) -> Result<(u8, u64), ThriftFlaw> {
        let head = self.byte()?;
        let (kind, short) = (head & 0x0f, u64::from(head >> 4));
        let count = if short == 15 { self.varint()? } else { short };
        let left = (self.bytes.len() - self.at) as u64;
        if count > left {
            return Err(ThriftFlaw::Short);
        }
        let most = if matches!(kind, 8 | 9 | 12) {
            MOST_STRUCTS
        } else {
            MOST_VALUES
        };
        if count > most {
            Err(ThriftFlaw::Wrong)
        } else {
            Ok((kind, count))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_struct_is_as_long_as_its_fields_and_tells_its_own_numbers() {
        // 1: i32 0; 2: i32 300; 3: i32 -5; 5: struct { 1: i32 7 }; 8: binary "ab"; 9: list of two
        // i32; then two bytes of something else.
        let bytes = [
            0x15, 0x00, 0x15, 0xd8, 0x04, 0x15, 0x09, 0x2c, 0x15, 0x0e, 0x00, 0x38, 0x02, b'a',
            b'b', 0x19, 0x25, 0x02, 0x04, 0x00, 1, 2,
        ];
        assert_eq!(walk(&bytes), Ok((20, vec![(1, 0), (2, 300), (3, -5)])));
        for length in 0..20 {
            assert_eq!(walk(&bytes[..length]), Err(ThriftFlaw::Short), "{length}");
        }
    }

    #[test]
    fn a_list_that_is_longer_than_its_text_is_found_out() {
        let list = |count: &[u8], kind: u8| [&[0x19, 0xf0 | kind][..], count, &[0x00; 40]].concat();
        assert_eq!(
            walk(&list(&[0xff, 0xff, 0xff, 0xff, 0x07], 12)),
            Err(ThriftFlaw::Short)
        );
        assert_eq!(walk(&list(&[39], 12)).map(|(length, _)| length), Ok(43));
        let many = [&[0x19, 0xfc, 0xa1, 0x8d, 0x06][..], &[0; 200_000]].concat(); // 100,001 empty structs
        assert_eq!(walk(&many), Err(ThriftFlaw::Wrong));
        assert_eq!(
            walk(&[0x1c; 100]),
            Err(ThriftFlaw::Wrong),
            "a hundred structs, one in the other"
        );
        assert_eq!(walk(&[0x19; 100]), Err(ThriftFlaw::Wrong), "and lists");
    }
}
