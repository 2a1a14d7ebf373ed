//! What mail programs show: a table of tags, attributes and properties with the date of each test,
//! and a look at a mail against it. What is not in the table is not to be in a mail.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// From public data; the head of the file says which and of when.
const SUPPORT: &str = include_str!("support.tsv");

/// Of the style element, which Gmail drops as a whole beyond that.
const STYLE_BYTES: usize = 16_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Feature {
    Tag,
    Attribute,
    Property,
}

/// A line of the table.
#[derive(Debug)]
struct Support {
    /// Classic Outlook, new Outlook, Gmail, Apple Mail: how much of it each shows.
    shown: [char; 4],
    /// Where alone it may stand; empty: anywhere.
    on: Vec<&'static str>,
    /// Why it is used though somebody shows less than all of it.
    why: &'static str,
}

type SupportTable = BTreeMap<(Feature, &'static str), Support>;

static TABLE: LazyLock<SupportTable> = LazyLock::new(|| {
    let lines = SUPPORT.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).filter_map(support).collect()
});

fn support(line: &'static str) -> Option<((Feature, &'static str), Support)> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [kind, name, classic, new, gmail, apple, _tested, on, why] = cells[..] else {
        return None;
    };
    let feature = match kind {
        "tag" => Feature::Tag,
        "attribute" => Feature::Attribute,
        "property" => Feature::Property,
        _ => return None,
    };
    let shown = [classic, new, gmail, apple].map(|word| word.chars().next().unwrap_or('u'));
    let on = on.split_whitespace().collect();
    Some(((feature, name), Support { shown, on, why }))
}

/// What mail programs would not show, in sentences; none where all is well. `html` is a page as
/// [`super::inlined`] writes it.
pub fn lint(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, why) in FORBIDDEN {
        if html.contains(word) {
            found.push(format!("`{word}`: {why}"));
        }
    }
    for tag in tags(html) {
        found.extend(of_tag(&tag));
    }
    let style: usize = styles(html).map(str::len).sum();
    if style > STYLE_BYTES {
        found.push(format!("{style} bytes of style: Gmail drops all of it"));
    }
    found.sort();
    found.dedup();
    found
}

/// Words that stand in no mail, wherever.
const FORBIDDEN: [(&str, &str); 9] = [
    ("<svg", "Outlook and Gmail remove it"),
    ("<script", "every program removes it"),
    ("<form", "Outlook removes it"),
    ("<link", "it asks for something"),
    ("@import", "it asks for something"),
    ("url(", "it asks for something"),
    ("var(", "Outlook and Gmail know no variables"),
    ("calc(", "Outlook does not compute"),
    ("data:", "Gmail shows none of it"),
];

fn of_tag(tag: &MailTag) -> Vec<String> {
    let mut found = Vec::new();
    let name = tag.name;
    found.extend(unknown(Feature::Tag, name, name));
    for (attribute, value) in &tag.attributes {
        found.extend(unknown(Feature::Attribute, attribute, name));
        match *attribute {
            "src" if !value.starts_with("cid:") => {
                found.push(format!(
                    "<{name} src=\"{value}\">: only cid: is shown everywhere"
                ));
            }
            "style" => found.extend(of_style(value, name)),
            _ => {}
        }
    }
    found
}

fn of_style(style: &str, tag: &str) -> Vec<String> {
    let mut found = Vec::new();
    for declaration in style.split(';').filter(|d| !d.trim().is_empty()) {
        let (property, value) = declaration.split_once(':').unwrap_or((declaration, ""));
        let (property, value) = (property.trim(), value.trim());
        found.extend(unknown(Feature::Property, property, tag));
        let complain = |why: &str| format!("<{tag}> {property}: {value}: {why}");
        let lower = value.to_ascii_lowercase();
        if ["rgb", "hsl", "rem", "vh", "vw"]
            .iter()
            .any(|word| lower.contains(word))
        {
            found.push(complain("colours of six digits, lengths in px"));
        }
        let is_colour = property.ends_with("color");
        if is_colour && (value.len() != 7 || !value.starts_with('#')) {
            found.push(complain("a colour has six digits"));
        }
        if property == "font-weight" && !["400", "700"].contains(&value) {
            found.push(complain("Word knows 400 and 700"));
        }
        let is_number = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
        let mut weights = value.split(' ').filter(is_number);
        if property == "font" && weights.any(|weight| !["400", "700"].contains(&weight)) {
            found.push(complain("Word knows 400 and 700"));
        }
        if property == "margin" && (value.contains("auto") || value.contains('-')) {
            found.push(complain("neither auto nor negative"));
        }
    }
    found
}

