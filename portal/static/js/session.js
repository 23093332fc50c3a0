// Warns before a session ends, lets its owner stay, and keeps what is typed in forms with data-keep.
// Pages work without: then a form that was open too long asks to sign in first.

const dialog = document.querySelector("#session-ends");
const owner = dialog.dataset.owner;
const WARN = 22 * 60; // seconds: whoever needs twenty minutes to answer gets them
const LAST_CALL = 5 * 60;
const LOOK = 5000; // milliseconds
const others = new BroadcastChannel("session-ends");
let ends, warnAt;

function lasts(seconds, warn = WARN) {
  ends = Date.now() + seconds * 1000;
  warnAt = ends - warn * 1000;
}

function show(name) {
  for (const part of dialog.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(name);
  }
  dialog.classList.toggle("over", name === "over"); // then nothing shows behind it
  if (!dialog.open) dialog.showModal();
}

function look() {
  const left = Math.max(0, ends - Date.now());
  if (left === 0) {
    dialog.querySelector("a[href^='/sign-in']").href =
      `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    show("over");
  } else if (Date.now() >= warnAt) {
    for (const place of dialog.querySelectorAll("[data-minutes]")) {
      place.textContent = Math.ceil(left / 60000);
    }
    if (!dialog.open) show("soon");
  }
}

async function stay() {
  const form = dialog.querySelector("form");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (!answer.ok || answer.redirected) return lasts(0), look();
  const { seconds, csrf_token: token } = await answer.json();
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
  others.postMessage({ owner, seconds });
  lasts(seconds);
  if (seconds > WARN) return dialog.close();
  show("last");
  warnAt = ends - LAST_CALL * 1000;
  look();
}

dialog.addEventListener("submit", (event) => {
  if (event.submitter?.formMethod === "dialog") return;
  event.preventDefault();
  stay().catch(() => show("soon"));
});
dialog.addEventListener("cancel", (event) => {
  if (Date.now() >= ends) event.preventDefault(); // what is behind is no longer theirs to see
  warnAt = ends - LAST_CALL * 1000;
});
others.addEventListener("message", ({ data }) => {
  if (data.owner !== owner) return;
  lasts(data.seconds);
  if (data.seconds > WARN && dialog.open) dialog.close();
});
lasts(Number(dialog.dataset.seconds));
others.postMessage({ owner, seconds: Number(dialog.dataset.seconds) });
setInterval(look, LOOK);
document.addEventListener("visibilitychange", look);

// What is typed: in this window only, under its owner, never a password or a hidden field.
const PREFIX = `kept/${owner}/`;
const SENT = `sent/${owner}`;
const NEVER = new Set(["password", "hidden", "file", "submit", "button", "reset"]);
const here = location.pathname + location.search;
const fieldsOf = (form) => [...form.elements].filter((one) => one.name && !NEVER.has(one.type));
const chosen = (field) => ["checkbox", "radio"].includes(field.type);
const nameOf = (form) => `${PREFIX}${here}#${[...document.forms].indexOf(form)}`;
const typed = (form) =>
  JSON.stringify(fieldsOf(form).map((one) => (chosen(one) ? one.checked : one.value)));

function restore(form, kept) {
  fieldsOf(form).forEach((field, number) => {
    if (chosen(field)) field.checked = kept[number] === true;
    else field.value = kept[number] ?? "";
  });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function offer(form, kept) {
  const notice = document.querySelector("#kept-text").content.firstElementChild.cloneNode(true);
  notice.querySelector("[data-restore]").addEventListener("click", () => {
    restore(form, JSON.parse(kept));
    notice.remove();
    fieldsOf(form)[0]?.focus();
  });
  notice.querySelector("[data-forget]").addEventListener("click", () => {
    sessionStorage.removeItem(nameOf(form));
    notice.remove();
  });
  form.prepend(notice);
}

function keep(form) {
  const name = nameOf(form);
  const before = typed(form);
  const kept = sessionStorage.getItem(name);
  if (document.querySelector("#error-summary")) sessionStorage.setItem(name, before);
  else if (kept && kept !== before) offer(form, kept);
  form.addEventListener("input", () => sessionStorage.setItem(name, typed(form)));
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, name));
}

function settleSent() {
  const name = sessionStorage.getItem(SENT);
  if (!name) return;
  sessionStorage.removeItem(SENT);
  const wasSignedOut = new URL(document.referrer || here, location.href).pathname.startsWith("/sign-in");
  const path = name.slice(PREFIX.length).replace(/#\d+$/, "");
  if (!wasSignedOut && path === here && document.querySelector("#error-summary")) return;
  if (!wasSignedOut) sessionStorage.removeItem(name);
  else if (sessionStorage.getItem(name) && path !== here) {
    const way = document.querySelector("#kept-elsewhere").content.firstElementChild.cloneNode(true);
    way.querySelector("a").href = path;
    document.querySelector("main").prepend(way);
  }
}

for (const name of Object.keys(sessionStorage)) {
  const mine = name.startsWith(PREFIX) || name === SENT;
  if (/^(kept|sent)\//.test(name) && !mine) sessionStorage.removeItem(name);
}
settleSent();
for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
