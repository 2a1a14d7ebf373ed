//! Parquet footers as no writer makes them, in Thrift's compact protocol, byte by byte.

/// A schema of so many groups, each within the one before, and a column in the last.
pub const NESTED: fn(usize) -> Vec<Vec<u8>> = |groups| {
    // 4: name, a text of one byte; 5: one child. The column is 1: a boolean, 3: required, 4: its
    // name.
    let group = || vec![0x48, 0x01, b'g', 0x15, 0x02, 0x00];
    let column = vec![0x15, 0x00, 0x25, 0x00, 0x18, 0x01, b'c', 0x00];
    (0..groups).map(|_| group()).chain([column]).collect()
};

/// A footer: 1: version 1; 2: the schema; 3: rows; 4: no row groups.
pub fn footer(schema: &[Vec<u8>], rows: u8) -> Vec<u8> {
    [
        vec![0x15, 0x02],
        list(1, 12, schema.len(), &schema.concat()),
        vec![0x16, 2 * rows],
        list(1, 12, 0, &[]),
        vec![0x00],
    ]
    .concat()
}

/// A field that is a list, so many behind the field before; `kind` 12: of structs.
pub fn list(behind: u8, kind: u8, count: usize, elements: &[u8]) -> Vec<u8> {
    let mut bytes = vec![behind << 4 | 9, 0xf0 | kind];
    let mut left = count;
    while left >= 0x80 {
        bytes.push(left as u8 | 0x80);
        left >>= 7;
    }
    bytes.push(left as u8);
    [bytes, elements.to_vec()].concat()
}

/// A file that is nothing but its footer.
pub fn parquet(footer: &[u8]) -> Vec<u8> {
    [
        b"PAR1",
        footer,
        &(footer.len() as u32).to_le_bytes(),
        b"PAR1",
    ]
    .concat()
}
