//! Sending, against a server of our own that does what it is told to: also with a lake that dies at
//! every one of its writes.

mod server;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use self::server::{Moment, Reply, Server};
use super::outbox::{Next, Resend, next};
use super::post::{SendingClock, post};
use super::settings::{Encryption, Login, MailSettings, Means, Relay};
use super::transports;
use super::{Correspondent, DeliverError, Errand, Outbox};
use crate::lake::faults::{FaultStore, Trouble};
use crate::lake::{DeliveryState, Lake, Store};
use crate::model::Window;
use crate::model::receipt::Exit;
use crate::services::{Patience, Secret};

const NOW: &str = "2026-04-02T06:00:00Z";

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn settings(server: &Server) -> MailSettings {
    MailSettings {
        from: Correspondent {
            name: String::new(),
            address: "coe@contoso.com".into(),
        },
        reply_to: None,
        leave: "coe@contoso.com".into(),
        domains: vec![],
        max_per_minute: 30,
        max_bytes: 1 << 20,
        means: Means::Smtp(Relay {
            host: "127.0.0.1".into(),
            port: server.port,
            encryption: Encryption::None,
            login: Login::None,
        }),
        patience: Patience {
            tries: 4,
            silence: Duration::from_secs(5),
            ..Patience::default()
        },
    }
}

fn errands(people: &[&str]) -> Vec<Errand> {
    let day = "2026-03-31".parse().unwrap();
    let errand = |name: &&str| Errand {
        job: "weekly".parse().unwrap(),
        window: Window::new(day, day).unwrap(),
        report: "executive".into(),
        person: Correspondent {
            name: String::new(),
            address: format!("{name}@contoso.com"),
        },
        scope: "estate".into(),
    };
    people.iter().map(errand).collect()
}

/// What a run does: whoever is to have a mail and has none gets it.
fn run(lake: &Lake, settings: &MailSettings, people: &[&str]) -> Result<(), DeliverError> {
    let mut outbox = Outbox::open(lake)?;
    let errands = errands(people);
    let next = |outbox: &Outbox, errand: &Errand| {
        next(outbox.chain(&errand.id()), "p1", Resend::Correction, now())
    };
    let new: Vec<&Errand> = errands
        .iter()
        .filter(|errand| matches!(next(&outbox, errand), Next::Make { .. }))
        .collect();
    outbox.plan(new.iter().map(|errand| (*errand, "p1")), now())?;
    for errand in new {
        let address = &errand.person.address;
        let mail = format!("From: coe@contoso.com\r\nTo: {address}\r\n\r\n.a line\r\n");
        outbox.keep(&errand.id(), "p1", mail.into_bytes(), None, now())?;
    }
    let pending = errands
        .iter()
        .filter(|errand| next(&outbox, errand) == Next::Send)
        .filter_map(|errand| outbox.chain(&errand.id()).last().cloned());
    let pending = pending.collect();
    send(&mut outbox, pending, settings)
}

fn send(
    outbox: &mut Outbox,
    pending: Vec<crate::lake::DeliveryStep>,
    settings: &MailSettings,
) -> Result<(), DeliverError> {
    let wait = |_: Duration| ();
    let mut transport = transports::open(settings, wait);
    post(
        outbox,
        pending,
        settings,
        &mut *transport,
        &SendingClock::new(now(), &wait),
    )
}

/// The last state of each person.
fn states(lake: &Lake) -> BTreeMap<String, DeliveryState> {
    let outbox = Outbox::open(lake).unwrap();
    let name = |email: &str| email.split('@').next().unwrap().to_owned();
    let newest = outbox.newest();
    newest.map(|step| (name(&step.email), step.state)).collect()
}

fn told(lake: &Lake, person: &str) -> String {
    let outbox = Outbox::open(lake).unwrap();
    let mut newest = outbox.newest();
    let step = newest.find(|step| step.email.starts_with(person)).unwrap();
    step.told.clone().unwrap_or_default()
}

fn lake() -> Lake {
    Lake::open(Store::memory()).unwrap()
}

const ALL: [&str; 3] = ["ann", "bob", "cem"];

