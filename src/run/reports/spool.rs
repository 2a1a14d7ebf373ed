//! Rendered files that wait until all of them are rendered: nothing is published of which a page
//! cannot be made. What is much lies in a temporary file without a name, so that nothing of it is
//! left whatever happens.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use bytes::Bytes;

use super::super::Fault;
use crate::lake::{LakeError, Store, hash};

pub struct PageSpool {
    file: File,
    pages: Vec<SpooledPage>,
    end: u64,
}

struct SpooledPage {
    name: String,
    begin: u64,
    length: usize,
    sha256: String,
}

impl PageSpool {
    /// It lies where `out` does.
    pub fn new(out: &Store) -> Result<Self, Fault> {
        Ok(Self {
            file: out.scratch()?,
            pages: Vec::new(),
            end: 0,
        })
    }

    pub fn add(&mut self, name: String, bytes: &[u8]) -> Result<(), Fault> {
        let doing = || format!("writing {} bytes to", bytes.len());
        let kept = self.file.write_all(bytes);
        kept.map_err(|source| lost(doing(), source))?;
        self.pages.push(SpooledPage {
            name,
            begin: self.end,
            length: bytes.len(),
            sha256: hash::of(bytes),
        });
        self.end = self.end.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// Name and hash of each, in the order in which they were added.
    pub fn names(&self) -> Vec<(String, String)> {
        let name = |page: &SpooledPage| (page.name.clone(), page.sha256.clone());
        self.pages.iter().map(name).collect()
    }

    /// The bytes of the nth.
    pub fn read(&mut self, nth: usize) -> Result<Bytes, Fault> {
        let page = &self.pages[nth];
        let mut bytes = vec![0; page.length];
        let begin = SeekFrom::Start(page.begin);
        let read = self.file.seek(begin);
        let read = read.and_then(|_| self.file.read_exact(&mut bytes));
        // Whoever adds another one adds it at the end.
        let back = self.file.seek(SeekFrom::End(0));
        let doing = || format!("reading {} bytes from", page.length);
        read.and(back).map_err(|source| lost(doing(), source))?;
        Ok(bytes.into())
    }
}

fn lost(doing: String, source: io::Error) -> Fault {
    Fault::Lake(LakeError::Io {
        doing,
        path: "a temporary file in out/".into(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_back_as_they_were_added() {
        let folder = tempfile::tempdir().unwrap();
        let out = Store::open("out", folder.path()).unwrap();
        let mut spool = PageSpool::new(&out).unwrap();
        spool.add("a.html".into(), b"first").unwrap();
        assert_eq!(spool.read(0).unwrap(), "first");
        spool.add("b/c.html".into(), b"").unwrap();
        spool.add("d.csv".into(), b"third, the longest").unwrap();
        let read: Vec<Bytes> = (0..3).map(|nth| spool.read(nth).unwrap()).collect();
        assert_eq!(read, ["first", "", "third, the longest"]);
        let names = spool.names();
        assert_eq!(names[1].0, "b/c.html");
        assert_eq!(names[2].1, hash::of(b"third, the longest"));
        // Nobody finds it.
        assert_eq!(out.list("").unwrap().len(), 0);
    }
}
