//! `[[deliver]]`: who gets which report of a job by mail.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveTime;

use crate::deliver::MailSettings;
use crate::deliver::outbox::Resend;
use crate::model::master::{Person, Role};
use crate::model::session::{NotAWord, words};
use crate::render::ReportFormat;
use crate::render::reports::definition::built_in;
use crate::workspace::configuration::table::TomlTable;
use crate::workspace::forms::{self, Formed, Wrong};
use crate::workspace::suggest;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedMail {
    pub report: String,
    pub to: Vec<Addressee>,
    /// In the order in which they matter.
    pub attach: Vec<ReportFormat>,
    pub when: When,
    /// It waits until all has arrived, but no longer than to this time of the day, on the job's
    /// clock; none: it leaves when the job runs.
    pub latest: Option<NaiveTime>,
    pub resend: Resend,
}

/// Whom of people.csv a mail is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressee {
    /// All who have the role.
    Role(Role),
    /// An address.
    Person(String),
}

impl Addressee {
    pub fn is(&self, person: &Person) -> bool {
        match self {
            Self::Role(role) => person.role == *role,
            Self::Person(address) => person.email.eq_ignore_ascii_case(address),
        }
    }
}

words! {
    /// In which case a mail is sent.
    When {
        Always = "always",
        /// Only where something ran in the window.
        Rows = "rows",
        /// Only where a figure that leads it is another than in the reader's copy of before.
        Changed = "changed",
    }
}

words! {
    /// What a mail waits for.
    Wait { Complete = "complete" }
}

/// What `[[deliver]]` may refer to.
pub struct MailContext<'a> {
    /// None: there is no `[mail]`, or it could not be understood.
    pub settings: Option<&'a MailSettings>,
    pub is_written: bool,
    /// None: people.csv could not be understood.
    pub people: Option<&'a [Person]>,
}

pub fn deliver<'a>(
    table: TomlTable,
    templates: impl Iterator<Item = &'a str> + Clone,
    context: &MailContext,
) -> Option<WantedMail> {
    if !context.is_written {
        table.note_at(
            table.span.clone(),
            "reckoner.toml has no [mail]: no way by which mail leaves is known",
            "write [mail] there, with from and server; transport = \"file\" and a folder to try it",
        );
    }
    let report = table.needed("report", "\"executive\"", |text| {
        report(text, templates.clone())
    });
    if !table.has("to") {
        table.missing("to", "[\"role:sponsor\"]");
    }
    let to = table.list("to", |text| addressee(text, context));
    if to.as_ref().is_some_and(Vec::is_empty) && is_empty(&table, "to") {
        table.note("to", "nobody is named", "write to = [\"role:sponsor\"]");
    }
    let attach = table.list("attach", forms::word::<ReportFormat>("attach"));
    let when = table.text("when", forms::word::<When>("when"));
    let resend = table.text("resend", forms::word::<Resend>("resend"));
    let wait = table.text("wait", forms::word::<Wait>("wait"));
    let latest = table.text("latest", clock_time);
    if wait.is_some() && !table.has("latest") {
        table.missing("latest", "\"10:00\"");
    }
    if latest.is_some() && !table.has("wait") {
        let message = "`latest` says until when a mail waits, and this one does not wait";
        table.note(
            "latest",
            message.to_owned(),
            "add wait = \"complete\", or leave it out",
        );
    }
    table.close();
    let attach = attach.unwrap_or_default().into_iter();
    Some(WantedMail {
        report: report?,
        to: to?.into_iter().map(|(addressee, _)| addressee).collect(),
        attach: attach.map(|(format, _)| format).collect(),
        when: when.unwrap_or(When::Always),
        latest: wait.and(latest),
        resend: resend.unwrap_or(Resend::Correction),
    })
}

/// `10:00`, on the clock of the job.
fn clock_time(text: &str) -> Formed<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| {
        Wrong::new(format!("`{text}` is no time of the day")).help("write hours and minutes: 10:00")
    })
}

fn is_empty(table: &TomlTable, key: &'static str) -> bool {
    let list = table.get(key).and_then(|list| list.get_ref().as_array());
    list.is_some_and(|list| list.is_empty())
}

fn report<'a>(text: &str, templates: impl Iterator<Item = &'a str>) -> Formed<String> {
    let name = text.strip_suffix(".html").unwrap_or(text);
    let mut known: Vec<&str> = built_in().collect();
    known.extend(templates);
    if known.contains(&name) {
        return Ok(name.to_owned());
    }
    let near = suggest::instead(name, known);
    Err(Wrong::new(format!("there is no report `{name}`")).help(near))
}

fn addressee(text: &str, context: &MailContext) -> Formed<Addressee> {
    let addressee = match text.split_once(':') {
        Some((kind, role)) if kind.trim().eq_ignore_ascii_case("role") => {
            Addressee::Role(forms::word::<Role>("role")(role.trim())?)
        }
        _ => Addressee::Person(forms::email(text).map_err(|wrong| {
            let right = "write an address of people.csv, or a role there: role:sponsor";
            wrong.help(right)
        })?),
    };
    let Some(people) = context.people else {
        return Ok(addressee);
    };
    let mut found = people
        .iter()
        .filter(|person| addressee.is(person))
        .peekable();
    if found.peek().is_none() {
        return Err(unknown(text, &addressee, people));
    }
    let is_outside = |person: &&Person| {
        let settings = context.settings;
        settings.is_some_and(|settings| !settings.may_write_to(&person.email))
    };
    match found.find(is_outside) {
        Some(person) => Err(Wrong::new(format!(
            "{} ({}) is outside of the domains that [mail] writes to",
            person.email, person.line
        ))
        .help("add the domain to domains in [mail], or take the address out")),
        None => Ok(addressee),
    }
}

fn unknown(text: &str, addressee: &Addressee, people: &[Person]) -> Wrong {
    match addressee {
        Addressee::Role(role) => Wrong::new(format!("nobody is {role}"))
            .help("give somebody in people.csv this role, or name another"),
        Addressee::Person(_) => {
            let near = suggest::instead(text, people.iter().map(|person| person.email.as_str()));
            let who = "people.csv says who may see what; nobody else gets a mail";
            Wrong::new(format!("people.csv has nobody with the address {text}"))
                .help(format!("{near}; {who}"))
        }
    }
}
