//! The nouns. Everything else in the house speaks in these words; they import `std` and `chrono`
//! only (with `chrono-tz`, which is chrono's table of the world's clocks).
//!
//! ```text
//!  Satellite ──has──▶ Automation ──runs as──▶ Session          what happened (exports)
//!                        │
//!                     Metering (from a day on, with a share)    who it works for
//!                        ▼
//!  Department ◀─of─ Project ──has──▶ Baseline, Cost, Benefit    what the work costs by hand, and what we pay
//!                        │
//!                        ├──▶ Objective   a promise             (SLA)
//!                        └──▶ Goal        a target              (a manager's)
//!
//!  Session ──count──▶ Tally ──value──▶ Value of a day ──sum──▶ Scoreboard = scores + Gaps
//! ```
//!
//! Reading order: [`ids`], [`exact`], [`window`], [`zone`], [`session`], [`satellite`], [`event`],
//! [`master`] with [`baseline`], [`amounts`], [`targets`] and [`scope`], [`value`] with [`figures`]
//! and [`ratio`], [`gap`], [`drift`], [`scoreboard`] with [`cells`] and [`columns`],
//! [`board`], [`publication`], [`language`], [`letter`], [`receipt`]; [`many`] of anything.

pub mod amounts;
pub mod baseline;
pub mod board;
pub mod cells;
pub mod columns;
pub mod drift;
pub mod event;
pub mod exact;
pub mod figures;
pub mod finding;
pub mod gap;
pub mod ids;
pub mod letter;
pub mod many;
pub mod master;
pub mod publication;
pub mod ratio;
pub mod receipt;
pub mod satellite;
pub mod scope;
pub mod scoreboard;
pub mod session;
pub mod targets;
pub mod value;
pub mod window;
pub mod zone;

pub use letter::language;

pub use exact::Micros;
pub use gap::Gap;
pub use ids::{DepartmentId, GoalId, JobName, ObjectiveId, ProjectId, SatelliteId};
pub use master::Master;
pub use publication::Publication;
pub use satellite::{Estate, Satellite};
pub use scoreboard::Scoreboard;
pub use session::{Mode, Outcome};
pub use value::{Method, Value};
pub use window::{Window, WindowSpec};
pub use zone::Zone;
