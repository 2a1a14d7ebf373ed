"""Opens every report in headless Chromium: no console message, no request anywhere, nothing wider than the window, nothing
that axe-core objects to; takes screenshots at desktop and phone width, light and dark, and prints on A4 and Letter.

    open_page.py REPORTS SCREENSHOTS AXE      AXE: axe.min.js of the npm package axe-core
"""

import asyncio
import base64
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import websockets

WIDTHS = {"desktop": 1280, "phone": 390}
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


async def look(page, report, shots, axe):
    for name in ("Page", "Runtime", "Log", "Network"):
        await page.ask(f"{name}.enable")
    await page.ask("Page.setBypassCSP", enabled=True)
    page.events.clear()
    await page.ask("Page.navigate", url=report.as_uri())
    await page.until("Page.loadEventFired")
    stem = f"{report.parent.parent.name}-{report.stem}"
    for scheme in ("light", "dark"):
        await page.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for device, width in WIDTHS.items():
            await page.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=device == "phone")
            wide = await page.value("document.documentElement.scrollWidth")
            assert wide <= width, f"{report.name}: {wide} px wide in a window of {width} px"
            shot = await page.ask("Page.captureScreenshot", captureBeyondViewport=True)
            (shots / f"{stem}-{device}-{scheme}.png").write_bytes(base64.b64decode(shot["data"]))
            await check(page, axe, report, f"{device}, {scheme}")
    assert await page.value("document.querySelectorAll('script, iframe, object, embed, form').length") == 0, "an active element"
    assert await page.value("document.querySelectorAll('h1').length") == 1, "not one heading of the page"
    assert await page.value("document.documentElement.lang"), "no language"
    await page.ask("Emulation.clearDeviceMetricsOverride")
    await page.ask("Emulation.setEmulatedMedia", features=[])
    for paper in PAPERS:
        await printed(page, shots / f"{stem}-{paper}.pdf", paper)
    await page.ask("Emulation.setDeviceMetricsOverride", width=WIDTHS["phone"], height=900, deviceScaleFactor=1, mobile=True)
    await page.ask("Runtime.evaluate", expression="document.querySelectorAll('details').forEach(d => d.open = true)")
    await check(page, axe, report, "with its workings open")
    wide = await page.value("document.documentElement.scrollWidth")
    assert wide <= WIDTHS["phone"], f"{report.name}: with its workings open it is {wide} px wide on a phone"
    text = await page.value("document.body.innerText")
    assert len(text) > 500, "hardly any text"
    assert not re.search(r"\b(NaN|undefined|none|inf)\b", text), "a figure that is none"
    await page.ask("Emulation.clearDeviceMetricsOverride")
    await printed(page, shots / f"{stem}-open-a4.pdf", "a4")

    said = [e for e in page.events if e["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]
    assert not said, f"the console says {said}"
    asked = [e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"]
    elsewhere = [url for url in asked if not url.startswith("data:") and url != report.as_uri()]
    assert not elsewhere, f"the page asks for {elsewhere}"
    print(f"{stem}: quiet, self-contained, fits {' and '.join(f'{w} px' for w in WIDTHS.values())}, axe-core finds nothing, prints on A4 and Letter")


async def main(reports, shots, axe):
    pages = sorted(p for p in reports.glob("*/*/*.html") if p.parent.name != "latest")
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
