//! A server that takes mail as RFC 5321 has it, and does otherwise where a test says so.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Something that a client does.
pub enum Moment<'a> {
    /// It says a line; `nth` counts the lines of the same verb before it.
    Said { line: &'a str, nth: usize },
    /// The content of a mail has come to its end; `nth` counts those before it. Whoever closes then
    /// has the mail; whoever refuses it has not.
    Ended { nth: usize },
}

pub enum Reply {
    Usual,
    Say(&'static str),
    /// Says so, and closes.
    Last(&'static str),
    /// Closes without a word.
    Close,
}

type Script = dyn Fn(&Moment) -> Reply + Send + Sync;

#[derive(Default)]
struct Heard {
    lines: Vec<String>,
    /// To whom, and what.
    mails: Vec<(String, String)>,
    ended: usize,
}

pub struct Server {
    pub port: u16,
    heard: Arc<Mutex<Heard>>,
}

impl Server {
    pub fn start(script: impl Fn(&Moment) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Heard>> = Arc::default();
        let (script, all): (Arc<Script>, _) = (Arc::new(script), heard.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (script, heard) = (script.clone(), all.clone());
                std::thread::spawn(move || converse(stream, &*script, &heard));
            }
        });
        Self { port, heard }
    }

    pub fn mails(&self) -> Vec<(String, String)> {
        self.heard.lock().unwrap().mails.clone()
    }

    /// To whom its mails are, in the order in which it took them.
    pub fn received(&self) -> Vec<String> {
        self.mails().into_iter().map(|(to, _)| to).collect()
    }

    /// How many lines began so.
    pub fn said(&self, begin: &str) -> usize {
        let heard = self.heard.lock().unwrap();
        let lines = heard.lines.iter();
        lines.filter(|line| line.starts_with(begin)).count()
    }
}

/// `None`: the conversation is over.
fn converse(stream: TcpStream, script: &Script, heard: &Mutex<Heard>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream);
    let say = |out: &mut TcpStream, text: &str| out.write_all(format!("{text}\r\n").as_bytes());
    say(&mut out, "220 test").ok()?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_owned();
        let reply = {
            let mut heard = heard.lock().unwrap();
            let before = heard.lines.iter().filter(|said| said.starts_with(&verb));
            let nth = before.count();
            heard.lines.push(line.clone());
            script(&Moment::Said { line: &line, nth })
        };
        match reply {
            Reply::Usual => {}
            Reply::Say(text) => {
                say(&mut out, text).ok()?;
                continue;
            }
            Reply::Last(text) => {
                say(&mut out, text).ok()?;
                return out.shutdown(Shutdown::Both).ok();
            }
            Reply::Close => return out.shutdown(Shutdown::Both).ok(),
        }
        match verb.as_str() {
            "EHLO" => say(&mut out, "250-test\r\n250 AUTH LOGIN PLAIN").ok()?,
            "RCPT" => {
                let name = line.split(['<', '@']).nth(1).unwrap_or_default();
                name.clone_into(&mut to);
                say(&mut out, "250 2.1.5 ok").ok()?;
            }
            "DATA" => {
                say(&mut out, "354 go ahead").ok()?;
                let mut content = String::new();
                loop {
                    let mut line = String::new();
                    if lines.read_line(&mut line).ok()? == 0 {
                        return None;
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    content.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let mut heard = heard.lock().unwrap();
                let reply = script(&Moment::Ended { nth: heard.ended });
                heard.ended += 1;
                if matches!(reply, Reply::Usual | Reply::Close) {
                    heard.mails.push((to.clone(), content));
                }
                match reply {
                    Reply::Usual => say(&mut out, "250 2.0.0 queued").ok()?,
                    Reply::Say(text) | Reply::Last(text) => say(&mut out, text).ok()?,
                    Reply::Close => return out.shutdown(Shutdown::Both).ok(),
                }
            }
            "QUIT" => {
                say(&mut out, "221 bye").ok()?;
                return Some(());
            }
            _ => say(&mut out, "250 2.0.0 ok").ok()?,
        }
    }
}
