//! Mutants of good and bad input, thrown at every way in. The gate throws a few of each, the same
//! every time; `RECKON_MUTANT_SECONDS=600 cargo test --test it mutants::` throws them at each way
//! in for so long, from `RECKON_MUTANT_SEED` on, and leaves the one in hand in
//! `target/tmp/mutant-<name>`: so one that ends the process is not lost. `fuzz/` does the same,
//! guided by what a mutant reaches.

use crate::fuzzed;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Of each way in, where nobody asks for more.
const MUTANTS: usize = 60;
const LONGEST: Duration = Duration::from_secs(20);
const MOST_BYTES: usize = 192 << 10;

/// Words that mean something to somebody.
const WORDS: [&[u8]; 36] = [
    b"\"",
    b"\"\"",
    b"\r\n",
    b"\r",
    b"\0",
    b",",
    b";",
    b"\t",
    b"{",
    b"}",
    b"[",
    b"]",
    b"null",
    b"-1",
    b"9223372036854775808",
    b"1e999",
    b"\\u0000",
    b"\\ud800",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PAR1",
    b"{{",
    b"{%",
    b"%}",
    b"{% for x in y %}",
    b" not ",
    b"..",
    b"../",
    b"file:///",
    b"\xe2\x80\xae",
    b"a = \"b\"\n",
    b"[[satellite]]\n",
    b"{\"a\":",
    b"{\"value\":[",
    b"\x19\xfc\xff\xff\xff\xff\x07",
    b"2026-03-02T08:00:00Z",
];

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end.max(1)
    }
}

fn mutated(bytes: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        let (at, length) = (dice.below(bytes.len() + 1), 1 + dice.below(64));
        let end = (at + length).min(bytes.len());
        match dice.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 if at < bytes.len() => bytes[at] = [0, 0xff, 0x7f, 0x80, b'0', b' '][dice.below(6)],
            2 => drop(bytes.drain(at..end)),
            3 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            4 => {
                let from = dice.below(other.len() + 1);
                let piece = other[from..(from + length).min(other.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            5 => {
                bytes.splice(at..at, WORDS[dice.below(WORDS.len())].iter().copied());
            }
            // One in the other, very often: how deep may it be?
            6 => {
                let count = 1 << dice.below(15);
                let many = WORDS[dice.below(WORDS.len())].repeat(count);
                bytes.splice(at..at, many);
            }
            7 => bytes.truncate(at),
            _ => {
                let words = |dice: &mut Dice| WORDS[dice.below(WORDS.len())];
                bytes.splice(at..end, words(dice).iter().copied());
            }
        }
        bytes.truncate(MOST_BYTES);
    }
    bytes
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn thrown_at(name: &str) {
    let (_, target) = fuzzed::TARGETS
        .into_iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    let asked = |variable: &str| {
        std::env::var(variable)
            .ok()
            .map(|number| number.parse::<u64>().unwrap())
    };
    let seconds = asked("RECKON_MUTANT_SECONDS").map(Duration::from_secs);
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ asked("RECKON_MUTANT_SEED").unwrap_or(1));
    let (seeds, began) = (seeds(name), Instant::now());
    assert!(!seeds.is_empty(), "{name} has no corpus");
    seeds.iter().for_each(|seed| target(seed));
    let (mut pool, mut count) = (seeds.clone(), 0);
    let is_over = |count| seconds.map_or(count >= MUTANTS, |seconds| began.elapsed() >= seconds);
    let in_hand = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{name}"));
    while !is_over(count) {
        let (one, other) = (dice.below(pool.len()), dice.below(pool.len()));
        let mutant = mutated(&pool[one], &pool[other], &mut dice);
        if seconds.is_some() {
            fs::write(&in_hand, &mutant).unwrap();
        }
        let thrown = Instant::now();
        target(&mutant);
        assert!(
            thrown.elapsed() < LONGEST,
            "{name}: a mutant took {:?}",
            thrown.elapsed()
        );
        count += 1;
        // Some live on, so that mutants have mutants; the good ones come back, so that these do not
        // drift into noise.
        match dice.below(20) {
            0 => pool.push(mutant),
            1 => pool.push(seeds[dice.below(seeds.len())].clone()),
            _ => continue,
        }
        if pool.len() > 64 {
            pool.swap_remove(dice.below(64));
        }
    }
    println!("{name}: {count} mutants in {:?}", began.elapsed());
}

#[test]
fn no_mutant_of_csv_breaks_anything() {
    thrown_at("csv");
}

#[test]
fn no_mutant_of_json_breaks_anything() {
    thrown_at("json");
}

#[test]
fn no_mutant_of_parquet_breaks_anything() {
    thrown_at("parquet");
}

#[test]
fn no_mutant_of_a_workbook_breaks_anything() {
    thrown_at("xlsx");
}

#[test]
fn no_mutant_of_a_sheet_breaks_anything() {
    thrown_at("sheet");
}

#[test]
fn no_mutant_of_an_archive_breaks_anything() {
    thrown_at("zip");
}

#[test]
fn no_mutant_of_a_delta_log_breaks_anything() {
    thrown_at("delta");
}

#[test]
fn no_mutant_of_a_links_model_breaks_anything() {
    thrown_at("model");
}

#[test]
fn no_mutant_of_a_workspaces_toml_breaks_anything() {
    thrown_at("toml");
}

#[test]
fn no_mutant_of_a_template_breaks_anything() {
    thrown_at("template");
}
