//! `publish` and `render` show figures and compute none: no arithmetic on exact amounts stands in
//! them. Seen are the operators beside what is known to be an amount (fields and methods that
//! `model` declares as `Micros`, and parameters and variables that are declared as such), the
//! integer within one (`.0`), sums, and whatever comes from the rooms of exact arithmetic. Beside
//! that, nothing at all is subtracted, multiplied or divided there, but by a number that is written
//! out: counts and dates.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::imports::paths;
use super::tokens::{Token, tokens, without_tests, word};
use super::{Source, built, complaints};

const SHOWING: [&str; 2] = ["publish", "render"];

/// Where amounts are rounded for display, where ink is placed, and where a template's text is
/// measured.
const MAY_DIVIDE: [&str; 3] = [
    "render/format.rs",
    "render/charts.rs",
    "render/html/bounds.rs",
];

/// Files that computed before the rule, and in how many places they may.
const COMPUTING: &[(&str, usize)] = &[
    ("render/blocks/targets/goals.rs", 1),
    ("render/charts.rs", 3),
    ("render/format.rs", 10),
    ("render/gaps.rs", 1),
];

/// The names that a source declares as an amount: fields, parameters, variables, methods.
fn amounts(tokens: &[Token]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (i, token) in tokens.iter().enumerate() {
        let Token::Word(name) = token else { continue };
        let declared = match tokens.get(i + 1) {
            Some(Token::Sign(':')) => &tokens[i + 2..],
            Some(Token::Sign('(')) if i > 0 && tokens[i - 1] == word("fn") => {
                let returned = tokens[i..].windows(2).position(is_arrow);
                let body = tokens[i..].iter().position(|t| *t == Token::Sign('{'));
                match returned.filter(|at| body.is_none_or(|body| *at < body)) {
                    Some(at) => &tokens[i + at + 2..],
                    None => continue,
                }
            }
            _ => continue,
        };
        let wraps = |t: &&Token| match t {
            Token::Word(w) => ["Option", "Defined", "mut"].contains(&w.as_str()),
            t => [Token::Sign('&'), Token::Sign('<')].contains(t),
        };
        if declared.iter().find(|t| !wraps(t)) == Some(&word("Micros")) {
            found.insert(name.clone());
        }
    }
    found
}

fn is_arrow(pair: &[Token]) -> bool {
    pair == [Token::Sign('-'), Token::Sign('>')]
}

