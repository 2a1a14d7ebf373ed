use super::DeliveryState::{
    Accepted, Begun, Deferred, Planned, Refused, Rendered, Unknown, Withheld,
};
use super::*;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(60 * minute, 0).unwrap()
}

/// A chain: each state with its publication, a minute after the other.
fn chain(states: &[(DeliveryState, &str)]) -> Vec<DeliveryStep> {
    let day = "2026-03-31".parse().unwrap();
    let errand = Errand {
        job: "weekly".parse().unwrap(),
        window: Window::new(day, day).unwrap(),
        report: "executive".into(),
        person: Correspondent {
            name: "Ann".into(),
            address: "ann@contoso.com".into(),
        },
        scope: "estate".into(),
    };
    let step = |(n, (state, publication)): (usize, &(DeliveryState, &str))| DeliveryStep {
        state: *state,
        retry_after: (*state == Deferred).then(|| at(n as i64 + 15)),
        ..errand.step(n as i64, publication, at(n as i64))
    };
    states.iter().enumerate().map(step).collect()
}

fn of(states: &[(DeliveryState, &str)], publication: &str, minute: i64) -> Next {
    next(&chain(states), publication, Resend::Correction, at(minute))
}

fn make(corrects: &[&str]) -> Next {
    Next::Make {
        corrects: corrects.iter().map(|p| (*p).to_owned()).collect(),
    }
}

#[test]
fn a_mail_is_made_once_and_sent_until_the_server_has_it() {
    let planned = [(Planned, "a")];
    let rendered = [(Planned, "a"), (Rendered, "a")];
    let begun = [(Planned, "a"), (Rendered, "a"), (Begun, "a")];
    assert_eq!(of(&[], "a", 0), make(&[]));
    assert_eq!(of(&planned, "a", 1), make(&[]));
    assert_eq!(of(&rendered, "a", 1), Next::Send);
    assert_eq!(of(&begun, "a", 10), Next::UnderWay, "somebody is at it");
    assert_eq!(of(&begun, "a", 100), Next::Unknown, "nobody is any more");
    for (end, next) in [
        (Accepted, Next::Stands),
        (Refused, Next::Refused),
        (Unknown, Next::Unknown),
    ] {
        assert_eq!(
            of(&[begun.as_slice(), &[(end, "a")]].concat(), "a", 100),
            next
        );
    }
    let deferred = [begun.as_slice(), &[(Deferred, "a")]].concat();
    assert_eq!(
        of(&deferred, "a", 17),
        Next::Waits {
            until: Some(at(18))
        }
    );
    assert_eq!(of(&deferred, "a", 18), Next::Send);
}

#[test]
fn another_publication_corrects_what_somebody_may_have_and_nothing_else() {
    let sent = |end: DeliveryState| vec![(Rendered, "a"), (Begun, "a"), (end, "a")];
    assert_eq!(of(&sent(Accepted), "b", 9), make(&["a"]));
    assert_eq!(of(&sent(Unknown), "b", 9), make(&["a"]));
    assert_eq!(of(&sent(Refused), "b", 9), make(&[]), "nobody has it");
    assert_eq!(of(&sent(Deferred), "b", 9), make(&[]));
    assert_eq!(of(&[(Rendered, "a")], "b", 9), make(&[]));
    assert_eq!(of(&[(Begun, "a")], "b", 9), Next::UnderWay);
    assert_eq!(of(&[(Begun, "a")], "b", 99), make(&["a"]));
    let twice = [sent(Accepted), vec![(Begun, "b"), (Accepted, "b")]].concat();
    assert_eq!(of(&twice, "c", 9), make(&["a", "b"]));
    assert_eq!(of(&twice, "a", 9), make(&["a", "b"]), "back to what it was");
    let never = |states: &[_]| next(&chain(states), "b", Resend::Never, at(9));
    assert_eq!(never(&sent(Accepted)), Next::Withhold);
    assert_eq!(never(&sent(Refused)), make(&[]), "nobody has one yet");
    let withheld = [sent(Accepted), vec![(Withheld, "b")]].concat();
    assert_eq!(never(&withheld), Next::Stands);
}