#[test]
fn each_person_gets_one_mail_over_one_connection_and_again_sends_none() {
    let server = Server::start(|_| Reply::Usual);
    let (lake, settings) = (lake(), settings(&server));
    run(&lake, &settings, &ALL).unwrap();
    run(&lake, &settings, &ALL).unwrap();
    assert_eq!(server.received(), ["ann", "bob", "cem"]);
    assert_eq!(server.said("EHLO"), 1, "one connection");
    assert_eq!(server.said("QUIT"), 1);
    let first = &server.mails()[0];
    assert!(
        first.1.ends_with("\r\n\r\n.a line\r\n"),
        "{first:?}: no byte is lost or added"
    );
    assert!(
        states(&lake)
            .values()
            .all(|state| *state == DeliveryState::Accepted)
    );
    assert_eq!(told(&lake, "ann"), "250 2.0.0 queued");
}

#[test]
fn killed_at_every_write_nobody_gets_two_and_what_is_not_unknown_is_sent_once() {
    let is_write = |call: &crate::lake::faults::StoreCall| call.writes;
    let mut unknown = 0;
    for nth in 0.. {
        let server = Server::start(|_| Reply::Usual);
        let settings = settings(&server);
        let faults = Arc::new(FaultStore::default());
        let lake = Lake::open(Store::over(faults.clone())).unwrap();
        faults.plan(nth, is_write, Trouble::Dies);
        let killed = run(&lake, &settings, &ALL);
        let is_over = !faults.revive();
        // A checkpoint of a log may fail: the log is whole without it.
        assert!(killed.is_ok() || !is_over, "write {nth}: {killed:?}");
        // What was begun by whoever was killed is not touched for an hour, and not sent after it.
        run(&lake, &settings, &ALL).unwrap();
        let received = server.received();
        for (person, state) in states(&lake) {
            let mails = received.iter().filter(|to| **to == person).count();
            match state {
                DeliveryState::Accepted => assert_eq!(mails, 1, "write {nth}: {person}"),
                DeliveryState::Begun => {
                    unknown += 1;
                    assert!(mails <= 1, "write {nth}: {person}");
                }
                other => panic!("write {nth}: {person} is {other}"),
            }
        }
        if is_over {
            assert!(nth > 3 * 4, "there are more writes than states: {nth}");
            break;
        }
    }
    assert!(
        unknown >= 3,
        "a mail of each may be with the server: {unknown}"
    );
}

#[test]
fn who_loses_the_connection_after_the_dot_does_not_know_and_sends_no_second_mail() {
    let server = Server::start(|moment| match moment {
        Moment::Ended { nth: 0 } => Reply::Close,
        _ => Reply::Usual,
    });
    let (lake, settings) = (lake(), settings(&server));
    run(&lake, &settings, &["ann", "bob"]).unwrap();
    run(&lake, &settings, &["ann", "bob"]).unwrap();
    assert_eq!(states(&lake)["ann"], DeliveryState::Unknown);
    assert_eq!(states(&lake)["bob"], DeliveryState::Accepted);
    assert_eq!(server.received(), ["ann", "bob"], "it had taken the first");
    // Somebody asks for it: the same mail.
    let mut outbox = Outbox::open(&lake).unwrap();
    let pending = outbox
        .newest()
        .filter(|step| step.state == DeliveryState::Unknown);
    let pending = pending.cloned().collect();
    send(&mut outbox, pending, &settings).unwrap();
    assert_eq!(states(&lake)["ann"], DeliveryState::Accepted);
    let mails = server.mails();
    assert_eq!(mails[0], mails[2], "byte for byte");
}

#[test]
fn who_loses_the_connection_before_the_dot_sends_again() {
    for phase in ["MAIL", "RCPT", "DATA"] {
        let server = Server::start(move |moment| match moment {
            Moment::Said { line, nth: 0 } if line.starts_with(phase) => Reply::Close,
            _ => Reply::Usual,
        });
        let (lake, settings) = (lake(), settings(&server));
        run(&lake, &settings, &["ann"]).unwrap();
        assert_eq!(server.received(), ["ann"], "{phase}");
        assert_eq!(states(&lake)["ann"], DeliveryState::Accepted, "{phase}");
    }
}

#[test]
fn one_who_is_refused_keeps_nobody_else_from_theirs_and_is_told_in_the_servers_words() {
    let server = Server::start(|moment| match moment {
        Moment::Said { line, .. } if line.starts_with("RCPT TO:<bob") => {
            Reply::Say("550 5.1.1 no such user here")
        }
        _ => Reply::Usual,
    });
    let (lake, settings) = (lake(), settings(&server));
    run(&lake, &settings, &ALL).unwrap();
    run(&lake, &settings, &ALL).unwrap();
    assert_eq!(server.received(), ["ann", "cem"]);
    assert_eq!(states(&lake)["bob"], DeliveryState::Refused);
    assert_eq!(told(&lake, "bob"), "550 5.1.1 no such user here");
    assert_eq!(
        server.said("RCPT TO:<bob"),
        1,
        "it is not asked again by itself"
    );
}

