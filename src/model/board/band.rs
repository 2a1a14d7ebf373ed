//! Between which two amounts a figure probably lies. A part of the scoreboard; computed in
//! `transform::figures::bands`.

use crate::model::exact::Micros;

/// In one case of ten it is below the lower amount, in one above the higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    pub p10: Micros,
    pub p90: Micros,
}
