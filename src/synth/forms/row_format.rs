//! What a form of export must be able to write.

use crate::synth::session::Session;

/// When the source says something, and under which of its versions.
#[derive(Debug, Clone, Copy)]
pub struct VersionStamp {
    pub version: u64,
    /// Milliseconds since 1970.
    pub ms: i64,
}

pub trait RowFormat {
    /// What stands before the first row.
    fn begin(&self, _out: &mut Vec<u8>) {}

    fn tell(&self, out: &mut Vec<u8>, session: &Session<'_>, stamp: VersionStamp);

    fn tell_deleted(&self, out: &mut Vec<u8>, id: [u64; 2], stamp: VersionStamp);
}
