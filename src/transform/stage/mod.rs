//! The stage: tallies are joined with who they work for, and with what that work costs by hand.
//! Polars joins and orders numbers; `ledger` makes money of the rows, one after the other, with
//! the pure functions of [`roi`](super::roi), [`kit`](super::kit) and [`amounts`](super::amounts),
//! because money is exact integers, and demand and signed cash run through a month in its order.
//!
//! ```text
//! TALLIES ──────┐ numbered_tallies: texts become numbers once
//! ITEM_TALLIES ─┤
//!               ├─ metered:  ⋈ claims on (matcher, text), within the claim's days; the first kind
//! meterings ────┤            that matches wins; a child of the same project is no unit
//! AUTOMATIONS ──┘               │
//!                               ├─ lines, by project, day and automation ──────────┐
//! projects × days ⋈ baselines (as of the day) ⋈ rates (as of the day): calendar ───┤
//!                                                                                  └─ ledger
//! ```

mod calendar;
mod claims;
mod dimensions;
mod metered;
mod numbered_tallies;

pub use calendar::{BaselineOnDay, Calendar};
pub use dimensions::Dimensions;
pub use metered::{Ambiguous, Metered, Ran, Row};
pub use numbered_tallies::prepared;