#[test]
fn a_delivery_is_known_by_job_window_report_person_and_scope() {
    let day = |day: &str| day.parse().unwrap();
    let errand = |job: &str, last: &str, report: &str, address: &str, scope: &str| Errand {
        job: job.parse().unwrap(),
        window: Window::new(day("2026-03-01"), day(last)).unwrap(),
        report: report.into(),
        person: Correspondent {
            name: "whoever".into(),
            address: address.into(),
        },
        scope: scope.into(),
    };
    let ids: std::collections::BTreeSet<String> = [
        errand("a", "2026-03-31", "r", "ann@x.com", "estate"),
        errand("b", "2026-03-31", "r", "ann@x.com", "estate"),
        errand("a", "2026-03-30", "r", "ann@x.com", "estate"),
        errand("a", "2026-03-31", "s", "ann@x.com", "estate"),
        errand("a", "2026-03-31", "r", "bob@x.com", "estate"),
        errand("a", "2026-03-31", "r", "ann@x.com", "region:EMEA"),
        // The same person, written otherwise.
        errand("a", "2026-03-31", "r", "Ann@X.com", "estate"),
    ]
    .iter()
    .map(Errand::id)
    .collect();
    assert_eq!(ids.len(), 6);
}

#[test]
fn mails_that_may_be_sent_are_kept_and_the_others_for_400_days() {
    let lake = Lake::open(crate::lake::Store::memory()).unwrap();
    let kept = |state: DeliveryState, days: i64| {
        let steps = chain(&[(Planned, "a"), (state, "a")]);
        let name = format!("{state} {days}");
        for step in steps {
            let message = (step.number > 0).then(|| name.clone());
            let delivery = name.clone();
            lake.add_deliveries(&[DeliveryStep {
                delivery,
                message,
                ..step
            }])
            .unwrap();
        }
        let named = named(&lake, at(1) + TimeDelta::days(days)).unwrap();
        named.contains(&mail_path(&name))
    };
    assert!(kept(Rendered, 500) && kept(Refused, 500) && kept(Unknown, 500));
    assert!(kept(Accepted, 400) && !kept(Accepted, 401));
}

#[test]
fn a_mail_of_another_publication_than_is_planned_by_now_is_not_kept() {
    let lake = Lake::open(crate::lake::Store::memory()).unwrap();
    let errand = Errand {
        job: "weekly".parse().unwrap(),
        window: chain(&[(Planned, "a")])[0].window,
        report: "executive".into(),
        person: Correspondent {
            name: String::new(),
            address: "ann@contoso.com".into(),
        },
        scope: "estate".into(),
    };
    let (mut slow, mut quick) = (Outbox::open(&lake).unwrap(), Outbox::open(&lake).unwrap());
    slow.plan([(&errand, "a")].into_iter(), at(0)).unwrap();
    quick.look_again().unwrap();
    quick.plan([(&errand, "b")].into_iter(), at(1)).unwrap();
    slow.look_again().unwrap();
    slow.keep(&errand.id(), "a", b"of a".to_vec(), None, at(2))
        .unwrap();
    let last = || {
        Outbox::open(&lake)
            .unwrap()
            .newest()
            .next()
            .cloned()
            .unwrap()
    };
    assert_eq!((last().state, last().publication.as_str()), (Planned, "b"));
    quick
        .keep(&errand.id(), "b", b"of b".to_vec(), None, at(3))
        .unwrap();
    slow.keep(&errand.id(), "b", b"late".to_vec(), None, at(4))
        .unwrap();
    assert_eq!(last().state, Rendered);
    assert_eq!(quick.mail(&last()).unwrap(), "of b");
}
