// Keeps what is shown up to date, and leaves alone what somebody is filling in or reading.
"use strict";

const PAUSE = 5000; // milliseconds between two looks
const STAMP = /name="seen_at" value="([^"]*)"/g;
const PATIENCE = 180000; // milliseconds after which a form that was left half-filled counts as abandoned
const live = document.querySelector("[data-live]");
const stale = document.querySelector(".stale");
let touchedAt = -Infinity;
let typed = false;
let shown = "";

// The same is shown as before: what somebody decides on it, they decide knowing as much as is known now.
function stamp(made) {
  for (const field of live.querySelectorAll('[name="seen_at"]')) field.value = made[1];
}

function busy() {
  if (document.hidden) return true;
  const selection = document.getSelection();
  const inUse =
    typed ||
    live.querySelector("details[open]") !== null ||
    live.contains(document.activeElement) ||
    (selection !== null && !selection.isCollapsed);
  return inUse && performance.now() - touchedAt < PATIENCE;
}

async function refresh() {
  if (busy()) return;
  try {
    const response = await fetch(live.dataset.live, { headers: { "X-Fragment": "1" }, redirect: "manual" });
    if (response.type === "opaqueredirect") return location.reload();
    if (!response.ok) throw new Error(String(response.status));
    const text = await response.text();
    stale.hidden = true;
    if (busy()) return;
    const [made] = text.matchAll(STAMP);
    const unstamped = text.replaceAll(STAMP, "");
    if (unstamped === shown) return stamp(made);
    shown = unstamped;
    typed = false;
    const parsed = new DOMParser().parseFromString(text, "text/html");
    live.replaceChildren(...parsed.body.childNodes);
  } catch {
    stale.hidden = false;
  }
}

for (const kind of ["input", "pointerdown", "keydown"]) {
  live.addEventListener(kind, () => {
    touchedAt = performance.now();
    typed ||= kind === "input";
  });
}
setInterval(refresh, PAUSE);
document.addEventListener("visibilitychange", refresh);
