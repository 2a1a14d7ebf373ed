//! A store of our own on this machine, as Google, Amazon and Azure tell theirs over HTTP, and the
//! endpoints at which their machines ask who they are. It fails on request. Nothing here uses the
//! program's own code.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub method: String,
    /// Decoded, with the bucket in front.
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// How a request is treated.
pub enum Deal {
    Honest,
    /// This is the answer, head and all.
    Says(String),
    /// Only so many bytes of the answer's body come through.
    Cuts(usize),
    /// This is what came of its body.
    Takes(Vec<u8>),
}

type Trick = Box<dyn FnMut(&Asked) -> Deal + Send>;

#[derive(Default)]
struct World {
    /// By path, bucket and all: the generation, and what it holds.
    objects: BTreeMap<String, (u64, Vec<u8>)>,
    uploads: BTreeMap<String, BTreeMap<usize, Vec<u8>>>,
    generation: u64,
    asked: Vec<Asked>,
    trick: Option<Trick>,
}

pub struct Bucket {
    pub host: String,
    world: Arc<Mutex<World>>,
}

impl Bucket {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a port left");
        let host = listener.local_addr().expect("it is bound").to_string();
        let world = Arc::<Mutex<World>>::default();
        let shared = world.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let world = shared.clone();
                std::thread::spawn(move || answer(stream, &world));
            }
        });
        Self { host, world }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("no answer panics")
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.host)
    }

    pub fn put(&self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.world().put(path, bytes.into());
    }

    pub fn trick(&self, trick: impl FnMut(&Asked) -> Deal + Send + 'static) {
        self.world().trick = Some(Box::new(trick));
    }

    /// What was asked since this was asked last.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.world().asked)
    }

    /// Uploads that were neither completed nor given up.
    pub fn unfinished(&self) -> usize {
        self.world().uploads.len()
    }
}

impl World {
    fn put(&mut self, path: &str, bytes: Vec<u8>) -> u64 {
        self.generation += 1;
        self.objects
            .insert(path.to_owned(), (self.generation, bytes));
        self.generation
    }
}

pub fn response(status: &str, headers: &[String], body: &str) -> String {
    let headers: String = headers
        .iter()
        .map(|header| format!("{header}\r\n"))
        .collect();
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
}

fn answer(mut stream: TcpStream, world: &Mutex<World>) {
    let Some(mut asked) = request(&stream) else {
        return;
    };
    let mut world = world.lock().expect("no answer panics");
    world.asked.push(Asked {
        body: Vec::new(),
        ..asked.clone()
    });
    let mut trick = world.trick.take();
    let deal = trick.as_mut().map_or(Deal::Honest, |trick| trick(&asked));
    world.trick = trick;
    let cut = if let Deal::Cuts(bytes) = deal {
        Some(bytes)
    } else {
        None
    };
    let said = match deal {
        Deal::Says(said) => Ok(said),
        Deal::Takes(body) => {
            asked.body = body;
            Err(())
        }
        Deal::Honest | Deal::Cuts(_) => Err(()),
    };
    let (head, body) = said.map_or_else(|()| world.honest(&asked), |said| (said, Vec::new()));
    drop(world);
    let body = &body[..cut.unwrap_or(body.len()).min(body.len())];
    let _ = stream.write_all(&[head.as_bytes(), body].concat());
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut hex = || {
            rest.next()
                .map(char::from)
                .and_then(|c| c.to_digit(16))
                .expect("two digits follow a percent sign") as u8
        };
        bytes.push(if byte == b'%' {
            hex() * 16 + hex()
        } else {
            byte
        });
    }
    String::from_utf8(bytes).expect("a path is a text")
}

fn request(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut asked = Asked::default();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else {
            break;
        };
        asked.headers.insert(name.to_lowercase(), value.to_owned());
    }
    let (method, target) = line.split_once(' ')?;
    let target = target.split(' ').next()?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    (asked.method, asked.path) = (method.to_owned(), decoded(path.trim_start_matches('/')));
    asked.query = pairs
        .map(|(name, value)| (decoded(name), decoded(&value.replace('+', " "))))
        .collect();
    asked.body = vec![0; asked.header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}

const MODIFIED: &str = "Last-Modified: Mon, 02 Mar 2026 08:00:00 GMT";

