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
    if (event.target.closest("[data-theme-switch]")) {
      const wanted = !dark();
      try { localStorage.setItem("market-copilot-theme", wanted ? "dark" : "light"); } catch { /* private window */ }
      theme(wanted);
    }
    const act = event.target.closest("[data-act]")?.dataset.act;
    const copy = event.target.closest("[data-copy]");
    if (copy) fetch(copy.dataset.copy).then(answer => answer.ok ? answer.text() : Promise.reject()).then(text => navigator.clipboard.writeText(text))
      .then(() => { copy.dataset.done = "1"; setTimeout(() => delete copy.dataset.done, 1600); }, () => { copy.dataset.done = "0"; });
    const tab = { check: 1, analyse: 0 }[act];
    if (tab !== undefined) { document.querySelectorAll('#mc-tabs button[role="tab"]')[tab]?.click(); scrollTo({ top: 0 }); }
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
    document.body.classList.toggle("mc-asked-once", !!document.querySelector(".mc-turn"));
  };
  whenBody(() => new MutationObserver(follow).observe(document.body, { childList: true, subtree: true }));

  addEventListener("keydown", event => {
    if (event.key === "/" && !event.metaKey && !event.ctrlKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "")) {
      const box = document.querySelector("#mc-composer textarea");
      if (box && box.offsetParent) { event.preventDefault(); box.focus(); }
    }
  });
})();