#[test]
fn a_server_that_is_busy_is_waited_for_and_what_it_will_not_take_stays_put_off() {
    // 451 after the dot, then 421 at MAIL, then it takes the mail.
    let server = Server::start(|moment| match moment {
        Moment::Ended { nth: 0 } => Reply::Say("451 4.3.0 try later"),
        Moment::Said { line, nth: 1 } if line.starts_with("MAIL") => {
            Reply::Last("421 4.3.2 shutting down")
        }
        _ => Reply::Usual,
    });
    let (lake, ours) = (lake(), settings(&server));
    run(&lake, &ours, &["ann"]).unwrap();
    assert_eq!(server.received(), ["ann"]);
    assert_eq!(states(&lake)["ann"], DeliveryState::Accepted);
    // It never takes it.
    let never = Server::start(|moment| match moment {
        Moment::Said { line, .. } if line.starts_with("RCPT") => Reply::Say("450 4.2.1 full"),
        _ => Reply::Usual,
    });
    let (lake, ours) = (self::lake(), settings(&never));
    run(&lake, &ours, &["ann"]).unwrap();
    assert_eq!(never.said("RCPT"), 4, "as often as patience allows");
    run(&lake, &ours, &["ann"]).unwrap();
    assert_eq!(never.said("RCPT"), 4, "and not before its time");
    let outbox = Outbox::open(&lake).unwrap();
    let last = outbox.newest().next().unwrap();
    assert_eq!(last.state, DeliveryState::Deferred);
    let wait = last.retry_after.unwrap() - now();
    assert!(
        (40..50).contains(&wait.num_minutes()),
        "5 min, doubled thrice, and a bit: {wait}"
    );
}

#[test]
fn two_who_send_at_once_send_each_mail_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(|_| Reply::Usual);
    let settings = settings(&server);
    let runs: Vec<_> = std::thread::scope(|scope| {
        let (folder, settings) = (folder.path(), &settings);
        let one = || {
            let lake = Lake::open(Store::open("lake", folder).unwrap()).unwrap();
            run(&lake, settings, &ALL)
        };
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(one)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(runs.iter().all(Result::is_ok), "{runs:?}");
    let mut received = server.received();
    received.sort();
    assert_eq!(received, ALL);
}

#[test]
fn without_encryption_or_with_a_wrong_password_nobody_is_told_of_a_mail() {
    let server = Server::start(|moment| match moment {
        Moment::Said { line, .. } if line.starts_with("AUTH") => Reply::Say("535 5.7.8 no"),
        _ => Reply::Usual,
    });
    let mut encrypted = settings(&server);
    let Means::Smtp(relay) = &mut encrypted.means else {
        unreachable!("they are of SMTP")
    };
    relay.encryption = Encryption::StartTls;
    let mut known = settings(&server);
    let Means::Smtp(relay) = &mut known.means else {
        unreachable!("they are of SMTP")
    };
    let mut password = Secret::referred("env:MAIL_PASSWORD");
    password.reveal(|_| Ok("Xq7-canary-of-mail".into()));
    relay.login = Login::Password {
        user: "coe".into(),
        password,
    };
    for (settings, why) in [(encrypted, "STARTTLS"), (known, "535 5.7.8 no")] {
        let lake = lake();
        let error = run(&lake, &settings, &["ann"]).unwrap_err();
        assert_eq!(error.exit(), Exit::Credentials);
        assert!(error.to_string().contains(why), "{error}");
        assert!(!error.to_string().contains("canary"));
        assert_eq!(states(&lake)["ann"], DeliveryState::Rendered);
    }
    assert_eq!((server.said("MAIL"), server.received().len()), (0, 0));
}

#[test]
fn a_connection_that_the_server_closed_meanwhile_is_made_again() {
    // It hangs up on whoever has said nothing for a while: here, before the second mail.
    let server = Server::start(|moment| match moment {
        Moment::Said { line, nth: 1 } if line.starts_with("NOOP") => Reply::Close,
        _ => Reply::Usual,
    });
    let (lake, settings) = (lake(), settings(&server));
    run(&lake, &settings, &ALL).unwrap();
    assert_eq!(server.received(), ALL);
    assert_eq!(server.said("EHLO"), 2);
}
