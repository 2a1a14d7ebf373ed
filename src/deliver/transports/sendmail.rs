//! `sendmail -t -i`: this machine's own mail system takes the mail and sees to the rest.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::handover::{Handover, Route, Transport, said};
use crate::deliver::error::DeliverError;
use crate::model::receipt::Exit;

/// What `sysexits.h` calls a failure that passes.
const EX_TEMPFAIL: i32 = 75;

pub struct Sendmail<'a> {
    pub program: &'a Path,
}

impl Sendmail<'_> {
    fn no_way(&self, why: String) -> DeliverError {
        DeliverError::NoWay {
            place: self.program.display().to_string(),
            why,
            exit: Exit::Io,
        }
    }
}

impl Transport for Sendmail<'_> {
    fn ready(&mut self) -> Result<(), DeliverError> {
        Ok(())
    }

    fn hand_over(&mut self, route: Route, mail: &[u8]) -> Result<Handover, DeliverError> {
        // The recipient is the one of the header `To`: `-t` reads it there.
        let started = Command::new(self.program)
            .args(["-t", "-i", "-f", route.from])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = started.map_err(|error| self.no_way(error.to_string()))?;
        let mut input = child.stdin.take().expect("it was asked for");
        let written = input.write_all(mail);
        drop(input);
        let ended = match child.wait_with_output() {
            Ok(ended) => ended,
            Err(error) => return Ok(Handover::Unknown(error.to_string())),
        };
        let told = said(&String::from_utf8_lossy(&ended.stderr));
        Ok(match (ended.status.code(), written) {
            (Some(0), Ok(())) => Handover::Accepted(format!("{} took it", self.program.display())),
            (Some(EX_TEMPFAIL), _) => Handover::Deferred { told, after: None },
            // It took what it was given for all there is.
            (Some(0), Err(error)) => Handover::Unknown(error.to_string()),
            (Some(code), _) => Handover::Refused(format!("exit code {code}: {told}")),
            (None, _) => Handover::Unknown(format!("it was ended from outside: {told}")),
        })
    }

    fn end(&mut self) {}
}
