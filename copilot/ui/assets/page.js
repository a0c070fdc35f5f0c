"use strict";
/* What markup alone cannot do: citations on hover where `interestfor` is unknown, the theme, tabs by name, keys. */
(() => {
  const root = document.documentElement;
  const dark = () => document.body.classList.contains("dark");
  const stored = (() => { try { return localStorage.getItem("market-copilot-theme"); } catch { return null; } })();
  const theme = wanted => { document.body.classList.toggle("dark", wanted); root.style.colorScheme = wanted ? "dark" : "light"; };
  const whenBody = run => (document.body ? run() : addEventListener("DOMContentLoaded", run));
  whenBody(() => { if (stored) { theme(stored === "dark"); new MutationObserver(() => { if (dark() !== (stored_now() === "dark")) theme(stored_now() === "dark"); }).observe(document.body, { attributes: true, attributeFilter: ["class"] }); } });
  const stored_now = () => { try { return localStorage.getItem("market-copilot-theme") || (dark() ? "dark" : "light"); } catch { return dark() ? "dark" : "light"; } };

  addEventListener("click", event => {
    const chosen = event.target.closest("[data-theme]")?.dataset.theme;
    if (chosen) {
      try { localStorage.setItem("market-copilot-theme", chosen); } catch { /* private window */ }
      theme(chosen === "dark");
      pressed();
    }
    const local = event.target.closest('[data-local="rename"]');
    if (local) rename(local.closest("li"), local.dataset.thread);
    const act = event.target.closest("[data-act]")?.dataset.act;
    const copy = event.target.closest("[data-copy]");
    if (copy) fetch(copy.dataset.copy).then(answer => answer.ok ? answer.text() : Promise.reject()).then(text => navigator.clipboard.writeText(text))
      .then(() => { copy.dataset.done = "1"; setTimeout(() => delete copy.dataset.done, 1600); }, () => { copy.dataset.done = "0"; });
    if (act === "open" || act === "brief") { drawn.clear(); document.querySelectorAll(".mc-drawer:popover-open").forEach(one => one.hidePopover()); }
    if (act === "market") document.getElementById("mc-markets")?.hidePopover();
    const tab = { check: 1, analyse: 0, open: 0, new: 0, market: 0, brief: 0 }[act];
    if (tab !== undefined) { document.querySelectorAll('#mc-tabs button[role="tab"]')[tab]?.click(); scrollTo({ top: 0 }); }
  });

  const pressed = () => document.querySelectorAll("[data-theme]").forEach(one => one.setAttribute("aria-pressed", String((one.dataset.theme === "dark") === dark())));

  /* What a press takes with it: the text of a box, the questions of a plan. Before the block's own listener reads the button. */
  addEventListener("click", event => {
    const from = event.target.closest("[data-from]"), plan = event.target.closest("[data-collect]");
    if (from) { const box = document.getElementById(from.dataset.from); from.dataset.value = box.value; box.value = ""; }
    if (plan) plan.dataset.plan = JSON.stringify([...document.querySelectorAll(`#${plan.dataset.collect} textarea`)].map(one => [one.dataset.title, one.value]));
  }, true);
  addEventListener("keydown", event => {
    if (event.key === "Enter" && event.target.id === "mc-watch-name") document.querySelector('[data-from="mc-watch-name"]').click();
  });

  /* The drawer of conversations: it stays open while the server renews it, is searched here, and renames in place. */
  const drawn = new Set();
  addEventListener("toggle", event => {
    if (event.target.classList?.contains("mc-drawer") && event.target.isConnected) drawn[event.newState === "open" ? "add" : "delete"](event.target.id);
    if (event.target.id === "mc-display") pressed();
  }, true);
  const rename = (item, thread) => {
    const shown = item.querySelector(".mc-thread > span"), box = document.createElement("input");
    box.value = shown.textContent; box.maxLength = 160; box.setAttribute("aria-label", shown.textContent);
    item.prepend(box); item.querySelector(".mc-thread").hidden = true; box.focus(); box.select();
    const end = keep => {
      if (!box.isConnected) return;
      const title = box.value; box.remove(); item.querySelector(".mc-thread").hidden = false;
      if (!keep) return;
      const press = document.createElement("button");
      Object.assign(press.dataset, { act: "rename", thread, title }); press.hidden = true;
      item.append(press); press.click(); press.remove();
    };
    box.addEventListener("keydown", event => { if (event.key === "Enter") end(true); if (event.key === "Escape") { event.preventDefault(); end(false); } });
    box.addEventListener("blur", () => end(true));
  };
  addEventListener("input", event => {
    if (event.target.id !== "mc-find") return;
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    const items = [...document.querySelectorAll("#mc-history li")];
    items.forEach(item => { const text = item.querySelector(".mc-thread").textContent.toLowerCase(); item.hidden = !words.every(word => text.includes(word)); });
    document.querySelector(".mc-none-found").hidden = items.some(item => !item.hidden);
  });

  /* Hover: open after a moment, close when the pointer has left both mark and card. A click or tap pins it open. */
  if (!("interestForElement" in HTMLButtonElement.prototype)) {
    let timer;
    const card = mark => document.getElementById(mark.getAttribute("popovertarget"));
    addEventListener("pointerover", event => {
      if (event.pointerType !== "mouse") return;
      const mark = event.target.closest?.(".mc-cite");
      if (mark) { clearTimeout(timer); timer = setTimeout(() => { const shown = card(mark); if (shown && !shown.matches(":popover-open")) { shown.dataset.hover = "1"; shown.showPopover({ source: mark }); } }, 160); return; }
      if (event.target.closest?.(".mc-pop")) { clearTimeout(timer); return; }
      clearTimeout(timer);
      timer = setTimeout(() => document.querySelectorAll(".mc-pop:popover-open").forEach(one => { if (one.dataset.hover) { delete one.dataset.hover; one.hidePopover(); } }), 280);
    });
    addEventListener("click", event => { const mark = event.target.closest?.(".mc-cite"); if (mark) delete card(mark)?.dataset.hover; }, true);
  }

  /* A new question is brought into view once; after that the reader's own scrolling is left alone. */
  let seen = "";
  const follow = () => {
    const turn = document.querySelector("#mc-live .mc-turn");
    const name = turn ? turn.querySelector(".mc-asked")?.textContent : "";
    if (turn && name !== seen) turn.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    seen = name;
    const spoken = document.querySelector(".mc-bar-top")?.dataset.lang;
    if (spoken && root.lang !== spoken) root.lang = spoken;
    const rising = document.querySelector(".mc-bar-top")?.dataset.rising;
    if (rising !== undefined && root.dataset.rising !== rising) root.dataset.rising = rising;
    drawn.forEach(id => { const drawer = document.getElementById(id); if (drawer && !drawer.matches(":popover-open")) drawer.showPopover(); });
    asked();
    document.body.classList.toggle("mc-asked-once", !!document.querySelector(".mc-turn"));
  };
  whenBody(() => new MutationObserver(follow).observe(document.body, { childList: true, subtree: true }));

  /* `?ask=…`, from the page of an answer: the question stands in the box, to be sent by whoever came. */
  let wanted = new URLSearchParams(location.search).get("ask");
  const asked = () => {
    const box = wanted && document.querySelector("#mc-composer textarea");
    if (!box || !document.querySelector(".mc-examples, .mc-turn")) return;
    box.value = wanted; wanted = null;
    box.dispatchEvent(new Event("input", { bubbles: true })); box.focus();
    history.replaceState(null, "", location.pathname);
  };

  /* The question box stays in view from the reader's first own scroll on: a new answer is seen, and printed, uncovered. */
  const reading = () => document.body.classList.add("mc-reading");
  ["wheel", "touchmove"].forEach(kind => addEventListener(kind, reading, { passive: true, once: true }));
  addEventListener("keydown", event => { if (["PageDown", "PageUp", "Home", "End", "ArrowDown", "ArrowUp", " "].includes(event.key) && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) reading(); });

  addEventListener("keydown", event => {
    if (event.key === "/" && !event.metaKey && !event.ctrlKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "")) {
      const box = document.querySelector("#mc-composer textarea");
      if (box && box.offsetParent) { event.preventDefault(); box.focus(); }
    }
  });
})();
