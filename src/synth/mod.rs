//! An estate that never was, of any size: its exports, told as real ones are (rhythm, skew, bursts
//! of errors, sessions told twice, corrected and deleted), and the master data that values them.
//! For measuring, and for tests that no real export may leave the house for.
//!
//! ```text
//!  Scale ──▶ World ──has──▶ Satellite ──runs──▶ Session       what happened, computed from its number alone
//!              │               │
//!              │               └──tells──▶ Telling           the stream: first, finish, again, corrected, deleted
//!              ├──▶ texts: reckoner.toml, baselines, a job
//!              └──▶ Delivery ──written as──▶ bytes, and an Account of what they say
//! ```
//!
//! Nothing is remembered: whatever a session was is computed again from (seed, satellite, number),
//! so memory is flat, any file can be written by any thread, and one more day continues where the
//! last one ended.

mod account;
mod calendar;
mod chance;
mod delivery;
mod errors;
mod files;
mod fleet;
mod forms;
mod names;
mod satellite;
mod scale;
mod session;
mod stream;
mod texts;
mod world;

pub use account::Account;
pub use files::ExportFile;
pub use scale::{Cut, EstateScale, Shape};
pub use world::World;

#[cfg(test)]
mod tests;
