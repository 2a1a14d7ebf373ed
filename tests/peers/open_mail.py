"""Opens mails as mail programs show them: whole, in the dark, on a phone, without what Word ignores, without what Gmail
drops, with inverted colours, without pictures. None of them is at hand here, so what each ignores is taken out by rule
and Chromium shows the rest. In each: nothing wider than 680 px, no cell over another, the same words, and text that can be
read (contrast); axe-core finds nothing. Screenshots are for people.

    open_mail.py MAILS SCREENSHOTS AXE      MAILS: a folder of .eml; AXE: axe.min.js of the npm package axe-core
"""

import asyncio
import base64
import email
import email.policy
import re
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import websockets

from open_page import FLAGS, Page, check

VOID = {"br", "img", "meta"}
# What Word does not apply, by tag: it ignores padding off cells, widths off tables and cells, and whatever is rounded.
ON_CELLS = re.compile(r"^(padding|vertical-align)")
ON_TABLES = re.compile(r"^(width|height)$")
NEVER = re.compile(r"^(max-width|min-width|border-radius|overflow|opacity|white-space|box-shadow|text-overflow|float|position|flex|grid)")
# Everything is scaled by 1.25 at 120 dpi but what is an attribute.
DPI = 1.25


class Rewriter(HTMLParser):
    """Writes a page again, each tag as `keep` wants it: None leaves the tag out, with its content where that is a style."""

    def __init__(self, keep, unwrap_word=False):
        super().__init__(convert_charrefs=False)
        self.keep, self.unwrap_word, self.out, self.silent = keep, unwrap_word, [], 0

    def handle_starttag(self, tag, attributes):
        attributes = self.keep(tag, dict(attributes))
        if attributes is None:
            self.silent += tag not in VOID
            return
        written = "".join(f' {k}="{(v or "").replace("&", "&amp;").replace(chr(34), "&quot;")}"' for k, v in attributes.items())
        self.emit(f"<{tag}{written}>")

    def handle_endtag(self, tag):
        if self.silent and tag == "style":
            self.silent -= 1
            return
        self.emit(f"</{tag}>")

    def handle_data(self, data):
        self.emit(data)

    def handle_entityref(self, name):
        self.emit(f"&{name};")

    def handle_charref(self, name):
        self.emit(f"&#{name};")

    def handle_decl(self, text):
        self.emit(f"<!{text}>")

    def handle_comment(self, text):
        found = re.fullmatch(r"\[if mso\]>(.*)<!\[endif\]", text, re.S)
        if found and self.unwrap_word:
            self.feed_word(found[1])

    def feed_word(self, html):
        inner = Rewriter(self.keep)
        inner.feed(html)
        self.emit("".join(inner.out))

    def emit(self, text):
        if not self.silent:
            self.out.append(text)


def rewritten(html, keep, unwrap_word=False):
    rewriter = Rewriter(keep, unwrap_word)
    rewriter.feed(html)
    return "".join(rewriter.out)


def as_word(tag, attributes):
    if tag == "style":
        return None
    kept = []
    for declaration in filter(None, (d.strip() for d in attributes.get("style", "").split(";"))):
        name, value = (part.strip() for part in declaration.split(":", 1))
        if NEVER.match(name) or "auto" in value or (name == "margin" and "-" in value):
            continue
        if ON_CELLS.match(name) and tag not in ("td", "th"):
            continue
        if ON_TABLES.match(name) and tag not in ("table", "td", "th"):
            continue
        kept.append(f"{name}:{value}")
    if kept or "style" in attributes:
        attributes["style"] = ";".join(kept)
    return attributes


def as_gmail(tag, attributes):
    """Of accounts that are not Google's, and on the mobile web: neither styles nor classes."""
    if tag == "style":
        return None
    attributes.pop("class", None)
    return attributes


def without_pictures(tag, attributes):
    if tag == "img":
        attributes["src"] = "cid:off"
    return attributes


