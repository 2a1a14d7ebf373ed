//! Method reckoner-1, the ladder: one row's sessions to units, minutes and money. Each function is
//! one line of the definitions; each rounds once, half-even to 10⁻⁶, where the definitions say so.
//! A row is (project, satellite, automation, day).

use crate::model::Micros;
use crate::model::exact::Product;
use crate::model::master::{Baseline, Unit};
use crate::model::value::{Ladder, Soft};

/// What one row did, each count and duration already times its share. A whole count times a share
/// of six digits is exact, so several shares of one row add up before anything is rounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worked {
    /// Succeeded, with exceptions or without.
    pub successes: Micros,
    /// Failed and timed out.
    pub failures: Micros,
    /// Those that say something of reliability.
    pub valid: Micros,
    /// All that ran, children of what counts too: what a cost per session is paid for.
    pub ran: Micros,
    /// Their duration: what a machine hour is paid for.
    pub ran_ms: Micros,
    /// What the vendor's kit charges a project for: all but successes, cancelled ones and open
    /// ones.
    pub charged: Micros,
    /// The duration of valid ones: what a shared cost is split by.
    pub valid_ms: Micros,
    /// The part of it during which a person sat beside.
    pub attended_ms: Micros,
    /// Items of queues that succeeded, with exceptions or without.
    pub item_successes: Micros,
    /// Items that finally failed or timed out.
    pub item_failures: Micros,
    /// Items that say something of reliability: what a cost per item is paid for.
    pub item_valid: Micros,
}

impl Worked {
    /// What the baseline counts: units of sessions, or succeeded items, which are units as they
    /// are.
    pub fn units(&self, baseline: &Baseline) -> Micros {
        match baseline.unit {
            Unit::Session => units(self.successes, baseline.units_per_session),
            Unit::Item => self.item_successes,
        }
    }

    pub fn failed_units(&self, baseline: &Baseline) -> Micros {
        match baseline.unit {
            Unit::Session => units(self.failures, baseline.units_per_session),
            Unit::Item => self.item_failures,
        }
    }
}

/// `units = successes × share × units_per_session`, and the same for failed units.
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::units};
/// // 7 successes at a share of a half, 3 invoices a session: 10.5 units
/// assert_eq!(units(Micros(3_500_000), Micros::whole(3)), Micros(10_500_000));
/// ```
pub fn units(successes: Micros, units_per_session: Micros) -> Micros {
    Product::of(successes).times(units_per_session).round()
}

/// `units_valued = min(units, what is left of the month's demand)`, never below 0.
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::units_valued};
/// let whole = Micros::whole;
/// assert_eq!(units_valued(whole(8), Some(whole(100)), whole(95)), whole(5)); // 95 were there already: 5 are left
/// assert_eq!(units_valued(whole(8), Some(whole(100)), whole(120)), whole(0)); // nobody asked for more
/// assert_eq!(units_valued(whole(8), None, whole(120)), whole(8)); // not capped
/// ```
pub fn units_valued(
    units: Micros,
    demand_per_month: Option<Micros>,
    units_before: Micros,
) -> Micros {
    demand_per_month.map_or(units, |demand| {
        units.min((demand - units_before).max(Micros::ZERO))
    })
}

/// `labour_minutes = units_valued × minutes_per_unit × people × automated_share`
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::labour_minutes};
/// // 38 units of 15 minutes by one person, of which the automation does all: 570 minutes
/// let whole = Micros::whole;
/// assert_eq!(labour_minutes(whole(38), whole(15), whole(1), whole(1)), whole(570));
/// ```
pub fn labour_minutes(
    units_valued: Micros,
    minutes_per_unit: Micros,
    people: Micros,
    automated_share: Micros,
) -> Micros {
    Product::of(units_valued)
        .times(minutes_per_unit)
        .times(people)
        .times(automated_share)
        .round()
}

/// `capacity = net_minutes / 60 × hourly_rate × exchange rate`; negative where the automation costs
/// people more time than it saves them.
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::capacity};
/// // 570 minutes at 40.00 an hour: 380.00
/// assert_eq!(capacity(Micros::whole(570), Micros::whole(40), Micros::ONE), Micros::whole(380));
/// ```
pub fn capacity(net_minutes: Micros, hourly_rate: Micros, rate: Micros) -> Micros {
    Product::of(net_minutes)
        .times(hourly_rate)
        .times(rate)
        .over(60)
}

