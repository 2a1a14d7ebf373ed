//! How the rows of exports lie in files: tables of texts, JSON, Parquet and workbooks; and what
//! they are packed in.

pub mod csv;
pub mod encoding;
pub mod entities;
pub mod json;
pub mod parquet;
pub mod unpack;
pub mod workbook;
pub mod zipped;
