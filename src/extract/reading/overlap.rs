//! Which satellites read the same objects: what two of them read is counted twice.

use super::Reading;
use super::file::bare;
use super::format::{Carrier, Dataverse, Fact, Format, Mapped};
use super::globs::matches;
use super::sieve::Sieve;

/// What a satellite reads, as far as its URL says it.
pub struct Reach {
    /// Each with its part before the first wildcard.
    patterns: Vec<(String, usize)>,
}

impl Reach {
    pub fn of(reading: &Reading) -> Self {
        let fixed = |pattern: &String| pattern.find(['*', '?']).unwrap_or(pattern.len());
        Self {
            patterns: patterns(reading)
                .into_iter()
                .map(|pattern| (fixed(&pattern), pattern))
                .map(|(at, pattern)| (pattern, at))
                .collect(),
        }
    }

    /// Whether they are alike, or one of them names an object that the other one matches. Patterns
    /// that only may meet are for the run to see ([`location`]).
    pub fn meets(&self, other: &Self) -> bool {
        let is_in = |(plain, at): &(String, usize), (glob, fixed): &(String, usize)| {
            *at == plain.len() && plain.starts_with(&glob[..*fixed]) && matches(glob, plain)
        };
        let meet =
            |p: &(String, usize), q: &(String, usize)| p.0 == q.0 || is_in(p, q) || is_in(q, p);
        self.patterns
            .iter()
            .any(|p| other.patterns.iter().any(|q| meet(p, q)))
    }
}

/// Whether two satellites that read the same objects mean other rows of them: one of them sessions
/// and the other one items, or their conditions leave no row to both.
pub fn are_apart(a: &Reading, b: &Reading) -> bool {
    let ([a_sessions, a_items], [b_sessions, b_items]) = (tells(&a.format), tells(&b.format));
    let tell_alike = a_sessions && b_sessions || a_items && b_items;
    !tell_alike
        || sieve(&a.format)
            .zip(sieve(&b.format))
            .is_some_and(|(a, b)| a.shuts_out(b))
}

/// Where an object lies that a satellite read, as its URL has it, and a relative one below `base`:
/// the paths of several satellites' objects are then comparable. None: it was asked for, and lies
/// nowhere.
pub fn location(reading: &Reading, base: &str, object: &str) -> Option<String> {
    if let Format::Dataverse(Dataverse { live: Some(_), .. }) = reading.format {
        return None;
    }
    let url = plain(&reading.url);
    let place = match url.find(['*', '?']) {
        Some(at) => match url[..at].rfind('/') {
            Some(seam) => format!("{}/{object}", &url[..seam]),
            None => object.to_owned(),
        },
        // A file is its own only object.
        None if url.rsplit('/').next() == Some(object) => url,
        None if url.is_empty() => object.to_owned(),
        None => format!("{url}/{object}"),
    };
    let is_relative = !place.contains("://") && !place.starts_with('/');
    Some(if is_relative {
        plain(&format!("{base}/{place}"))
    } else {
        place
    })
}

/// A folder's exports are found by the ends of their names; what is given without a wildcard may be
/// one, or a file.
fn patterns(reading: &Reading) -> Vec<String> {
    let url = plain(&reading.url);
    if reading.format.is_whole() || url.contains(['*', '?']) {
        return vec![url];
    }
    let suffixes = reading.format.suffixes();
    let within = |suffix: &&str| {
        if url.is_empty() {
            format!("*{suffix}")
        } else {
            format!("{url}/*{suffix}")
        }
    };
    let is_file = suffixes
        .iter()
        .any(|suffix| bare(&url).to_lowercase().ends_with(suffix));
    let folder = suffixes.iter().map(within);
    if is_file {
        folder.chain([url.clone()]).collect()
    } else {
        folder.collect()
    }
}

/// Without what means nothing in it: `./in//b/../a/` is `in/a`, and what is on this machine's disk
/// has no scheme.
fn plain(url: &str) -> String {
    match url.split_once("://") {
        Some(("file", rest)) => plain(rest),
        Some((scheme, rest)) => format!("{scheme}://{}", plain(rest)),
        None => {
            let root = if url.starts_with('/') { "/" } else { "" };
            let mut parts: Vec<&str> = Vec::new();
            for part in url
                .split('/')
                .filter(|part| !part.is_empty() && *part != ".")
            {
                match parts.last() {
                    Some(&last) if part == ".." && last != ".." => drop(parts.pop()),
                    _ => parts.push(part),
                }
            }
            format!("{root}{}", parts.join("/"))
        }
    }
}

/// Whether its rows become sessions, and whether they become items.
fn tells(format: &Format) -> [bool; 2] {
    match format {
        // Tables without columns may be Dataverse's, which tell of both.
        Format::Described(Carrier::Delta, Fact::Sessions(Mapped { columns: None, .. }))
        | Format::SynapseLink(_)
        | Format::Dataverse(_)
        | Format::Vendor(_) => [true, true],
        Format::Described(_, Fact::Sessions(_)) => [true, false],
        Format::Described(_, Fact::Items(_)) | Format::EventLog(_) => [false, true],
    }
}

fn sieve(format: &Format) -> Option<&Sieve> {
    match format {
        Format::Described(_, Fact::Sessions(own)) => Some(&own.sieve),
        Format::Described(_, Fact::Items(own)) => Some(&own.sieve),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::file::Shape;
    use crate::extract::reading::format::CsvForm;

    fn csv(url: &str) -> Reading {
        Reading {
            url: url.into(),
            format: Format::canonical(Carrier::Csv(CsvForm::default())),
        }
    }

    #[test]
    fn an_object_lies_where_its_satellites_url_says() {
        for (url, object, place) in [
            ("./in/*-a.csv", "x-a.csv", "/w/in/x-a.csv"),
            ("in/", "a.csv", "/w/in/a.csv"),
            ("in/a.csv", "a.csv", "/w/in/a.csv"),
            ("../old/../w/in", "a.csv", "/w/in/a.csv"),
            ("file:///w/in", "a.csv", "/w/in/a.csv"),
            ("*.csv", "a.csv", "/w/a.csv"),
            ("/data//in/**/*.csv", "deep/a.csv", "/data/in/deep/a.csv"),
            ("s3://bucket/in/*.csv", "a.csv", "s3://bucket/in/a.csv"),
        ] {
            assert_eq!(
                location(&csv(url), "/w", object).as_deref(),
                Some(place),
                "{url}"
            );
        }
    }

    #[test]
    fn a_workspace_may_lie_in_a_folder_of_any_name() {
        assert_eq!(
            location(&csv("in/*.csv"), "/what? *", "a.csv").as_deref(),
            Some("/what? */in/a.csv")
        );
    }

    #[test]
    fn exports_of_other_formats_in_one_folder_are_other_objects() {
        let json = Reading {
            url: "in".into(),
            format: Format::canonical(Carrier::Json(Shape::Document.into())),
        };
        let meet = |a: &Reading, b: &Reading| Reach::of(a).meets(&Reach::of(b));
        assert!(meet(&csv("in"), &csv("in")) && !meet(&csv("in"), &json));
        assert!(
            !meet(&csv("in/*-a.csv"), &csv("in/x-*.csv")),
            "they may meet, and nothing shows it"
        );
    }
}
