//! A Dataverse of our own, on this machine: it gives out tokens, answers in pages, tells changes,
//! and fails on request. Nothing here uses the program's own code.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

pub const SECRET: &str = "canary-of-a-secret/+&=";

/// Sets, and what is their rows' key.
const SETS: [(&str, &str); 9] = [
    ("flowsessions", "flowsessionid"),
    ("flowruns", "flowrunid"),
    ("flowevents", "floweventid"),
    ("workflows", "workflowid"),
    ("solutions", "solutionid"),
    ("flowmachines", "flowmachineid"),
    ("flowmachinegroups", "flowmachinegroupid"),
    ("workqueueitems", "workqueueitemid"),
    ("workqueues", "workqueueid"),
];

/// A request for data.
#[derive(Debug, Clone)]
pub struct Asked {
    /// From 1, over all that were made.
    pub number: usize,
    /// With what stands behind the question mark.
    pub path: String,
    pub prefer: String,
    pub token: String,
}

/// What a request gets in the place of an answer, head and all.
pub type Trick = Box<dyn FnMut(&Asked) -> Option<Vec<u8>> + Send>;

#[derive(Default)]
struct World {
    /// By set and id: the version, and the row, or none: it was deleted.
    rows: BTreeMap<(String, String), (i64, Option<Value>)>,
    version: i64,
    page_rows: usize,
    asked: Vec<Asked>,
    tokens: Vec<String>,
    trick: Option<Arc<Mutex<Trick>>>,
}

pub struct Service {
    pub address: String,
    world: Arc<Mutex<World>>,
}

impl Service {
    pub fn start(page_rows: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a port left");
        let address = format!("http://{}", listener.local_addr().expect("it is bound"));
        let world = Arc::new(Mutex::new(World {
            page_rows,
            version: 1_000,
            ..World::default()
        }));
        let (shared, own) = (world.clone(), address.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (world, own) = (shared.clone(), own.clone());
                std::thread::spawn(move || answer(stream, &world, &own));
            }
        });
        Self { address, world }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("no answer panics")
    }

    /// A row as it is from now on; None: it is deleted.
    pub fn put(&self, set: &str, id: &str, row: Option<Value>) {
        let mut world = self.world();
        world.version += 1;
        let version = world.version;
        world.rows.insert((set.into(), id.into()), (version, row));
    }

    /// A session that ended so.
    pub fn session(&self, id: &str, statuscode: u32) {
        let row = json!({ "statuscode": statuscode, "runmode": 2, "_regardingobjectid_value": "w1", "triggertype": 0,
            "startedon": "2026-03-02T08:00:00Z", "completedon": "2026-03-02T08:05:00Z" });
        self.put("flowsessions", id, Some(row));
    }

    /// A run of a cloud flow, under its name.
    pub fn run(&self, id: &str, name: &str, status: &str) {
        let row = json!({ "name": name, "status": status, "_workflow_value": "c1", "starttime": "2026-03-02T08:00:00Z",
            "endtime": "2026-03-02T08:05:00Z" });
        self.put("flowruns", id, Some(row));
    }

    pub fn name(&self, set: &str, id: &str, name: &str) {
        self.put(set, id, Some(json!({ "name": name })));
    }

    /// From now on, whatever is asked for.
    pub fn trick(&self, mut trick: impl FnMut(&Asked) -> Option<String> + Send + 'static) {
        self.raw(move |asked| trick(asked).map(String::into_bytes));
    }

    /// The same, where what is said is no text.
    pub fn raw(&self, trick: impl FnMut(&Asked) -> Option<Vec<u8>> + Send + 'static) {
        self.world().trick = Some(Arc::new(Mutex::new(Box::new(trick))));
    }

    pub fn no_trick(&self) {
        self.world().trick = None;
    }

    pub fn tokens_given(&self) -> usize {
        self.world().tokens.len()
    }

    /// What was asked for, since this was asked last.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.world().asked)
    }

    /// What sessions there are, and how they ended.
    pub fn truth(&self) -> BTreeMap<String, u64> {
        let world = self.world();
        let sessions = world
            .rows
            .iter()
            .filter(|((set, _), _)| set == "flowsessions");
        sessions
            .filter_map(|((_, id), (_, row))| {
                Some((id.clone(), row.as_ref()?["statuscode"].as_u64()?))
            })
            .collect()
    }
}

pub fn response(status: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers
        .iter()
        .map(|header| format!("{header}\r\n"))
        .collect();
    format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
}

pub fn error(status: &str, headers: &[&str], code: &str, message: &str) -> String {
    response(
        status,
        headers,
        &json!({ "error": { "code": code, "message": message } }).to_string(),
    )
}

