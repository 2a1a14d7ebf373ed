//! Styles written into the tags: Gmail drops a style element where it pleases, and Word reads few
//! of them.

use css_inline::{CSSInliner, InlineOptions};

use super::super::RenderError;

/// The same page with the rules of its style in its tags. A style element that says
/// `data-css-inline="keep"` stays, too: its rules for screens cannot stand in tags, and only add to
/// the rest.
pub fn inlined(html: &str) -> Result<String, RenderError> {
    let options = InlineOptions {
        // A mail asks for nothing, and a template makes it ask for nothing.
        load_remote_stylesheets: false,
        minify_css: true,
        ..InlineOptions::default()
    };
    let html = CSSInliner::new(options).inline(html);
    let html = html.map_err(|e| RenderError::Mail {
        reason: e.to_string(),
    })?;
    Ok(html.replace(" data-css-inline=\"keep\"", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_go_into_the_tags_and_those_for_dark_screens_stay() {
        let html = "<!doctype html><html><head><style>p { color: #111111; } .a { margin: 0; }</style>\
                    <style data-css-inline=\"keep\">@media (prefers-color-scheme: dark) { p { color: \
                    #eeeeee !important; } }</style></head><body><p class=\"a\">&lt;b&gt; &amp; é</p>\
                    <!--[if mso]><b>for Word</b><![endif]--></body></html>";
        let html = inlined(html).expect("a page");
        assert!(
            html.contains("<p class=\"a\" style=\"color:#111111;margin:0"),
            "{html}"
        );
        assert!(html.contains("&lt;b&gt; &amp; é</p>"), "{html}");
        assert!(
            html.contains("<!--[if mso]><b>for Word</b><![endif]-->"),
            "{html}"
        );
        assert_eq!(html.matches("<style>").count(), 1, "{html}");
        assert!(html.contains("prefers-color-scheme"), "{html}");
    }
}
