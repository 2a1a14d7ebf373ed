//! Which members of a row's objects are asked for. The rows of an export name the same members,
//! mostly in the same order: what a name means is worked out once, and then found by its place.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::extract::values::alike;

/// So many names are remembered, and of a row beyond them those that are asked for; an export that
/// has more of them has them learned again.
const REMEMBERED: usize = 4_096;
/// So many members may be missing from a row before the next one is looked up by its name.
const SKIPPED: usize = 4;

/// The paths asked for, and what is known of the objects on the way.
pub struct MemberPaths {
    /// In lower case.
    asked: Vec<String>,
    /// Of an object where a text is meant: the member that tells it.
    within: Option<String>,
    /// The row is the first.
    objects: Vec<JsonObject>,
    remembered: usize,
}

#[derive(Default)]
pub struct JsonObject {
    /// Which paths go on from here, and how.
    wanted: Vec<(usize, String)>,
    /// As its members are told: with a dot behind it, where it is not the row.
    path: String,
    /// It stands where a text is meant.
    pub is_for_text: bool,
    members: Vec<PathMember>,
    places: HashMap<Box<str>, usize>,
    /// The member that stands for all that are not remembered.
    rest: Option<usize>,
}

pub struct PathMember {
    /// Between its quotes, as it is written.
    written: Box<str>,
    /// As it is told.
    pub path: String,
    /// The paths that end here.
    pub asked: Vec<usize>,
    /// The object in which others go on, and how the first of them does.
    pub deeper: Option<(usize, String)>,
    /// For each of these the object that stands here instead of its text, if one may.
    pub within: Vec<usize>,
    /// Nobody asked for it, and that was said.
    pub is_strange: bool,
}

impl MemberPaths {
    pub fn new(asked: Vec<String>, within: Option<String>) -> Self {
        let mut paths = Self {
            asked,
            within,
            objects: Vec::new(),
            remembered: 0,
        };
        paths.forget();
        paths
    }

    pub fn count(&self) -> usize {
        self.asked.len()
    }

    /// Before a row: nothing that is remembered grows without end.
    pub fn begin(&mut self) {
        if self.remembered > REMEMBERED {
            self.forget();
        }
    }

    fn forget(&mut self) {
        let wanted = self.asked.iter().cloned().enumerate().collect();
        self.objects = vec![JsonObject {
            wanted,
            ..JsonObject::default()
        }];
        self.remembered = 0;
    }

    pub fn object(&self, object: usize) -> &JsonObject {
        &self.objects[object]
    }

    pub fn member(&mut self, object: usize, at: usize) -> &mut PathMember {
        &mut self.objects[object].members[at]
    }

    /// Where the member is that is written so; `guess` is where it stood behind the one before.
    /// None: it is no text.
    pub fn find(&mut self, object: usize, guess: usize, written: &str) -> Option<usize> {
        let known = &self.objects[object];
        let near = known.members.iter().enumerate().skip(guess).take(SKIPPED);
        match near
            .into_iter()
            .find(|(_, member)| &*member.written == written)
        {
            Some((at, _)) => Some(at),
            None => known
                .places
                .get(written)
                .copied()
                .or_else(|| self.learn(object, written)),
        }
    }

    fn learn(&mut self, object: usize, written: &str) -> Option<usize> {
        let name = unquoted(written)?;
        let lower = alike(&name);
        let known = &self.objects[object];
        let (mut asked, mut further) = (Vec::new(), Vec::new());
        for (number, path) in &known.wanted {
            match path.strip_prefix(&*lower) {
                Some("") => asked.push(*number),
                Some(rest) if rest.starts_with('.') => {
                    further.push((*number, rest[1..].to_owned()))
                }
                _ => {}
            }
        }
        if self.remembered >= REMEMBERED && asked.is_empty() && further.is_empty() {
            return Some(self.nameless(object));
        }
        let (path, is_for_text) = (format!("{}{name}", known.path), known.is_for_text);
        let deeper = further.first().map(|(_, rest)| rest.clone());
        let deeper = deeper.map(|rest| (self.add(further, &path, false), rest));
        let within = match self.within.clone().filter(|_| !is_for_text) {
            Some(within) => asked
                .iter()
                .map(|number| self.add(vec![(*number, within.clone())], &path, true))
                .collect(),
            None => Vec::new(),
        };
        let known = &mut self.objects[object];
        let at = known.members.len();
        known.members.push(PathMember {
            written: written.into(),
            path,
            asked,
            deeper,
            within,
            is_strange: false,
        });
        known.places.insert(written.into(), at);
        self.remembered += 1;
        Some(at)
    }

    /// Nobody asked for it, and so many others are known that nobody asked for: those that follow
    /// are one.
    fn nameless(&mut self, object: usize) -> usize {
        let JsonObject { rest, members, .. } = &mut self.objects[object];
        *rest.get_or_insert_with(|| {
            let (asked, within) = Default::default();
            members.push(PathMember {
                written: "".into(),
                path: String::new(),
                asked,
                deeper: None,
                within,
                is_strange: true,
            });
            members.len() - 1
        })
    }

    fn add(&mut self, wanted: Vec<(usize, String)>, path: &str, is_for_text: bool) -> usize {
        self.objects.push(JsonObject {
            wanted,
            path: format!("{path}."),
            is_for_text,
            ..JsonObject::default()
        });
        self.objects.len() - 1
    }
}

/// What is written so between quotes; None: half a surrogate is no character.
pub fn unquoted(written: &str) -> Option<Cow<'_, str>> {
    if memchr::memchr(b'\\', written.as_bytes()).is_none() {
        return Some(Cow::Borrowed(written));
    }
    serde_json::from_str(&format!("\"{written}\""))
        .ok()
        .map(Cow::Owned)
}
