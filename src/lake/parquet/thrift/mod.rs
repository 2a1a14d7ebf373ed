//! Thrift's compact protocol, as far as the footer of a Parquet file goes.

mod footer;
mod walk;

pub use self::footer::{Chunk, Footer, footer};
pub use self::walk::{ThriftFlaw, walk};
