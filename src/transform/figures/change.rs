//! What moved between two stretches of time.

use crate::model::Value;
use crate::model::columns::{COUNT_COLUMNS, VALUE_COLUMNS};

/// `now − before`, column by column. What was not valued in one of the two did not move by
/// anything that is known.
///
/// ```
/// # use reckoner::{model::{Micros, Value, value::Soft}, transform::figures::change::between};
/// let soft = |amount| Some(Soft { recaptured: Micros::whole(amount), ..Soft::default() });
/// let february = Value { soft: soft(2_000), cost_run: Micros::whole(400), ..Value::default() };
/// let march = Value { soft: soft(2_460), cost_run: Micros::whole(415), ..Value::default() };
/// // 2,045.00 after 1,600.00 of net
/// assert_eq!(between(&march, &february).net(), Micros::whole(445));
/// assert_eq!(between(&march, &Value::default()).soft, None);
/// ```
pub fn between(now: &Value, before: &Value) -> Value {
    let mut change = Value::default();
    for column in COUNT_COLUMNS {
        let count = (column.get)(&now.counts) - (column.get)(&before.counts);
        (column.put)(&mut change.counts, count);
    }
    for column in VALUE_COLUMNS {
        let both = (column.get)(now).zip((column.get)(before));
        if let Some((put, (now, before))) = column.put.zip(both) {
            put(&mut change, now - before);
        }
    }
    change
}