/// The name of the operand that ends before `end`: of `a.b.net()` it is `net`, of `a.0` it is `0`.
fn left(tokens: &[Token], end: usize) -> Option<String> {
    match tokens[..end].last()? {
        Token::Word(name) => Some(name.clone()),
        Token::Sign('0') if end > 1 && tokens[end - 2] == Token::Sign('.') => Some("0".into()),
        Token::Sign(')') => {
            let mut depth = 0;
            let open = tokens[..end].iter().rposition(|token| {
                match token {
                    Token::Sign(')') => depth += 1,
                    Token::Sign('(') => depth -= 1,
                    _ => {}
                }
                depth == 0
            })?;
            match tokens[..open].last()? {
                Token::Word(name) => Some(name.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The name of the operand that begins at `begin`: of `a.b.net()` it is `net`, of `a.0` it is `0`.
fn right(tokens: &[Token], begin: usize) -> Option<String> {
    let signs = [Token::Sign('&'), Token::Sign('*'), Token::Sign('(')];
    let rest = tokens[begin..].iter().skip_while(|t| signs.contains(t));
    let chain: Vec<&Token> = rest
        .take_while(|t| matches!(t, Token::Word(_) | Token::Path | Token::Sign('.' | '0')))
        .collect();
    match chain.last()? {
        Token::Word(name) => Some(name.clone()),
        Token::Sign('0') if chain.len() > 2 => Some("0".into()),
        _ => None,
    }
}

/// Places where a source computes with amounts, in words.
fn computed(text: &str, known: &BTreeSet<String>) -> Vec<String> {
    let tokens = without_tests(&tokens(text));
    let mut known: BTreeSet<String> = known.union(&amounts(&tokens)).cloned().collect();
    known.insert("0".into());
    let exact = paths(&tokens).into_iter();
    let exact =
        exact.filter(|path| path.len() > 1 && path[..path.len() - 1].ends_with(&["exact".into()]));
    let mut found: Vec<String> = exact.map(|path| path.join("::")).collect();
    for (i, token) in tokens.iter().enumerate() {
        let Token::Sign(sign @ ('+' | '-' | '*' | '/')) = token else {
            continue;
        };
        if is_arrow(&tokens[i..(i + 2).min(tokens.len())]) {
            continue;
        }
        let is_assigned = tokens.get(i + 1) == Some(&Token::Sign('='));
        let (left, right) = (
            left(&tokens, i),
            right(&tokens, i + 1 + usize::from(is_assigned)),
        );
        // A `*` or a `-` with nothing before it is an operator of one operand.
        let keyword =
            |name: &String| ["return", "in", "if", "match", "else"].contains(&name.as_str());
        let one = left.is_none() || left.as_ref().is_some_and(keyword);
        let amount = |name: &Option<String>| name.as_ref().is_some_and(|name| known.contains(name));
        if amount(&left) || (amount(&right) && !(one && *sign == '*')) {
            let name = |name: Option<String>| name.unwrap_or_default();
            found.push(format!("{} {sign} {}", name(left), name(right)));
        }
    }
    let sums = [word("sum"), Token::Path, Token::Sign('<'), word("Micros")];
    found.extend(
        tokens
            .windows(4)
            .filter(|w| *w == sums)
            .map(|_| "sum::<Micros>".into()),
    );
    let declared = [Token::Sign(':'), word("Micros"), Token::Sign('=')];
    for i in (0..tokens.len()).filter(|i| tokens[*i..].starts_with(&declared)) {
        let mut value = tokens[i..].iter().take_while(|t| **t != Token::Sign(';'));
        if value.any(|t| *t == word("sum")) {
            found.push(": Micros = … sum()".into());
        }
    }
    found
}

/// Places where a source makes an amount, opens one, or subtracts, multiplies or divides anything
/// but by a number that is written out.
fn operations(text: &str) -> Vec<String> {
    let sign = |c: char| Token::Sign(c);
    let is_operand = |token: &Token| match token {
        Token::Word(w) => !["return", "match", "in", "if", "else", "let"].contains(&w.as_str()),
        Token::Sign(c) => matches!(c, ')' | ']') || c.is_ascii_digit(),
        Token::Path | Token::Text => false,
    };
    let tokens = without_tests(&tokens(text));
    let computes = |found: &&[Token]| {
        let [before, token, after] = found else {
            return false;
        };
        let is_literal = matches!(after, Token::Sign(c) if c.is_ascii_digit());
        match token {
            Token::Sign('-' | '*' | '/') => {
                is_operand(before) && *after != sign('>') && !is_literal
            }
            Token::Sign('.') => *before == sign(')') && is_literal,
            Token::Word(word) => {
                let makes = word == "Micros" && *after == sign('(');
                makes || ["div_half_even", "Product", "quotient"].contains(&word.as_str())
            }
            _ => false,
        }
    };
    let found = tokens.windows(3).filter(computes);
    found.map(|found| format!("{found:?}")).collect()
}

#[test]
fn publish_and_render_compute_nothing() {
    let mut wrong = Vec::new();
    for Source { file, text } in built() {
        let is_showing = SHOWING.iter().any(|room| file.starts_with(room));
        if is_showing && !MAY_DIVIDE.iter().any(|name| file == Path::new(name)) {
            let operations = operations(&text).into_iter();
            wrong.extend(operations.map(|found| format!("{}: {found}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn operations_are_found() {
    for code in [
        "a - b;",
        "f(x) * y;",
        "= Micros(1)",
        "net().0.abs()",
        "= quotient(a, b)",
    ] {
        assert_eq!(operations(code).len(), 1, "{code}");
    }
    for code in [
        "n - 1;",
        "fn f() -> T {}",
        "return -x;",
        "// a - b;",
        "g(&*x);",
    ] {
        assert!(
            operations(code).is_empty(),
            "{code}: {:?}",
            operations(code)
        );
    }
}

#[test]
fn figures_are_shown_as_they_were_computed() {
    let sources = built();
    let model = sources
        .iter()
        .filter(|source| source.file.starts_with("model"));
    let known = model
        .flat_map(|source| amounts(&tokens(&source.text)))
        .collect();
    let mut found = BTreeMap::new();
    for Source { file, text } in &sources {
        let places = computed(text, &known);
        if SHOWING.iter().any(|room| file.starts_with(room)) && !places.is_empty() {
            found.insert(file.display().to_string(), places.len());
            println!("{}: {}", file.display(), places.join(", "));
        }
    }
    let wrong = complaints(&found, COMPUTING);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn arithmetic_on_amounts_is_found() {
    let model = "struct Value { spend: Option<Micros>, rows: i64 } \
                 impl Value { fn net(&self) -> Micros { todo() } fn id(&self) -> i64 { 1 } }";
    let known = amounts(&tokens(model));
    assert_eq!(known, ["net", "spend"].map(str::to_owned).into());
    let computes = |code: &str| !computed(code, &known).is_empty();
    for code in [
        "v.net() - before.net()",
        "1 + v.spend",
        "total += v.spend;",
        "Micros(m.0 * 100)",
        "fn f(now: Micros) -> Micros { -now }",
        "parts.iter().sum::<Micros>()",
        "let sum: Micros = parts.iter().sum();",
        "use crate::model::exact::Product;",
        "crate::model::exact::div_half_even(a, b)",
    ] {
        assert!(computes(code), "{code}");
    }
    for code in [
        "v.rows + 1",
        "money(v.net()); *amount",
        "let m = *v.spend;",
        "fn f(&self) -> Micros { self.spend }",
        "// v.net() - before.net()",
        "#[cfg(test)] mod tests { fn f() { v.net() - 1 } }",
    ] {
        assert!(!computes(code), "{code}: {:?}", computed(code, &known));
    }
}
