//! An answer of a service, taken in whole: it may be packed, never end, or repeat what it was told.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use serde::Deserialize;

use crate::lake::strike::struck;
use crate::model::many::cut;

/// A body this long is no page of so many rows.
const BODY_LIMIT_BYTES: usize = 256 << 20;
/// Of what the service says, in a message; and of what is no answer.
pub const SAID_CHARACTERS: usize = 300;
pub const BEGINS_CHARACTERS: usize = 80;
/// Of a body that is shown: much more than that, so that a secret in it is whole when it is looked
/// for.
const STRUCK_BYTES: usize = 64 << 10;

/// An answer, whatever it says.
pub struct HttpAnswer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// What a service refused, in its own words.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: String,
    pub message: String,
}

impl HttpAnswer {
    /// What an answer that is no success says: as OData, as OAuth, or in any other form.
    pub fn refusal(&self) -> Refusal {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            OData {
                error: Inner,
            },
            OAuth {
                error: String,
                error_description: Option<String>,
            },
        }
        #[derive(Deserialize)]
        struct Inner {
            code: Option<String>,
            message: Option<String>,
        }
        let (code, message) = match serde_json::from_slice(&self.body) {
            Ok(Form::OData { error }) => (
                error.code.unwrap_or_default(),
                error.message.unwrap_or_default(),
            ),
            Ok(Form::OAuth {
                error,
                error_description,
            }) => (error, error_description.unwrap_or_default()),
            Err(_) => (String::new(), shown_of(&self.body, SAID_CHARACTERS)),
        };
        // What somebody else says may repeat what it was told; cut before that is struck, it would
        // be known no more.
        let line = struck(&message)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let line = if line.is_empty() {
            "it says no more"
        } else {
            &line
        };
        let code = cut(&struck(&code), SAID_CHARACTERS).to_owned();
        Refusal {
            status: self.status,
            code,
            message: cut(line, SAID_CHARACTERS).trim_end_matches('.').to_owned(),
        }
    }
}

/// Why there is no answer.
pub enum Trouble {
    /// It may be there when it is asked for again.
    Passing(String),
    Lasting(String),
}

pub async fn say(request: RequestBuilder) -> Result<HttpAnswer, Trouble> {
    let broken = |e: reqwest::Error| {
        Trouble::Passing(format!(
            "no whole answer came: {}",
            causes(&e.without_url())
        ))
    };
    let too_long = || {
        Trouble::Lasting(format!(
            "the answer has more than {} MB, and no page of so few rows has",
            BODY_LIMIT_BYTES >> 20
        ))
    };
    let mut response = request.send().await.map_err(broken)?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len() + chunk.len() > BODY_LIMIT_BYTES {
            return Err(too_long());
        }
        body.extend_from_slice(&chunk);
    }
    let packing = headers
        .get(CONTENT_ENCODING)
        .map(|packing| packing.to_str().unwrap_or("?").trim().to_lowercase());
    let body = match packing.as_deref() {
        None | Some("" | "identity") => body,
        Some("gzip" | "x-gzip") => match gunzipped(&body, BODY_LIMIT_BYTES) {
            Ok(text) => text.ok_or_else(too_long)?,
            Err(error) => {
                return Err(Trouble::Passing(format!(
                    "the answer is packed with gzip, and damaged: {error}"
                )));
            }
        },
        Some(other) => {
            let other = cut(other, BEGINS_CHARACTERS);
            return Err(Trouble::Lasting(format!(
                "the answer is packed with {other}, and only gzip was asked for"
            )));
        }
    };
    Ok(HttpAnswer {
        status,
        headers,
        body,
    })
}

/// The beginning of a body as it may be shown.
pub fn shown_of(body: &[u8], characters: usize) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(STRUCK_BYTES)]);
    cut(&struck(&text), characters).to_owned()
}

pub fn causes(error: &dyn std::error::Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        told = format!("{told}: {inner}");
        cause = inner.source();
    }
    told
}

/// All of a text that was packed with gzip; None: it is longer than `limit` bytes.
pub fn gunzipped(bytes: &[u8], limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut text = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(limit as u64 + 1)
        .read_to_end(&mut text)?;
    Ok((text.len() <= limit).then_some(text))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn an_answer_is_unpacked_up_to_a_bound_and_only_whole() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&[b'7'; 100_000]).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(
            gunzipped(&packed, 100_000).unwrap().map(|text| text.len()),
            Some(100_000)
        );
        assert_eq!(gunzipped(&packed, 99_999).unwrap(), None);
        assert!(gunzipped(&packed[..packed.len() / 2], 100_000).is_err());
    }
}
