"""Measures the page as a visitor meets it: `python -m benchmarks.page`. Needs Chromium; demo market, no key, no network.

Start to page ready, load, question to first proved figure and to the whole answer, and
how many answers a minute the API gives to several callers at once.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

QUESTIONS = (
    "How has Apple done against Microsoft over the last 30 sessions?",
    "今年价值股跑赢动量股了吗？",
    "Which factor fund did best in 2022?",
    "Why did Apple fall in December?",
)
CALLERS, ROUNDS = 12, 6


def main() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PORT": str(port), "COPILOT_HOME": home, "COPILOT_MARKET": "demo"}
        environment.pop("OPENAI_API_KEY", None)
        began = time.monotonic()
        root = Path(__file__).resolve().parent.parent
        server = subprocess.Popen(
            [sys.executable, "app.py"], cwd=root, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            _await(address)
            _say("start to page", time.monotonic() - began)
            _visit(address)
            _callers(address)
        finally:
            server.terminate()
            server.wait(10)


def _await(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the page did not start")


def _visit(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = tools.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        began = time.monotonic()
        page.goto(address)
        page.locator(".mc-examples button").first.wait_for()
        _say("load, cold browser, to the examples", time.monotonic() - began)
        for place, question in enumerate(QUESTIONS[:2]):
            done = page.locator("#mc-conversation .mc-turn").count()
            page.fill("#mc-composer textarea", question)
            began = time.monotonic()
            page.keyboard.press("Enter")
            page.locator(
                f"#mc-live .mc-fig, #mc-conversation .mc-turn:nth-child({done + 1})"
            ).first.wait_for()
            _say(f"question {place + 1} to first proved figure", time.monotonic() - began)
            page.locator(f"#mc-conversation .mc-turn:nth-child({done + 1})").wait_for()
            _say(f"question {place + 1} to the whole answer", time.monotonic() - began)
        browser.close()


def _callers(address: str) -> None:
    from gradio_client import Client

    def ask(question: str) -> float:
        began = time.monotonic()
        Client(address, verbose=False).predict(question, api_name="/ask")
        return time.monotonic() - began

    began = time.monotonic()
    with ThreadPoolExecutor(CALLERS) as pool:
        took = sorted(pool.map(ask, QUESTIONS * ROUNDS))
    whole = time.monotonic() - began
    _say(f"{len(took)} answers to {CALLERS} callers", whole)
    _say("one of them, median", took[len(took) // 2])
    _say("one of them, slowest", took[-1])


def _say(what: str, seconds: float) -> None:
    print(f"{what:<44} {seconds:6.2f} s", flush=True)


if __name__ == "__main__":
    main()
