"use strict";

const phones = document.querySelector(".phones");
const clock = document.querySelector(".clock");
const live = document.querySelector(".live");
const waiting = new Map();

// The page is drawn by the server alone: an event says which phone changed, and its new drawing is put in place.

function toBottom(thread) {
  thread.scrollTop = thread.scrollHeight;
}

function find(number) {
  return phones.querySelector(`.phone[data-number="${CSS.escape(number)}"]`);
}

async function refresh(number) {
  waiting.delete(number);
  const answer = await fetch(`/phones/${encodeURIComponent(number)}`);
  if (!answer.ok) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".phone");
  const phone = find(number);
  if (!phone) {
    phones.append(drawn);
    toBottom(drawn.querySelector(".thread"));
    return;
  }
  const thread = phone.querySelector(".thread");
  const atBottom = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 60;
  const known = new Set([...thread.querySelectorAll("[data-sid]")].map((bubble) => bubble.dataset.sid));
  for (const bubble of drawn.querySelectorAll("[data-sid]")) {
    bubble.classList.toggle("new", !known.has(bubble.dataset.sid));
  }
  phone.className = drawn.className;
  phone.querySelector(".who").replaceWith(drawn.querySelector(".who"));
  phone.querySelector(".call").replaceWith(drawn.querySelector(".call"));
  thread.replaceChildren(...drawn.querySelector(".thread").children);
  if (atBottom) toBottom(thread);
}

function soon(number) {
  if (!waiting.has(number)) waiting.set(number, setTimeout(refresh, 80, number));
}

async function put(path, method, body) {
  return fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

// A file as the control API takes it: its type, and its content in base64.
function read(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      done({ media_type: file.type || "application/octet-stream", content: reader.result.split(",")[1] });
    });
    reader.addEventListener("error", () => failed(reader.error));
    reader.readAsDataURL(file);
  });
}

phones.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const phone = form.closest(".phone");
  const camera = form.querySelector(".camera");
  const photos = await Promise.all([...form.photos.files].map(read));
  const media = photos.length + (camera.getAttribute("aria-pressed") === "true" ? 1 : 0);
  if (!form.body.value.trim() && !media) return;
  const sent = { from: phone.dataset.number, body: form.body.value, media, photos };
  const answer = await put("/control/inbound", "POST", sent);
  phone.classList.toggle("refused", !answer.ok);
  if (!answer.ok) return;
  form.reset();
  camera.setAttribute("aria-pressed", "false");
  form.querySelector("label.attach").classList.remove("chosen");
  toBottom(phone.querySelector(".thread"));
});

phones.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const call = button.closest(".call").dataset.call;
  await put(`/control/calls/${call}/${button.dataset.act}`, "POST", button.dataset.key ? { digits: button.dataset.key } : {});
});

phones.addEventListener("click", (event) => {
  const camera = event.target.closest(".camera");
  if (camera) camera.setAttribute("aria-pressed", String(camera.getAttribute("aria-pressed") !== "true"));
});

phones.addEventListener("change", (event) => {
  if (event.target.name === "photos") {
    event.target.closest("label").classList.toggle("chosen", event.target.files.length > 0);
  }
});

let virtual = Number(clock.dataset.now);
let speed = Number(clock.dataset.speed);
let readAt = performance.now();
const zone = { timeZone: clock.dataset.timezone };
const timeFormat = new Intl.DateTimeFormat("en-GB", { ...zone, hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("en-GB", {
  ...zone, weekday: "short", day: "numeric", month: "short", year: "numeric",
});

function tick() {
  const now = new Date((virtual + ((performance.now() - readAt) / 1000) * speed) * 1000);
  if (Number.isNaN(now.getTime())) return;
  const time = timeFormat.format(now);
  clock.querySelector(".clock-time").textContent = time;
  clock.querySelector(".clock-day").textContent = dayFormat.format(now);
  for (const bar of document.querySelectorAll(".bar-time")) bar.textContent = time;
}

async function readClock() {
  const answer = await fetch("/control/clock");
  if (!answer.ok) return;
  const setting = await answer.json();
  virtual = Date.parse(setting.now) / 1000;
  speed = setting.speed;
  readAt = performance.now();
  clock.querySelector(".clock-speed").textContent = setting.can_be_set ? `${speed}×` : "real time";
  for (const button of clock.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === speed));
  }
}

clock.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button) await put("/control/clock", "PUT", { speed: Number(button.dataset.speed) });
});

let lost = false;
const events = new EventSource("/events");
events.addEventListener("phone", (event) => soon(event.data));
events.addEventListener("clock", readClock);
events.addEventListener("reset", () => location.reload());
events.addEventListener("open", () => {
  if (lost) location.reload();
  live.textContent = "live";
  live.classList.add("on");
});
events.addEventListener("error", () => {
  lost = true;
  live.textContent = "connection lost";
  live.classList.remove("on");
});

for (const thread of document.querySelectorAll(".thread")) toBottom(thread);
setInterval(tick, 250);
setInterval(readClock, 5000);