/// `rework_minutes_saved = units_valued × (error_rate − automated_error_rate) × rework_minutes ×
/// rework_people`
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::{rework_minutes_saved, units}};
/// // of 200 units 5 % went wrong by hand and 1 % do now; mending one takes 2 people 30 minutes: 200 × 0.04 × 30 × 2 = 480
/// let whole = Micros::whole;
/// assert_eq!(rework_minutes_saved(whole(200), Micros(40_000), whole(30), whole(2)), whole(480));
/// ```
pub fn rework_minutes_saved(
    units_valued: Micros,
    errors_avoided: Micros,
    rework_minutes: Micros,
    rework_people: Micros,
) -> Micros {
    Product::of(units_valued)
        .times(errors_avoided)
        .times(rework_minutes)
        .times(rework_people)
        .round()
}

/// `error_avoidance = units_valued × (error_rate − automated_error_rate) × rework_minutes ×
/// rework_people / 60 × hourly_rate × exchange rate × conversion`: rework that people are spared is
/// their time, and is put to use in the same part. Where the automation makes more errors than
/// people did, it is negative, and not converted.
///
/// ```
/// # use reckoner::{model::{Micros, master::Baseline}, transform::roi::error_avoidance};
/// // 480 minutes of rework at 40.00 an hour are 320.00, of which half is put to use
/// let whole = Micros::whole;
/// let rework = (Micros(40_000), whole(30), whole(2));
/// assert_eq!(error_avoidance(whole(200), rework, whole(40), whole(1), Micros(500_000)), whole(160));
/// ```
pub fn error_avoidance(
    units_valued: Micros,
    (errors_avoided, rework_minutes, rework_people): (Micros, Micros, Micros),
    hourly_rate: Micros,
    rate: Micros,
    conversion: Micros,
) -> Micros {
    let conversion = if errors_avoided.is_negative() {
        Micros::ONE
    } else {
        conversion
    };
    let rework = Product::of(units_valued)
        .times(errors_avoided)
        .times(rework_minutes)
        .times(rework_people);
    rework
        .times(hourly_rate)
        .times(rate)
        .times(conversion)
        .over(60)
}

/// `recaptured = (freed − replaced) × conversion + lost`, once per project and day: `freed` is the
/// day's capacity where it is above 0, `lost` where it is below. What people lose is lost whole,
/// whatever part of freed time is put to use.
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::recaptured};
/// // 380.00 of capacity, of which 80.00 were already signed for as cash; half of the rest is put to use: 150.00
/// let whole = Micros::whole;
/// assert_eq!(recaptured(whole(380), whole(80), Micros(500_000)), whole(150));
/// // reviews of what nobody wanted cost 14.00: all of it
/// assert_eq!(recaptured(whole(-14), whole(0), Micros(500_000)), whole(-14));
/// ```
pub fn recaptured(capacity: Micros, replaced: Micros, conversion: Micros) -> Micros {
    let (freed, lost) = (capacity.max(Micros::ZERO), capacity.min(Micros::ZERO));
    Product::of(freed - replaced).times(conversion).round() + lost
}

/// Signed cash that stands in the place of freed capacity: of the month up to a day, `min(cash,
/// max(0, capacity))`. What is taken off on a day is what this grew by, so that cash above all
/// capacity takes nothing from anybody.
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::replaced};
/// let whole = Micros::whole;
/// assert_eq!(replaced(whole(31), whole(4)), whole(4));
/// assert_eq!(replaced(whole(2), whole(4)), whole(2));
/// assert_eq!(replaced(whole(2), whole(-4)), whole(0));
/// ```
pub fn replaced(cash: Micros, capacity: Micros) -> Micros {
    cash.min(capacity.max(Micros::ZERO))
}

/// `cost per session = amount × sessions that ran × share × exchange rate`, once per row and line
/// of costs.csv; and per valid item likewise.
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::session_cost};
/// // 3 sessions at a share of a half, 0.25 each: 0.375
/// assert_eq!(session_cost(Micros(250_000), Micros(1_500_000), Micros::ONE), Micros(375_000));
/// ```
pub fn session_cost(amount: Micros, sessions: Micros, rate: Micros) -> Micros {
    Product::of(sessions).times(amount).times(rate).round()
}

