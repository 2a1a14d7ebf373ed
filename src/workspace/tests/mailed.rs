//! What must be refused of `[mail]` and `[[deliver]]`, and what is understood of them.

use super::*;
use crate::deliver::outbox::Resend;
use crate::deliver::settings::{Encryption, Login, Means};
use crate::model::master::Role;
use crate::workspace::mail::deliver::{Addressee, When};

const FROM: &str = "from = \"Automation CoE <coe@contoso.com>\"\n";
const SMTP: &str =
    "server = \"smtp.contoso.com:587\"\nauth = \"login\"\nsecrets = { password = \"env:MAIL\" }\n";
const READERS: &str = "email,role,scope,name\nann@contoso.com,sponsor,estate,Ann\n\
                       bob@contoso.com,owner,project:invoices,Bob\neve@evil.example,analyst,estate,\n";
const DELIVER: &str = "window = \"last-week\"\nsteps = [\"tally\", \"publish\", \"deliver\"]\n\n\
                       [[deliver]]\nreport = \"executive\"\nto = [\"role:sponsor\"]\n";

/// The only mistake of a workspace whose `[mail]` and job are these.
fn refused(mail: &str, job: &str) -> String {
    let toml = format!("{TOML}\n\n{mail}");
    let files = [
        (FILE, toml.as_str()),
        ("baselines/people.csv", READERS),
        ("jobs/weekly.toml", job),
    ];
    let told = told(&read(&files).expect_err("it must be refused"));
    assert_eq!(told.len(), 1, "{told:#?}");
    told[0].clone()
}

#[test]
fn a_wrong_mail_is_told_at_its_place() {
    let mail = |lines: &str| format!("[mail]\n{FROM}{lines}");
    for (mail, place, parts) in [
        (format!("[mail]\n{SMTP}"), "11:", "lacks `from`"),
        (
            mail("auth = \"login\"\nsecrets = { password = \"env:M\" }\n"),
            "11:",
            "lacks `server`",
        ),
        (
            mail(&format!("{SMTP}sever = 1\n")),
            "16:",
            "has no key `sever`",
        ),
        (
            mail(&format!("transport = \"fax\"\n{SMTP}")),
            "13:",
            "`fax` is not a transport",
        ),
        (mail("transport = \"file\"\n"), "11:", "lacks `folder`"),
        (
            mail("transport = \"file\"\nfolder = \"o\"\nserver = \"x:1\"\n"),
            "15:",
            "`server` means nothing to transport = \"file\"",
        ),
        (
            mail("server = \"mail.contoso.com\"\nauth = \"none\"\n"),
            "14:",
            "auth = \"none\" is for a server on this machine",
        ),
        (
            mail(&format!("{SMTP}tls = \"none\"\n")),
            "16:",
            "tls = \"none\" is for a server on this machine",
        ),
        (
            mail("server = \"mail.contoso.com\"\nauth = \"login\"\n"),
            "11:",
            "secrets = { password = \"env:MAIL_SECRET\" }",
        ),
        (
            mail(
                "server = \"m.contoso.com\"\nauth = \"login\"\nsecrets = { password = \"hunter2\" }\n",
            ),
            "15:",
            "the secret `password` is written out",
        ),
        (
            mail(
                "server = \"m.contoso.com\"\nauth = \"xoauth2\"\nclient_id = \"7\"\nsecrets = { client_secret = \"env:M\" }\n",
            ),
            "11:",
            "lacks `tenant`",
        ),
        (
            mail(&format!("{SMTP}max_size = \"10\"\n")),
            "16:",
            "`10` is no size",
        ),
        (
            mail(&format!("{SMTP}leave = \"leave me\"\n")),
            "16:",
            "`leave me` is not one e-mail address",
        ),
    ] {
        let told = refused(&mail, JOB);
        assert!(
            told.starts_with(&format!("{FILE}:{place}")),
            "{mail}\n{told}"
        );
        assert!(told.contains(parts), "{mail}\n{told}");
        assert!(!told.contains("hunter2"));
    }
}

