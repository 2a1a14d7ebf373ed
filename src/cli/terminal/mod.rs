//! What commands share: answers on stdout, and on stderr log lines, progress and failures.

pub mod answer;
pub mod failure;
pub mod logs;
pub mod progress;
pub mod rim;
pub mod tables;
