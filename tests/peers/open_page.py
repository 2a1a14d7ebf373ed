"""Opens every report in headless Chromium: no console message, no request anywhere, no link that leads nowhere, nothing wider
than the window, nothing that axe-core objects to; takes screenshots at desktop, tablet and phone width, light and dark, and
prints on A4 and Letter. The executive report of the sample is one screen and one sheet of A4.

    open_page.py REPORTS SCREENSHOTS AXE      AXE: axe.min.js of the npm package axe-core
"""

import asyncio
import base64
import html
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import websockets

WIDTHS = {"desktop": 1280, "tablet": 820, "phone": 390}
PAPERS = {"a4": (8.27, 11.69), "letter": (8.5, 11)}  # inches
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-quic", "--disable-sync", "--hide-scrollbars", "--remote-debugging-port=0",
]


class Page:
    """One tab, spoken to over the DevTools protocol."""

    def __init__(self, socket):
        self.socket, self.count, self.events = socket, 0, []

    async def ask(self, method, **params):
        self.count += 1
        await self.socket.send(json.dumps({"id": self.count, "method": method, "params": params}))
        while True:
            answer = json.loads(await self.socket.recv())
            if answer.get("id") == self.count:
                assert "error" not in answer, (method, answer)
                return answer["result"]
            self.events.append(answer)

    async def until(self, method):
        while not any(event["method"] == method for event in self.events):
            self.events.append(json.loads(await self.socket.recv()))

    async def value(self, expression):
        return (await self.ask("Runtime.evaluate", expression=expression, returnByValue=True))["result"]["value"]


async def check(page, axe, report, where):
    """Lets axe-core look at what is on the screen now; the page itself runs nothing, so it is told to by hand."""
    await page.ask("Runtime.evaluate", expression=axe)
    asked = "axe.run(document, {resultTypes: ['violations']}).then(r => JSON.stringify(r.violations.map(v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))])))"
    found = await page.ask("Runtime.evaluate", expression=asked, awaitPromise=True, returnByValue=True)
    violations = json.loads(found["result"]["value"])
    assert not violations, f"{report.name}, {where}: axe-core says {violations}"


async def printed(page, path, paper):
    width, height = PAPERS[paper]
    pdf = await page.ask("Page.printToPDF", printBackground=True, paperWidth=width, paperHeight=height)
    path.write_bytes(base64.b64decode(pdf["data"]))
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def check_links(report):
    for href in re.findall(r'href="([^"]+)"', report.read_text(encoding="utf-8")):
        file, _, place = html.unescape(href).partition("#")
        assert place or (report.parent / file).is_file(), f"{report}: {href} leads nowhere"


async def check_executive(page, report, sheets):
    """What it may be at most, on the sample: a reader of two minutes sees all of it."""
    await page.ask("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
    tall = await page.value("document.documentElement.scrollHeight")
    numbers = len(re.findall(r"\d[\d,.]*", await page.value("document.body.innerText")))
    size = report.stat().st_size
    # The same words take more room in German.
    tallest = 1400 if await page.value("document.documentElement.lang") == "en" else 1600
    assert tall <= tallest and numbers <= 230 and size <= 60_000 and sheets == 1, (tall, numbers, size, sheets)


async def look(page, report, shots, axe):
    for name in ("Page", "Runtime", "Log", "Network"):
        await page.ask(f"{name}.enable")
    await page.ask("Page.setBypassCSP", enabled=True)
    page.events.clear()
    await page.ask("Page.navigate", url=report.as_uri())
    await page.until("Page.loadEventFired")
    stem = "-".join([*report.parts[report.parts.index("reports") + 1 : -1], report.stem])
    check_links(report)
    for scheme in ("light", "dark"):
        await page.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for device, width in WIDTHS.items():
            await page.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=device == "phone")
            wide = await page.value("document.documentElement.scrollWidth")
            assert wide <= width, f"{report.name}: {wide} px wide in a window of {width} px"
            if report.parent.name not in ("projects", "departments") or device != "tablet":
                shot = await page.ask("Page.captureScreenshot", captureBeyondViewport=True)
                (shots / f"{stem}-{device}-{scheme}.png").write_bytes(base64.b64decode(shot["data"]))
            await check(page, axe, report, f"{device}, {scheme}")
    assert await page.value("document.querySelectorAll('script, iframe, object, embed, form').length") == 0, "an active element"
    assert await page.value("document.querySelectorAll('h1').length") == 1, "not one heading of the page"
    assert await page.value("document.documentElement.lang"), "no language"
    await page.ask("Emulation.setEmulatedMedia", features=[{"name": "forced-colors", "value": "active"}])
    await check(page, axe, report, "forced colours")
    await page.ask("Emulation.clearDeviceMetricsOverride")
    await page.ask("Emulation.setEmulatedMedia", features=[])
    sheets = {paper: await printed(page, shots / f"{stem}-{paper}.pdf", paper) for paper in PAPERS}
    if report.stem == "executive":
        await check_executive(page, report, sheets["a4"])
    await page.ask("Emulation.setDeviceMetricsOverride", width=WIDTHS["phone"], height=900, deviceScaleFactor=1, mobile=True)
    await page.ask("Runtime.evaluate", expression="document.querySelectorAll('details').forEach(d => d.open = true)")
    await check(page, axe, report, "with its workings open")
    wide = await page.value("document.documentElement.scrollWidth")
    assert wide <= WIDTHS["phone"], f"{report.name}: with its workings open it is {wide} px wide on a phone"
    text = await page.value("document.body.innerText")
    assert len(text) > (50 if report.parent.name == "reports" else 300), f"{report.name}: hardly any text"
    assert not re.search(r"\b(NaN|undefined|None(?! of)|inf)\b", text), f"{report.name}: a figure that is none"
    await page.ask("Emulation.clearDeviceMetricsOverride")
    await printed(page, shots / f"{stem}-open-a4.pdf", "a4")

    said = [e for e in page.events if e["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]
    assert not said, f"the console says {said}"
    asked = [e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"]
    elsewhere = [url for url in asked if not url.startswith("data:") and url != report.as_uri()]
    assert not elsewhere, f"the page asks for {elsewhere}"
    print(f"{stem}: quiet, self-contained, fits {' and '.join(f'{w} px' for w in WIDTHS.values())}, axe-core finds nothing, prints on A4 and Letter")


async def main(reports, shots, axe):
    pages = sorted(p for p in reports.glob("**/*.html") if "latest" not in p.parts)
    assert pages, f"no report below {reports}"
    # A child of the browser may write into its profile a moment longer than the browser lives.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            ["chromium", *FLAGS, f"--user-data-dir={profile}", "about:blank"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        try:
            port = next(m[1] for line in browser.stderr if (m := re.search(r"DevTools listening on (ws://\S+)", line)))
            async with websockets.connect(port, max_size=None) as socket:
                root = Page(socket)
                for report in pages:
                    target = await root.ask("Target.createTarget", url="about:blank")
                    address = re.sub(r"/devtools/.*", f"/devtools/page/{target['targetId']}", port)
                    async with websockets.connect(address, max_size=None) as tab:
                        await look(Page(tab), report.resolve(), shots, axe)
        finally:
            browser.terminate()
            browser.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]).read_text(encoding="utf-8")))
