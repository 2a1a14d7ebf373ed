//! A source as words and signs: enough of Rust's grammar to find imports, declarations and
//! functions, without comments and characters.

#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Word(String),
    /// `::`
    Path,
    Sign(char),
    /// A string literal.
    Text,
}

pub fn word(word: &str) -> Token {
    Token::Word(word.to_owned())
}

/// A token with its place: characters from the beginning of the source.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub token: Token,
    pub begin: usize,
    pub end: usize,
}

/// The words, signs and string literals of a source, with their places.
pub fn placed(text: &str) -> Vec<Placed> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut i) = (Vec::new(), 0);
    while i < chars.len() {
        let (token, end) = next(&chars, i);
        if let Some(token) = token {
            let begin = i;
            found.push(Placed { token, begin, end });
        }
        i = end;
    }
    found
}

/// The words and signs of a source, without comments, strings and characters.
pub fn tokens(text: &str) -> Vec<Token> {
    let tokens = placed(text).into_iter().map(|placed| placed.token);
    tokens.filter(|token| *token != Token::Text).collect()
}

/// The token that begins at `i`, and where it ends; blanks, comments and characters are none.
fn next(chars: &[char], i: usize) -> (Option<Token>, usize) {
    let c = chars[i];
    if starts(chars, i, "//") {
        let line = chars[i..].iter().position(|c| *c == '\n');
        (None, line.map_or(chars.len(), |n| i + n))
    } else if starts(chars, i, "/*") {
        (None, after(chars, i + 2, "*/"))
    } else if c == '"' {
        (Some(Token::Text), end_of_string(chars, i))
    } else if let Some(hashes) = raw_string(chars, i) {
        let quote = after(chars, i, "\"");
        let end = after(chars, quote, &format!("\"{}", "#".repeat(hashes)));
        (Some(Token::Text), end)
    } else if c == '\'' {
        (None, end_of_character(chars, i))
    } else if c.is_alphabetic() || c == '_' {
        let more = chars[i..].iter();
        let word: String = more
            .take_while(|c| c.is_alphanumeric() || **c == '_')
            .collect();
        let end = i + word.chars().count();
        (Some(Token::Word(word)), end)
    } else if starts(chars, i, "::") {
        (Some(Token::Path), i + 2)
    } else {
        ((!c.is_whitespace()).then_some(Token::Sign(c)), i + 1)
    }
}

fn starts(chars: &[char], i: usize, with: &str) -> bool {
    let length = with.chars().count();
    chars[i..].iter().copied().take(length).eq(with.chars())
}

/// Where the next `end` ends.
fn after(chars: &[char], mut i: usize, end: &str) -> usize {
    while i < chars.len() && !starts(chars, i, end) {
        i += 1;
    }
    (i + end.chars().count()).min(chars.len())
}

fn end_of_string(chars: &[char], start: usize) -> usize {
    let mut i = start + 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(chars.len())
}

/// A character or a lifetime: only the former ends with a quote.
fn end_of_character(chars: &[char], i: usize) -> usize {
    let end = if chars.get(i + 1) == Some(&'\\') {
        let quote = chars[i + 3..].iter().position(|c| *c == '\'');
        quote.map(|n| i + 3 + n)
    } else {
        Some(i + 2)
    };
    end.filter(|end| chars.get(*end) == Some(&'\''))
        .map_or(i + 1, |end| end + 1)
}

/// How many hashes a raw string that begins here has.
fn raw_string(chars: &[char], i: usize) -> Option<usize> {
    let inside_a_word = i > 0 && (chars[i - 1].is_alphanumeric() || chars[i - 1] == '_');
    let r = if chars[i] == 'r' { i + 1 } else { i + 2 };
    let begins = chars[i] == 'r' || (chars[i] == 'b' && chars.get(i + 1) == Some(&'r'));
    let hashes = chars.get(r..)?.iter().take_while(|c| **c == '#').count();
    (begins && !inside_a_word && chars.get(r + hashes) == Some(&'"')).then_some(hashes)
}

/// `#[cfg(test)]`.
fn mark() -> [Token; 7] {
    [
        Token::Sign('#'),
        Token::Sign('['),
        word("cfg"),
        Token::Sign('('),
        word("test"),
        Token::Sign(')'),
        Token::Sign(']'),
    ]
}

/// Where the item that begins at `i` ends: with its `;` or with its last brace.
fn end_of_item(tokens: &[Token], mut i: usize) -> usize {
    let mut depth = 0;
    while i < tokens.len() {
        match tokens[i] {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => depth -= 1,
            _ => {}
        }
        i += 1;
        if depth == 0 && matches!(tokens[i - 1], Token::Sign('}' | ';')) {
            break;
        }
    }
    i
}

/// Without what is built for tests only.
pub fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let (mut kept, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        if tokens[i..].starts_with(&mark()) {
            i = end_of_item(tokens, i);
        } else {
            kept.push(tokens[i].clone());
            i += 1;
        }
    }
    kept
}

/// The modules in files of their own that a source declares for tests only.
pub fn test_modules(tokens: &[Token]) -> Vec<String> {
    let marked = (0..tokens.len()).filter(|i| tokens[*i..].starts_with(&mark()));
    let declared = marked.filter_map(|i| {
        let item = &tokens[i..end_of_item(tokens, i)];
        match item {
            [.., Token::Word(m), Token::Word(name), Token::Sign(';')] if m == "mod" => {
                Some(name.clone())
            }
            _ => None,
        }
    });
    declared.collect()
}