def parts(path):
    """The page with its pictures in it, and the plain text."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert not [d for part in message.walk() for d in part.defects], f"{path.name}: defects"
    html = message.get_body(("html",)).get_content()
    text = message.get_body(("plain",)).get_content()
    for part in message.walk():
        if part.get_content_maintype() == "image":
            assert part["Content-ID"], "a picture without an id"
            name = part["Content-ID"].strip("<>")
            assert f'src="cid:{name}"' in html, f"{name} is shown nowhere"
            html = html.replace(f"cid:{name}", f"data:image/png;base64,{base64.b64encode(part.get_content()).decode()}")
    assert "cid:" not in html, "a picture that is not there"
    return html, text


# Text that is shown, its colour and what is behind it; boxes of cells beside each other.
LOOK = """(() => {
  const colour = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const behind = node => { for (let n = node; n; n = n.parentElement) { const c = colour(getComputedStyle(n).backgroundColor); if (c.length === 3 || c[3] > 0) return c.slice(0, 3); } return [255, 255, 255]; };
  const texts = [], over = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement;
    if (!node.textContent.trim() || !parent.getClientRects().length) continue;
    const style = getComputedStyle(parent);
    texts.push([node.textContent.trim(), colour(style.color).slice(0, 3), behind(parent), parseFloat(style.fontSize), parseInt(style.fontWeight)]);
  }
  for (const row of document.querySelectorAll('tr')) {
    const cells = [...row.children].map(cell => { const range = document.createRange(); range.selectNodeContents(cell); return [cell.getBoundingClientRect(), range.getBoundingClientRect()]; });
    cells.forEach(([box, content], i) => { if (i + 1 < cells.length && content.right > cells[i + 1][0].left + 1) over.push(row.innerText.slice(0, 60)); });
  }
  const lefts = [...document.querySelectorAll('table')].map(t => [...t.rows].map(r => [...r.cells].map(c => Math.round(c.getBoundingClientRect().left)).join()).filter((x, i, all) => x.split(',').length === all[0].split(',').length));
  const ragged = lefts.filter(rows => new Set(rows).size > 1).length;
  const sheets = [...document.querySelectorAll('table')].slice(1).map(t => t.getBoundingClientRect().width);
  return {texts, over, ragged, width: document.documentElement.scrollWidth, sheet: Math.max(...sheets)};
})()"""


def luminance(colour):
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(name, found, inverted=False):
    turn = (lambda c: [255 - x for x in c]) if inverted else (lambda c: c)
    for text, ink, paper, size, weight in found["texts"]:
        least = 3 if size >= 24 or (size >= 18.66 and weight >= 700) else 4.5
        ratio = contrast(turn(ink), turn(paper))
        assert ratio >= least, f"{name}: `{text[:40]}` has a contrast of {ratio:.2f}"


async def show(page, path, shot, width=900, scale=1.0, scheme="light", invert=False):
    page.events.clear()
    await page.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    await page.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=scale, mobile=width < 500)
    await page.ask("Page.navigate", url=path.as_uri())
    await page.until("Page.loadEventFired")
    if invert:
        await page.ask("Runtime.evaluate", expression="document.documentElement.style.cssText = 'filter: invert(1); background: #fff'")
    found = (await page.ask("Runtime.evaluate", expression=LOOK, returnByValue=True))["result"]["value"]
    picture = await page.ask("Page.captureScreenshot", captureBeyondViewport=True)
    shot.write_bytes(base64.b64decode(picture["data"]))
    return found


def words(found):
    return " ".join(text for text, *_ in found["texts"]).split()


async def look(page, mail, shots, axe, work):
    for domain in ("Page", "Runtime", "Network"):
        await page.ask(f"{domain}.enable")
    html, text = parts(mail)
    pages = {
        "whole": html,
        "word": rewritten(html, as_word, unwrap_word=True),
        "gmail": rewritten(html, as_gmail),
        "no-pictures": rewritten(html, without_pictures),
    }
    paths = {}
    for name, content in pages.items():
        paths[name] = work / f"{mail.stem}-{name}.html"
        paths[name].write_text(content, encoding="utf-8")
    shot = lambda name: shots / f"{mail.stem}-{name}.png"
    whole = await show(page, paths["whole"], shot("whole"))
    await check(page, axe, mail, "whole")
    readable("whole", whole)
    variants = {
        "dark": dict(page="whole", scheme="dark"),
        "phone": dict(page="whole", width=390),
        "word": dict(page="word", scale=DPI),
        "gmail": dict(page="gmail"),
        "inverted": dict(page="whole", invert=True),
        "no-pictures": dict(page="no-pictures"),
    }
    for name, how in variants.items():
        of = how.pop("page")
        found = await show(page, paths[of], shot(name), **how)
        readable(name, found, inverted=name == "inverted")
        assert not found["over"], f"{name}: cells over one another: {found['over']}"
        assert not found["ragged"], f"{name}: {found['ragged']} tables whose columns do not align"
        window = how.get("width", 900)
        assert found["width"] <= window, f"{name}: {found['width']} px wide in a window of {window} px"
        # The sheet is what the desk around it holds.
        assert found["sheet"] <= 680, f"{name}: a sheet of {found['sheet']} px"
        assert words(found) == words(whole), f"{name}: other words than in the whole"
    numbers = lambda text: set(re.findall(r"\d[\d.,]*\d|\d", text))
    shown = " ".join(text for text, *_ in whole["texts"])
    assert numbers(shown) <= numbers(text), f"not in the plain text: {numbers(shown) - numbers(text)}"
    assert max(map(len, text.splitlines())) <= 78, "a line of plain text of more than 78 columns"
    asked = [e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"]
    elsewhere = [url for url in asked if not url.startswith(("data:", "file:", "cid:"))]
    assert not elsewhere, f"the mail asks for {elsewhere}"
    print(f"{mail.stem}: {len(html.encode()):,} bytes with pictures, the same in {len(variants)} programs' ways, axe-core finds nothing")


async def main(mails, shots, axe):
    found = sorted(mails.glob("**/*.eml"))
    assert found, f"no mail below {mails}"
    shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, tempfile.TemporaryDirectory() as work:
        browser = subprocess.Popen(
            ["chromium", *FLAGS, f"--user-data-dir={profile}", "about:blank"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        try:
            port = next(m[1] for line in browser.stderr if (m := re.search(r"DevTools listening on (ws://\S+)", line)))
            async with websockets.connect(port, max_size=None) as socket:
                root = Page(socket)
                for mail in found:
                    target = await root.ask("Target.createTarget", url="about:blank")
                    address = re.sub(r"/devtools/.*", f"/devtools/page/{target['targetId']}", port)
                    async with websockets.connect(address, max_size=None) as tab:
                        await look(Page(tab), mail, shots, axe, Path(work))
        finally:
            browser.terminate()
            browser.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]).read_text(encoding="utf-8")))
