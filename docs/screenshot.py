"""Takes the README's picture: `python docs/screenshot.py` → docs/page.png. Needs Chromium and the development tools.

The page is the real one, with the demo market and the rule analyst: no key, no network, nothing staged but the click.
"""

from __future__ import annotations

import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
QUESTION = "How has Apple done against Microsoft over the last 30 sessions?"
TARGET = Path(__file__).with_name("page.png")
SIZE, SCALE, COLOURS = {"width": 1280, "height": 860}, 1.5, 160


def main() -> None:
    import uvicorn
    from PIL import Image
    from playwright.sync_api import sync_playwright

    from copilot import Copilot
    from copilot.ui import application

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    with tempfile.TemporaryDirectory() as home:
        app = application(Copilot(market="demo", home=home))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.1)
        with sync_playwright() as tools:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-prefers-reduced-motion"]
            browser = tools.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
            page = browser.new_page(viewport=SIZE, device_scale_factor=SCALE, locale="en-US")
            page.goto(f"http://127.0.0.1:{listening.getsockname()[1]}/")
            page.locator(".mc-examples button").first.wait_for()
            page.fill("#mc-composer textarea", QUESTION)
            page.keyboard.press("Enter")
            page.locator(".mc-actions").wait_for(timeout=60_000)
            page.evaluate("scrollTo(0, 0)")
            page.locator(".mc-body .mc-cite").first.click()
            page.wait_for_timeout(500)
            page.screenshot(path=TARGET)
            browser.close()
        server.should_exit = True
        thread.join(10)
    Image.open(TARGET).convert("RGB").quantize(COLOURS).save(TARGET, optimize=True)
    print(f"{TARGET}: {TARGET.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
