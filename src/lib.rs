//! Reckoner: what automation returned, whether it kept its promises, and whether the goals are
//! being reached; from the exports of many environments to a page that an executive signs.
//!
//! > An **export** is read into **sessions**; they are counted into **tallies**; a tally is scored
//! > against its **baseline**; scores fill a **scoreboard**; a scoreboard is published as **marts**
//! > and rendered into **reports**.
//!
//! The rooms, in reading order; arrows only point down, and rooms of one floor never import one
//! another:
//!
//! | floor | room | what it does |
//! |---|---|---|
//! | 0 name | [`model`] | the nouns: projects, baselines, sessions, windows, exact numbers, the [`Scoreboard`](model::Scoreboard) |
//! | 1 keep | [`lake`] | [every table](lake::tables), the [store](lake::Store), the Delta log, the upsert by key; async ends here |
//! | 2 reach | [`services`] | services on the net are asked: secrets, patience, tokens |
//! | 3 do | [`extract`] | exports since the cursor become sessions and rejects: nothing vanishes |
//! | 3 do | [`transform`] | sessions become integers ([`tally`](transform::tally)), integers become money ([`roi`](transform::roi)), promises and goals |
//! | 3 do | [`publish`] | a scoreboard becomes marts and a [publication](publish::publication) |
//! | 3 do | [`render`] | a scoreboard becomes a page, a spreadsheet and a letter |
//! | 3 do | [`deliver`] | letters reach people by mail, each person once |
//! | 3 do | [`synth`] | an estate that never was, of any size, to measure with |
//! | 4 decide | [`workspace`] | what people wrote becomes what is meant, or all its mistakes at once |
//! | 4 decide | [`run`] | the pipeline on one screen |
//! | 5 ask | [`cli`] | arguments, clock, terminal, exit code |
//!
//! One value's journey: line 3 of `flowsession-2026-03.csv` is a row of `sessions`; it is one of
//! two `succeeded` in the tally of its automation on 2 March; metered to a project, 2 × 25 invoices
//! × 4 minutes × 36.00 an hour are 120.00 in [`transform::roi`]; that stands in a row of
//! `daily_values`, adds up in the project's score, and becomes a cell of `executive.html`. No step
//! looks back. What a row comes to, net benefit before all, is computed in [`model::figures`]
//! ([`Value::net`](model::Value::net)), and its columns are listed in [`model::columns`].

pub mod cli;
pub mod deliver;
pub mod extract;
pub mod lake;
pub mod model;
pub mod publish;
pub mod render;
pub mod run;
pub mod services;
pub mod synth;
pub mod transform;
pub mod workspace;