/// Of what is not in the table, or stands where it is not shown.
fn unknown(feature: Feature, name: &str, tag: &str) -> Option<String> {
    match TABLE.get(&(feature, name)) {
        None => Some(format!(
            "{feature:?} {name} on <{tag}>: nobody says who shows it"
        )),
        Some(support) if !support.on.is_empty() && !support.on.contains(&tag) => {
            let on = support.on.join(", ");
            Some(format!("{feature:?} {name} on <{tag}>: shown on {on} only"))
        }
        Some(support) => {
            let is_partial = support.shown.iter().any(|shown| *shown != 'y');
            let is_unexplained = support.on.is_empty() && support.why.is_empty();
            (is_partial && is_unexplained)
                .then(|| format!("{feature:?} {name}: shown in part, and no reason is given"))
        }
    }
}

/// An opening tag of a page that is well formed.
struct MailTag<'h> {
    name: &'h str,
    attributes: Vec<(&'h str, &'h str)>,
}

/// The opening tags, but for what stands in comments.
fn tags(html: &str) -> Vec<MailTag<'_>> {
    let (mut tags, mut rest) = (Vec::new(), html);
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let Some(length) = rest.find(end) else { break };
        let (inside, behind) = (&rest[1..length], &rest[length + end.len()..]);
        rest = behind;
        if inside.starts_with(['!', '/']) {
            continue;
        }
        let name = inside.split([' ', '/', '\n']).next().unwrap_or_default();
        let attributes = attributes(&inside[name.len()..]);
        tags.push(MailTag { name, attributes });
    }
    tags
}

fn attributes(mut text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    loop {
        text = text.trim_start_matches([' ', '\n', '/']);
        let name = text.split(['=', ' ', '\n']).next().unwrap_or_default();
        if name.is_empty() {
            return found;
        }
        text = &text[name.len()..];
        let value = text
            .strip_prefix("=\"")
            .and_then(|text| text.split_once('"'));
        match value {
            Some((value, behind)) => {
                found.push((name, value));
                text = behind;
            }
            None => found.push((name, "")),
        }
    }
}

fn styles(html: &str) -> impl Iterator<Item = &str> {
    let behind = html.split("<style").skip(1);
    behind.map(|style| style.split("</style>").next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        let lines = SUPPORT
            .lines()
            .filter(|line| !line.starts_with('#'))
            .count();
        assert_eq!(TABLE.len(), lines - 1);
        for ((feature, name), support) in TABLE.iter() {
            let known = |shown: &char| "yanu".contains(*shown);
            assert!(support.shown.iter().all(known), "{feature:?} {name}");
        }
    }

    #[test]
    fn what_is_well_is_not_told() {
        let html = "<!doctype html><html lang=\"en\"><body><!-- <b x=\"1\"> --><table role=\
                    \"presentation\" width=\"100%\"><tbody><tr><td style=\"padding:6px;color:#111111\">\
                    1 &lt; 2<br></td></tr></tbody></table></body></html>";
        assert_eq!(lint(html), Vec::<String>::new());
    }

    #[test]
    fn each_thing_that_somebody_does_not_show_is_told() {
        for (html, told) in [
            ("<svg></svg>", "Outlook and Gmail remove it"),
            ("<p style=\"color:var(--ink)\">", "no variables"),
            ("<p style=\"padding:4px\">", "shown on td, th only"),
            ("<td style=\"color:rgb(0 128 0 / 1)\">", "six digits"),
            ("<td style=\"color:#fff\">", "six digits"),
            ("<td style=\"font-weight:600\">", "400 and 700"),
            ("<td style=\"font:600 14px/20px Arial\">", "400 and 700"),
            ("<p style=\"margin:0 auto\">", "neither auto"),
            ("<p style=\"font-size:1rem\">", "lengths in px"),
            (
                "<div style=\"display:grid;gap:4px\">",
                "Property gap on <div>",
            ),
            ("<details>", "Tag details on <details>"),
            ("<img src=\"https://x.example/a.png\">", "only cid:"),
            ("<img src=\"data:image/png;base64,\">", "Gmail shows none"),
            ("<td onclick=\"f()\">", "Attribute onclick"),
            ("<table scope=\"col\">", "shown on th only"),
        ] {
            let found = lint(html);
            assert!(found.iter().any(|f| f.contains(told)), "{html}: {found:?}");
        }
        let style = format!("<style>{}</style>", "a".repeat(16_100));
        assert!(lint(&style)[0].contains("bytes of style"));
    }
}