impl World {
    fn honest(&mut self, asked: &Asked) -> (String, Vec<u8>) {
        let said = |status: &str, body: &str| (response(status, &[], body), Vec::new());
        let tags = |generation: u64| {
            [
                format!("ETag: \"{generation}\""),
                format!("x-goog-generation: {generation}"),
                MODIFIED.to_owned(),
            ]
        };
        let query = |name: &str| asked.query.get(name).map(String::as_str);
        let held = self.objects.get(&asked.path).cloned();
        match (asked.method.as_str(), held) {
            ("GET", _) if query("list-type").is_some() || query("comp") == Some("list") => {
                said("200 OK", &self.list(asked))
            }
            ("POST", _) if query("uploads").is_some() => {
                self.generation += 1;
                let id = self.generation.to_string();
                self.uploads.insert(id.clone(), BTreeMap::new());
                said(
                    "200 OK",
                    &format!(
                        "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
                    ),
                )
            }
            ("PUT", _) if let Some(id) = query("uploadId") => {
                let number: usize = query("partNumber")
                    .and_then(|number| number.parse().ok())
                    .expect("parts are numbered");
                // A part that was under way when its upload was given up comes too late.
                let Some(parts) = self.uploads.get_mut(id) else {
                    return said("404 Not Found", "no such upload");
                };
                parts.insert(number, asked.body.clone());
                (
                    response("200 OK", &[format!("ETag: \"part-{number}\"")], ""),
                    Vec::new(),
                )
            }
            ("POST", _) if let Some(id) = query("uploadId") => {
                let parts = self.uploads.remove(id).expect("it was begun");
                let generation = self.put(&asked.path, parts.into_values().flatten().collect());
                let body = format!(
                    "<CompleteMultipartUploadResult><ETag>\"{generation}\"</ETag></CompleteMultipartUploadResult>"
                );
                (response("200 OK", &tags(generation), &body), Vec::new())
            }
            ("DELETE", _) if let Some(id) = query("uploadId") => {
                self.uploads.remove(id);
                said("204 No Content", "")
            }
            ("PUT", Some(_)) if asked.header("x-goog-if-generation-match") == "0" => {
                said("412 Precondition Failed", "it is there")
            }
            ("PUT", _) => {
                let generation = self.put(&asked.path, asked.body.clone());
                (response("200 OK", &tags(generation), ""), Vec::new())
            }
            (_, None) => said("404 Not Found", ""),
            ("DELETE", Some(_)) => {
                self.objects.remove(&asked.path);
                said("204 No Content", "")
            }
            (method, Some((generation, bytes))) => {
                if !matches!(asked.header("if-match"), "" | "*")
                    && asked.header("if-match") != format!("\"{generation}\"")
                {
                    return said("412 Precondition Failed", "it changed");
                }
                let range = asked.headers.get("range").and_then(|range| {
                    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
                    Some((
                        from.parse::<usize>().ok()?,
                        to.parse::<usize>()
                            .map_or(bytes.len(), |to| bytes.len().min(to + 1)),
                    ))
                });
                let (from, to) = range.unwrap_or((0, bytes.len()));
                let mut headers = tags(generation).to_vec();
                headers
                    .extend(range.map(|_| {
                        format!("Content-Range: bytes {from}-{}/{}", to - 1, bytes.len())
                    }));
                let headers: String = headers
                    .iter()
                    .map(|header| format!("{header}\r\n"))
                    .collect();
                let status = if range.is_some() {
                    "206 Partial Content"
                } else {
                    "200 OK"
                };
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n",
                    to - from
                );
                (
                    head,
                    if method == "HEAD" {
                        Vec::new()
                    } else {
                        bytes[from..to].to_vec()
                    },
                )
            }
        }
    }

    /// What lies below a prefix, two at a time, so that whoever lists must go on.
    fn list(&self, asked: &Asked) -> String {
        let query = |name: &str| asked.query.get(name).cloned().unwrap_or_default();
        let bucket = format!("{}/", asked.path);
        let (prefix, after) = (
            query("prefix"),
            query("continuation-token") + &query("marker") + &query("start-after"),
        );
        let named = self
            .objects
            .iter()
            .filter_map(|(path, (generation, bytes))| {
                Some((path.strip_prefix(&bucket)?, generation, bytes.len()))
            });
        let all: Vec<_> = named
            .filter(|(path, ..)| path.starts_with(&prefix) && *path > after.as_str())
            .collect();
        let shown = &all[..all.len().min(2)];
        let next = shown
            .last()
            .filter(|_| all.len() > 2)
            .map(|(path, ..)| *path);
        let escaped = |path: &str| path.replace('&', "&amp;").replace('<', "&lt;");
        if query("comp") == "list" {
            let blob = |(path, generation, size): &(&str, &u64, usize)| {
                format!(
                    "<Blob><Name>{}</Name><Properties><Last-Modified>Mon, 02 Mar 2026 08:00:00 GMT</Last-Modified><Content-Length>{size}\
                     </Content-Length><Content-Type>text/csv</Content-Type><Etag>{generation}</Etag></Properties></Blob>",
                    escaped(path)
                )
            };
            let blobs: String = shown.iter().map(blob).collect();
            let next = next
                .map(|next| format!("<NextMarker>{}</NextMarker>", escaped(next)))
                .unwrap_or_default();
            return format!(
                "<EnumerationResults><Blobs>{blobs}</Blobs>{next}</EnumerationResults>"
            );
        }
        let entry = |(path, generation, size): &(&str, &u64, usize)| {
            format!(
                "<Contents><Key>{}</Key><LastModified>2026-03-02T08:00:00.000Z</LastModified><ETag>\"{generation}\"</ETag><Size>{size}</Size></Contents>",
                escaped(path)
            )
        };
        let entries: String = shown.iter().map(entry).collect();
        let next = next
            .map(|next| {
                format!(
                    "<NextContinuationToken>{}</NextContinuationToken>",
                    escaped(next)
                )
            })
            .unwrap_or_default();
        format!("<ListBucketResult>{entries}{next}</ListBucketResult>")
    }
}
