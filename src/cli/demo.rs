//! `reckon demo`: the whole way on the sample estate, in one command.

use super::args::{Demo, Global};
use super::{Failure, jobs, sample, say};
use crate::model::receipt::Exit;

pub fn demo(global: &Global, demo: &Demo) -> Result<Exit, Failure> {
    sample::unpack(&demo.dir)?;
    let exit = jobs::run_named(global, &demo.dir, "demo")?;
    let report = demo.dir.join("out/reports/demo/latest/executive.html");
    say(&format!("The report lies in {}", report.display()))?;
    say(&format!(
        "Its sums are done by hand in {}",
        demo.dir.join("README.md").display()
    ))?;
    Ok(exit)
}
