//! A satellite of production, as most tests need one.

use chrono::TimeDelta;
use reckoner::model::Satellite;
use reckoner::model::satellite::Class;

pub fn satellite(id: &str, timezone: &str) -> Satellite {
    Satellite {
        id: id.parse().expect("an id"),
        name: id.to_owned(),
        class: Class::Prod,
        counts: true,
        region: String::new(),
        capability: String::new(),
        timezone: timezone.parse().expect("a zone"),
        active_from: None,
        active_to: None,
        stale_after: TimeDelta::hours(26),
    }
}
