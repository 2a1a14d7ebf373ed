//! A footer of Parquet, as far as it must be right before anybody decodes it.

use super::walk::{ThriftFlaw, ThriftWalk, walk};

/// Groups within groups. Exports have a few, and each is a call of whoever reads them.
const DEEPEST_SCHEMA: usize = 64;
/// What a file's footer says of it, as far as that must be right before anybody decodes it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Footer {
    pub rows: i64,
    /// Rows of each of its row groups.
    pub groups: Vec<i64>,
    /// Where columns lie, and how many values and bytes they say that they hold.
    pub chunks: Vec<Chunk>,
    pub leaves: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chunk {
    pub values: i64,
    pub unpacked: i64,
    pub packed: i64,
    pub data_at: i64,
    pub dictionary_at: Option<i64>,
}

/// A footer, if it can be decoded at all: its lists are no longer than it is, its schema is one
/// tree that is not too deep, and each row group has a chunk for each column.
pub fn footer(bytes: &[u8]) -> Result<Footer, ThriftFlaw> {
    walk(bytes)?;
    let mut walk = ThriftWalk {
        bytes,
        at: 0,
        numbers: Vec::new(),
    };
    let (mut footer, mut schema, mut columns) = (Footer::default(), Vec::new(), Vec::new());
    walk.fields(0, &mut |walk, field, kind| {
        match (field, kind) {
            (2, 9) => {
                schema = walk.structs(&mut |walk| {
                    Ok(walk
                        .numbers_of(&mut |_, _, _| Ok(false))?
                        .get(&5)
                        .copied()
                        .unwrap_or(0))
                })?
            }
            (3, 6) => footer.rows = walk.number()?,
            (4, 9) => {
                let groups = walk.structs(&mut |walk| {
                    let mut chunks = Vec::new();
                    let numbers = walk.numbers_of(&mut |walk, field, kind| {
                        let is_columns = (field, kind) == (1, 9);
                        if is_columns {
                            chunks = walk.structs(&mut ThriftWalk::chunk)?;
                        }
                        Ok(is_columns)
                    })?;
                    Ok((numbers.get(&3).copied().unwrap_or(-1), chunks))
                })?;
                for (rows, chunks) in groups {
                    footer.groups.push(rows);
                    columns.push(chunks.len());
                    footer.chunks.extend(chunks);
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    footer.leaves = leaves(&schema)?;
    if columns.iter().any(|&count| count != footer.leaves) {
        Err(ThriftFlaw::Wrong)
    } else {
        Ok(footer)
    }
}

/// How many columns hold values, of a schema that is told as how many children each node has, depth
/// first.
fn leaves(schema: &[i64]) -> Result<usize, ThriftFlaw> {
    // Of the groups that one stands in, how many members are still to come.
    let (mut open, mut leaves) = (vec![1_i64], 0);
    for (at, &children) in schema.iter().enumerate() {
        while open.pop_if(|left| *left == 0).is_some() {}
        *open.last_mut().ok_or(ThriftFlaw::Wrong)? -= 1;
        if children < 0 || open.len() > DEEPEST_SCHEMA {
            return Err(ThriftFlaw::Wrong);
        }
        // The root of a file without columns is no column.
        leaves += usize::from(children == 0 && at > 0);
        open.extend((children > 0).then_some(children));
    }
    if open.iter().all(|&left| left == 0) {
        Ok(leaves)
    } else {
        Err(ThriftFlaw::Wrong)
    }
}

impl ThriftWalk<'_> {
    /// A column of a row group. What it says of itself stands in a struct of its own.
    fn chunk(&mut self) -> Result<Chunk, ThriftFlaw> {
        let mut said = None;
        self.fields(0, &mut |walk, field, kind| {
            let is_said = (field, kind) == (3, 12);
            if is_said {
                said = Some(walk.numbers_of(&mut |_, _, _| Ok(false))?);
            }
            Ok(is_said)
        })?;
        let said = said.ok_or(ThriftFlaw::Wrong)?;
        let number = |field: i64| said.get(&field).copied();
        let needed = |field: i64| number(field).ok_or(ThriftFlaw::Wrong);
        let (values, unpacked, packed, data_at) = (needed(5)?, needed(6)?, needed(7)?, needed(9)?);
        Ok(Chunk {
            values,
            unpacked,
            packed,
            data_at,
            dictionary_at: number(11),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_one_tree_that_is_not_too_deep() {
        assert_eq!(
            leaves(&[3, 0, 2, 0, 0, 0]),
            Ok(4),
            "a root of three, the second of which holds two"
        );
        let nested = |groups: usize| [vec![1; groups], vec![0]].concat();
        assert_eq!(
            (leaves(&nested(63)), leaves(&nested(64))),
            (Ok(1), Err(ThriftFlaw::Wrong)),
            "the leaf stands in 63 groups, or 64"
        );
        assert_eq!(leaves(&nested(100_000)), Err(ThriftFlaw::Wrong));
        for wrong in [&[2, 0][..], &[1, 0, 0], &[1, -1], &[i64::MAX, 0], &[]] {
            assert_eq!(leaves(wrong), Err(ThriftFlaw::Wrong), "{wrong:?}");
        }
        assert_eq!(leaves(&[0]), Ok(0), "a file without columns");
    }
}
