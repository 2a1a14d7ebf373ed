//! What a page says of itself: where the next one is, where later changes can be asked for, and the
//! largest version among its rows. Its rows are read later, from where it was laid down.

use serde::Deserialize;
use serde_json::Value;

use super::row::etag;

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub next: Option<String>,
    pub delta: Option<String>,
    pub rows: u64,
    /// 0: none of its rows tells a version.
    pub version: i64,
}

#[derive(Deserialize)]
struct PageBody {
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
    #[serde(rename = "@odata.deltaLink")]
    delta: Option<String>,
    value: Vec<PageRow>,
}

#[derive(Deserialize)]
struct PageRow {
    #[serde(rename = "@odata.etag")]
    etag: Option<Value>,
    versionnumber: Option<Value>,
}

impl Page {
    /// A page that is not whole is none: what was cut off could be its next link.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let written: PageBody = serde_json::from_slice(bytes)?;
        let version = |row: &PageRow| {
            let told = row
                .versionnumber
                .as_ref()
                .and_then(|told| told.as_i64().or_else(|| told.as_str()?.parse().ok()));
            told.or_else(|| etag(row.etag.as_ref()?.as_str()?)?.parse().ok())
        };
        let version = written
            .value
            .iter()
            .filter_map(version)
            .max()
            .unwrap_or_default();
        Ok(Self {
            next: written.next,
            delta: written.delta,
            rows: written.value.len() as u64,
            version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_it_goes_on_and_how_far_its_rows_are() {
        let text = r#"{"@odata.context":"c","value":[{"@odata.etag":"W/\"17\"","name":"a"},{"versionnumber":"21"},{"versionnumber":19},{}],
            "@odata.nextLink":"https://o/next"}"#;
        let page = Page {
            next: Some("https://o/next".into()),
            delta: None,
            rows: 4,
            version: 21,
        };
        assert_eq!(Page::read(text.as_bytes()).unwrap(), page);
        let empty = Page::read(br#"{"@odata.deltaLink":"https://o/d","value":[]}"#).unwrap();
        assert_eq!(
            empty,
            Page {
                delta: Some("https://o/d".into()),
                ..Page::default()
            }
        );
        for cut in [&text[..text.len() - 1], "", "<html>", "{}", "[]"] {
            assert!(Page::read(cut.as_bytes()).is_err(), "{cut}");
        }
    }
}
