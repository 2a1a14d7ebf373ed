"""Opens every report in headless Chromium: no console message, no request anywhere, nothing wider than the window; takes
screenshots at desktop and phone width, light and dark, and prints."""

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


async def look(page, report, shots):
    for name in ("Page", "Runtime", "Log", "Network"):
        await page.ask(f"{name}.enable")
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
    assert await page.value("document.querySelectorAll('script, iframe, object, embed, form').length") == 0, "an active element"
    assert await page.value("document.querySelectorAll('h1').length") == 1, "not one heading of the page"
    assert await page.value("document.documentElement.lang"), "no language"
    await page.ask("Runtime.evaluate", expression="document.querySelectorAll('details').forEach(d => d.open = true)")
    wide = await page.value("document.documentElement.scrollWidth")
    assert wide <= WIDTHS["phone"], f"{report.name}: with its workings open it is {wide} px wide on a phone"
    text = await page.value("document.body.innerText")
    assert len(text) > 500, "hardly any text"
    assert not re.search(r"\b(NaN|undefined|none|inf)\b", text), "a figure that is none"
    await page.ask("Emulation.clearDeviceMetricsOverride")
    pdf = await page.ask("Page.printToPDF", printBackground=True, preferCSSPageSize=True)
    (shots / f"{stem}.pdf").write_bytes(base64.b64decode(pdf["data"]))

    said = [e for e in page.events if e["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")]
    assert not said, f"the console says {said}"
    asked = [e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"]
    elsewhere = [url for url in asked if not url.startswith("data:") and url != report.as_uri()]
    assert not elsewhere, f"the page asks for {elsewhere}"
    print(f"{stem}: quiet, self-contained, fits {' and '.join(f'{w} px' for w in WIDTHS.values())}, prints")


async def main(reports, shots):
    pages = sorted(p for p in reports.glob("*/*/*.html") if p.parent.name != "latest")
    assert pages, f"no report below {reports}"
    with tempfile.TemporaryDirectory() as profile:
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
                        await look(Page(tab), report.resolve(), shots)
        finally:
            browser.terminate()
            browser.wait()


asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