#[test]
fn a_wrong_delivery_is_told_at_its_place() {
    let ours = format!("[mail]\n{FROM}{SMTP}domains = [\"contoso.com\"]\n");
    let told = |job: &str| refused(&ours, job);
    for (job, place, part) in [
        (
            DELIVER.replace("executive", "excutive"),
            "5:",
            "there is no report `excutive`",
        ),
        (
            DELIVER.replace("role:sponsor", "role:sponsr"),
            "6:",
            "did you mean `sponsor`?",
        ),
        (
            DELIVER.replace("role:sponsor", "role:risk"),
            "6:",
            "nobody is risk",
        ),
        (
            DELIVER.replace("role:sponsor", "dan@contoso.com"),
            "6:",
            "people.csv has nobody with the address dan@contoso.com",
        ),
        (
            DELIVER.replace("role:sponsor", "eve@evil.example"),
            "6:",
            "eve@evil.example (people.csv:4) is outside of the domains",
        ),
        (
            DELIVER.replace("[\"role:sponsor\"]", "[]"),
            "6:",
            "nobody is named",
        ),
        (
            format!("{DELIVER}attach = [\"pdf\"]\n"),
            "7:",
            "`pdf` is planned",
        ),
        (
            format!("{DELIVER}when = \"alert\"\n"),
            "7:",
            "`alert` is planned",
        ),
        (
            format!("{DELIVER}wait = \"complete\"\n"),
            "4:",
            "lacks `latest`",
        ),
        (
            format!("{DELIVER}wait = \"complete\"\nlatest = \"10 o'clock\"\n"),
            "8:",
            "`10 o'clock` is no time of the day",
        ),
        (
            format!("{DELIVER}latest = \"10:00\"\n"),
            "7:",
            "this one does not wait",
        ),
        (
            format!("{DELIVER}resend = \"always\"\n"),
            "7:",
            "write one of: correction, never",
        ),
        (
            DELIVER.replace("\"publish\", \"deliver\"", "\"deliver\", \"publish\""),
            "2:",
            "publish stands behind deliver",
        ),
    ] {
        let told = told(&job);
        assert!(
            told.starts_with(&format!("jobs/weekly.toml:{place}")),
            "{job}\n{told}"
        );
        assert!(told.contains(part), "{job}\n{told}");
    }
    assert!(refused("", DELIVER).contains("reckoner.toml has no [mail]"));
}

#[test]
fn what_is_written_of_mail_is_understood() {
    let mail = format!(
        "[mail]\n{FROM}{SMTP}reply_to = \"boss@contoso.com\"\nmax_size = \"2MB\"\ntls = \"tls\"\n"
    );
    let toml = format!("{TOML}\n{mail}");
    let job = format!(
        "{DELIVER}attach = [\"csv\", \"html\"]\nwhen = \"rows\"\nresend = \"never\"\n\n\
         [[deliver]]\nreport = \"executive\"\nto = [\"bob@contoso.com\"]\n"
    );
    let workspace = right(&[
        (FILE, toml.as_str()),
        ("baselines/people.csv", READERS),
        ("jobs/weekly.toml", job.as_str()),
    ]);
    let settings = workspace.mail.as_ref().expect("it is written");
    assert_eq!(settings.from.name, "Automation CoE");
    assert_eq!(
        (settings.leave.as_str(), settings.max_bytes),
        ("boss@contoso.com", 2_000_000)
    );
    let Means::Smtp(relay) = &settings.means else {
        panic!("{:?}", settings.means)
    };
    assert_eq!((relay.port, relay.encryption), (587, Encryption::Tls));
    assert!(matches!(&relay.login, Login::Password { user, .. } if user == "coe@contoso.com"));
    let job = &workspace.jobs[&"weekly".parse().expect("a name")];
    let [first, second] = &job.deliver[..] else {
        panic!("{:?}", job.deliver)
    };
    assert_eq!(first.to, [Addressee::Role(Role::Sponsor)]);
    assert_eq!((first.when, first.resend), (When::Rows, Resend::Never));
    assert_eq!(
        (second.when, second.resend),
        (When::Always, Resend::Correction)
    );
    assert_eq!(second.to, [Addressee::Person("bob@contoso.com".into())]);
    let warnings = mail::warnings(&workspace.jobs);
    assert!(
        warnings.len() == 1 && warnings[0].starts_with("weekly: an HTML file"),
        "{warnings:?}"
    );
}
