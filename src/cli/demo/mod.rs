//! `reckon demo`: the whole way on the sample estate, in one command.

pub mod sample;

use super::args::{Demo, Global};
use super::jobs;
use super::terminal::answer::say;
use super::terminal::failure::Failure;
use crate::model::receipt::Exit;

pub fn demo(global: &Global, demo: &Demo) -> Result<Exit, Failure> {
    sample::unpack(&demo.dir)?;
    let exit = jobs::run_named(global, &demo.dir, "demo")?;
    let place = |path: &str| demo.dir.join(path).display().to_string();
    let latest = |name: &str| place(&format!("out/reports/demo/latest/{name}"));
    say(&format!("The report lies in {}", latest("executive.html")))?;
    say(&format!(
        "The same as a workbook: {}",
        latest("executive.xlsx")
    ))?;
    say(&format!(
        "The mails to its readers, each cut to what they may see: {}",
        place("out/mail")
    ))?;
    say(&format!(
        "Its sums are done by hand in {}",
        demo.dir.join("README.md").display()
    ))?;
    Ok(exit)
}
