//! Scores by net, the best first: of many the two ends, with what lies between added up, so that a
//! column still adds up.

use crate::model::board::comparisons::{Between, Ends};
use crate::model::scoreboard::{DepartmentScore, ProjectScore};
use crate::model::{DepartmentId, Micros, ProjectId, Value};

/// How many are shown.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Up to so many are all shown.
    pub all: usize,
    /// Of more, so many from the top and so many from the bottom.
    pub best: usize,
    pub worst: usize,
}

/// What is ranked.
struct Ranked<Id> {
    id: Id,
    value: Value,
    projects: i64,
}

pub fn of_projects(projects: &[&ProjectScore], shown: Shown) -> Ends<ProjectId> {
    let projects = projects.iter().filter(|p| !p.project_id.is_shared());
    let ranked = projects.map(|p| Ranked {
        id: p.project_id.clone(),
        value: p.value,
        projects: 1,
    });
    ranking(ranked.collect(), shown)
}

pub fn of_departments(departments: &[DepartmentScore], shown: Shown) -> Ends<DepartmentId> {
    let ranked = departments.iter().filter_map(|d| {
        Some(Ranked {
            id: d.department_id.clone()?,
            value: d.value,
            projects: d.projects,
        })
    });
    ranking(ranked.collect(), shown)
}

fn ranking<Id: Ord>(mut ranked: Vec<Ranked<Id>>, shown: Shown) -> Ends<Id> {
    ranked.sort_by(|a, b| {
        let (one, other) = (a.value.net(), b.value.net());
        other.cmp(&one).then(a.id.cmp(&b.id))
    });
    let losing = || {
        let nets = ranked.iter().map(|r| r.value.net());
        nets.filter(|net| net.is_negative())
    };
    let (losing, lost) = (losing().count(), losing().sum::<Micros>());
    let mut worst = Vec::new();
    let mut between = None;
    if ranked.len() > shown.all {
        worst = ranked.split_off(ranked.len() - shown.worst);
        between = Some(added_up(&ranked.split_off(shown.best)));
    }
    let ids = |ranked: Vec<Ranked<Id>>| ranked.into_iter().map(|r| r.id).collect();
    Ends {
        best: ids(ranked),
        between,
        worst: ids(worst),
        losing,
        lost,
    }
}

fn added_up<Id>(ranked: &[Ranked<Id>]) -> Between {
    let mut value = Value::default();
    ranked.iter().for_each(|r| value += r.value);
    Between {
        scores: ranked.len() as i64,
        value,
        projects: ranked.iter().map(|r| r.projects).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(nets: impl Iterator<Item = i64>) -> Vec<Ranked<String>> {
        let one = |net: i64| Ranked {
            id: format!("p{net}"),
            value: Value {
                cashable: Micros::whole(net.max(0)),
                cost_run: Micros::whole(-net.min(0)),
                ..Value::default()
            },
            projects: 2,
        };
        nets.map(one).collect()
    }

    const SHOWN: Shown = Shown {
        all: 12,
        best: 8,
        worst: 4,
    };

    #[test]
    fn of_many_the_ends_are_shown_and_what_lies_between_is_added_up() {
        let twenty = ranking(ranked(1..=20), SHOWN);
        let best = ["p20", "p19", "p18", "p17", "p16", "p15", "p14", "p13"];
        assert_eq!(twenty.best, best);
        assert_eq!(twenty.worst, ["p4", "p3", "p2", "p1"]);
        let between = twenty.between.expect("twenty are more than twelve");
        // 5 + 6 + … + 12 = 68
        assert_eq!(between.value.net(), Micros::whole(68));
        assert_eq!((between.scores, between.projects), (8, 16));
        assert_eq!((twenty.losing, twenty.lost), (0, Micros::ZERO));
    }

    #[test]
    fn of_few_all_are_shown_and_losses_are_added_up() {
        // 12 of them: −3, −2, −1, 0 … 8
        let few = ranking(ranked(-3..=8), SHOWN);
        assert_eq!((few.best.len(), few.between), (12, None));
        assert_eq!((few.best[0].as_str(), few.best[11].as_str()), ("p8", "p-3"));
        assert_eq!((few.losing, few.lost), (3, Micros::whole(-6)));
    }

    #[test]
    fn equals_stand_by_their_ids() {
        let mut equal = ranked([5, 5, 5].into_iter());
        for (ranked, id) in equal.iter_mut().zip(["c", "a", "b"]) {
            ranked.id = id.to_owned();
        }
        assert_eq!(ranking(equal, SHOWN).best, ["a", "b", "c"]);
    }
}