fn answer(mut stream: TcpStream, world: &Mutex<World>, own: &str) {
    let Some((line, headers, body)) = request(&stream) else {
        return;
    };
    let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let said = if line.starts_with("POST ") {
        token(
            &mut world.lock().expect("no answer panics"),
            &path,
            &body,
            own,
        )
        .into_bytes()
    } else {
        let mut held = world.lock().expect("no answer panics");
        let token = header("authorization")
            .trim_start_matches("Bearer ")
            .to_owned();
        let number = held.asked.last().map_or(1, |last| last.number + 1);
        let asked = Asked {
            number,
            path,
            prefer: header("prefer"),
            token,
        };
        held.asked.push(asked.clone());
        let trick = held.trick.clone();
        drop(held);
        let tricked = trick.and_then(|trick| trick.lock().expect("no trick panics")(&asked));
        tricked.unwrap_or_else(|| {
            page(&world.lock().expect("no answer panics"), &asked, own).into_bytes()
        })
    };
    let _ = stream.write_all(&said);
}

fn request(stream: &TcpStream) -> Option<(String, BTreeMap<String, String>, String)> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut headers) = (String::new(), BTreeMap::new());
    reader.read_line(&mut line).ok()?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((line, headers, String::from_utf8(body).ok()?))
}

fn token(world: &mut World, path: &str, body: &str, own: &str) -> String {
    let form: BTreeMap<&str, &str> = body
        .split('&')
        .filter_map(|field| field.split_once('='))
        .collect();
    let decoded = |text: &str| {
        text.replace("%2F", "/")
            .replace("%3A", ":")
            .replace("%2B", "+")
            .replace("%26", "&")
            .replace("%3D", "=")
    };
    let is_right = path == "/contoso.example/oauth2/v2.0/token"
        && form.get("grant_type") == Some(&"client_credentials")
        && form.get("client_id") == Some(&"app-1")
        && form
            .get("client_secret")
            .map(|secret| decoded(secret))
            .as_deref()
            == Some(SECRET)
        && form.get("scope").map(|scope| decoded(scope)) == Some(format!("{own}/.default"));
    if !is_right {
        let said = json!({ "error": "invalid_client", "error_description": format!("AADSTS7000215: Invalid client secret {body}") });
        return response("401 Unauthorized", &[], &said.to_string());
    }
    world
        .tokens
        .push(format!("canary-of-token-{}", world.tokens.len() + 1));
    response(
        "200 OK",
        &[],
        &json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": world.tokens.last() })
            .to_string(),
    )
}

/// `/api/data/v9.2/SET?$select=…`, `…&$deltatoken=VERSION!…`, `…&$skiptoken=SINCE-UNTIL-OFFSET`.
fn page(world: &World, asked: &Asked, own: &str) -> String {
    if asked.token.is_empty() || !world.tokens.contains(&asked.token) {
        return error(
            "401 Unauthorized",
            &[],
            "0x80072560",
            &format!("the token {} is not valid", asked.token),
        );
    }
    let (place, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
    let set = place.rsplit('/').next().unwrap_or_default();
    let Some((_, key)) = SETS.iter().find(|(known, _)| *known == set) else {
        return error(
            "404 Not Found",
            &[],
            "0x80060888",
            "Resource not found for the segment",
        );
    };
    let option = |name: &str| {
        query
            .split('&')
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    };
    let skip: Option<Vec<i64>> = option("$skiptoken").map(|text| {
        text.split('-')
            .map(|n| n.parse().expect("our own link"))
            .collect()
    });
    let since = option("$deltatoken").map_or(0, |text| {
        text.split('%')
            .next()
            .unwrap_or_default()
            .parse()
            .expect("our own link")
    });
    let (since, until, offset) = skip.map_or((since, world.version, 0), |skip| {
        (skip[0], skip[1], skip[2] as usize)
    });
    // What changes while pages are asked for is told with the rows that are still to come, and once
    // more by the next changes.
    let rows = world.rows.iter().filter(|((of, _), (version, row))| {
        of == set && *version > since && (since > 0 || row.is_some())
    });
    let rows: Vec<Value> = rows
        .map(|((_, id), (version, row))| match row {
            Some(row) => {
                let mut row = row.clone();
                row["@odata.etag"] = json!(format!("W/\"{version}\""));
                row[*key] = json!(id);
                row
            }
            None => {
                json!({ "@odata.context": format!("{own}/api/data/v9.2/$metadata#{set}/$deletedEntity"), "id": id, "reason": "deleted" })
            }
        })
        .collect();
    let select = option("$select").unwrap_or_default();
    let context = format!(
        "{own}/api/data/v9.2/$metadata#{set}({select}){}",
        if since > 0 { "/$delta" } else { "" }
    );
    let end = (offset + world.page_rows).min(rows.len());
    let mut said = json!({ "@odata.context": context, "value": rows[offset.min(end)..end] });
    let link = |option: String| {
        json!(format!(
            "{own}/api/data/v9.2/{set}?$select={select}&{option}"
        ))
    };
    if end < rows.len() {
        said["@odata.nextLink"] = link(format!("$skiptoken={since}-{until}-{end}"));
    } else if asked.prefer.contains("odata.track-changes") {
        said["@odata.deltaLink"] = link(format!("$deltatoken={until}%2103%2f10%2f2026"));
    }
    response(
        "200 OK",
        &["Content-Type: application/json"],
        &said.to_string(),
    )
}