/// `cost per machine hour = amount × duration of what ran × share × exchange rate`
///
/// ```
/// # use reckoner::{model::Micros, transform::roi::machine_hour_cost};
/// // 90 minutes are 5,400,000 ms, at 6.00 an hour: 9.00
/// assert_eq!(machine_hour_cost(Micros::whole(6), Micros::whole(5_400_000), Micros::ONE), Micros::whole(9));
/// ```
pub fn machine_hour_cost(amount: Micros, ran_ms: Micros, rate: Micros) -> Micros {
    Product::of(ran_ms)
        .times(amount)
        .times(rate)
        .over(3_600_000)
}

/// The rungs of one row that are units and minutes.
pub fn ladder(worked: &Worked, baseline: &Baseline, units_before: Micros) -> Ladder {
    let attended_minutes = if baseline.attended_deducts {
        Product::of(worked.attended_ms).over(60_000)
    } else {
        Micros::ZERO
    };
    let done = DoneUnits {
        units: worked.units(baseline),
        // Failed units are units: rounded once per row, before minutes are made of them.
        failed_units: worked.failed_units(baseline),
        attended_minutes,
    };
    ladder_of(&done, baseline, units_before)
}

/// What was done, or planned to be done, in units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DoneUnits {
    pub units: Micros,
    pub failed_units: Micros,
    pub attended_minutes: Micros,
}

/// The same of units, each kind rounded already.
pub fn ladder_of(done: &DoneUnits, baseline: &Baseline, units_before: Micros) -> Ladder {
    let b = baseline;
    let &DoneUnits {
        units,
        failed_units,
        attended_minutes,
    } = done;
    let units_valued = units_valued(units, b.demand_per_month, units_before);
    let labour_minutes = labour_minutes(
        units_valued,
        b.minutes_per_unit,
        b.people,
        b.automated_share,
    );
    let review_minutes = Product::of(units).times(b.review_minutes_per_unit).round();
    let failure_minutes = Product::of(failed_units)
        .times(b.failure_minutes_per_unit)
        .round();
    let net_minutes = labour_minutes - review_minutes - failure_minutes - attended_minutes;
    let errors_avoided = b.error_rate - b.automated_error_rate;
    let rework_minutes_saved = rework_minutes_saved(
        units_valued,
        errors_avoided,
        b.rework_minutes,
        b.rework_people,
    );
    Ladder {
        units,
        units_valued,
        labour_minutes,
        review_minutes,
        failure_minutes,
        attended_minutes,
        net_minutes,
        rework_minutes_saved,
    }
}

/// The capacity of the same row where a unit takes so many minutes by hand.
pub fn capacity_at(minutes: Micros, ladder: &Ladder, baseline: &Baseline, rate: Micros) -> Micros {
    let b = baseline;
    let labour = labour_minutes(ladder.units_valued, minutes, b.people, b.automated_share);
    let net_minutes = ladder.net_minutes - ladder.labour_minutes + labour;
    capacity(net_minutes, b.hourly_rate, rate)
}

/// What they are worth at an exchange rate; `recaptured` and its band belong to the day, not to its
/// rows.
pub fn soft(ladder: &Ladder, baseline: &Baseline, rate: Micros) -> Soft {
    let b = baseline;
    let rework = (
        b.error_rate - b.automated_error_rate,
        b.rework_minutes,
        b.rework_people,
    );
    let labour = Product::of(ladder.labour_minutes)
        .times(b.hourly_rate)
        .times(rate);
    Soft {
        capacity: capacity(ladder.net_minutes, b.hourly_rate, rate),
        recaptured: Micros::ZERO,
        error_avoidance: error_avoidance(
            ladder.units_valued,
            rework,
            b.hourly_rate,
            rate,
            b.put_to_use(),
        ),
        labour_value: labour.clone().over(60),
        labour_claimed: labour.times(b.put_to_use()).over(60),
        band_down: Micros::ZERO,
        band_up: Micros::ZERO,
    }
}
