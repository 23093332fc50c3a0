// Sends a page of a questionnaire without leaving it, so that a lost connection loses nothing: what
// was typed stays on the screen and is tried again, under the same submission key. Nothing is kept
// on the device. Works without: then the browser sends the page, and sends it again when asked to.

const WAITS = [2, 4, 8, 15, 30]; // seconds between tries
const PATIENCE = 20000; // milliseconds for one answer
const PARTS = ["header.bar", "nav.sections", "main", "footer"];

let isSending = false;
let isDirty = Boolean(document.querySelector("form[data-typed]"));

function say(form, words) {
  form.querySelector("[data-said]").textContent = words ?? "";
  form.querySelector("[data-way-in]").hidden = words !== form.dataset.ended;
}

// Which page of the form is on the screen, from 0; -1 where it is none.
const pageShown = () => Number(document.querySelector("form[data-page]")?.dataset.page ?? -1);

// One entry in the history for each page on: so the browser's own way back turns one page back.
function note(address) {
  const page = pageShown();
  const isOn = page > (history.state?.page ?? 0);
  if (isOn) history.pushState({ page }, "", address);
  else history.replaceState({ ...history.state, page }, "", address);
}

function pause(seconds) {
  return new Promise((next) => {
    const timer = setTimeout(next, seconds * 1000);
    addEventListener("online", () => (clearTimeout(timer), next()), { once: true });
  });
}

async function post(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(form.action, { method: "POST", body: data, signal });
  return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

// A session that began again has another token: take it from a page of the same form.
async function renewToken(form) {
  const answer = await fetch(form.action);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main input[name=csrf_token]");
  if (fresh) form.elements.csrf_token.value = fresh.value;
}

const isSignIn = (answer) => /^\/(sign-in|confirm)/.test(new URL(answer.url).pathname);
const isOurs = (page) => page.querySelector("form[data-ours]") !== null;

function show({ answer, page }) {
  const first = page.querySelector("main [autofocus]") ?? page.querySelector("main h1");
  first?.removeAttribute("autofocus");
  for (const part of PARTS) {
    const fresh = page.querySelector(part);
    const old = document.querySelector(part);
    if (fresh && old) old.replaceWith(document.adoptNode(fresh));
  }
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  note(answer.redirected ? answer.url : location.href);
  isDirty = Boolean(document.querySelector("form[data-typed]"));
  first?.setAttribute("tabindex", "-1");
  scrollTo(0, 0);
  first?.focus();
  furnish();
}

async function send(form, submitter) {
  let renewed = false;
  for (let tries = 0; ; tries += 1) {
    let sent;
    try {
      sent = await post(form, submitter);
    } catch {
      say(form, form.dataset.offline);
      await pause(WAITS[Math.min(tries, WAITS.length - 1)]);
      continue;
    }
    const { answer, page } = sent;
    if (answer.status >= 500 || answer.status === 429) {
      say(form, form.dataset.busy);
      await pause(WAITS[Math.min(tries, WAITS.length - 1)]);
    } else if (answer.ok ? !isSignIn(answer) : isOurs(page)) {
      return show(sent);
    } else if (renewed) {
      return say(form, isSignIn(answer) ? form.dataset.ended : form.dataset.refused);
    } else {
      renewed = true;
      await renewToken(form).catch(() => {});
    }
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-filling]")) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  form.setAttribute("aria-busy", "true");
  await send(form, event.submitter);
  form.removeAttribute("aria-busy");
  isSending = false;
});

document.addEventListener("input", (event) => {
  if (!event.target.closest("form[data-filling]")) return;
  isDirty = true;
  if (pageShown() === 0 && !history.state?.typed) history.pushState({ page: 0, typed: true }, "");
});

// The browser's way back: to the page before, as the button does; from the first one, out of the
// form, but never without a word. A phone may not ask by itself.
addEventListener("popstate", ({ state }) => {
  const form = document.querySelector("form[data-filling]");
  if (!form) return history.back();
  const page = pageShown();
  if (!state || state.page > page || isSending) return;
  const back = form.querySelector("button[value=back]");
  if (state.page < page && back) return form.requestSubmit(back);
  if (state.page < page || state.typed || !isDirty) return;
  if (!confirm(form.dataset.leave)) return history.forward();
  isDirty = false;
  history.back();
});

addEventListener("beforeunload", (event) => {
  if (isDirty && document.querySelector("form[data-filling]")) event.preventDefault();
});

// The code to take answers back: two buttons for those who have a script.
function furnish() {
  const place = document.querySelector("[data-copies]");
  if (!place) return;
  place.hidden = false;
  const copy = place.querySelector("[data-copy]");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("[data-code]").textContent.trim());
    copy.textContent = copy.dataset.copied;
  });
  place.querySelector("[data-print]").addEventListener("click", () => print());
}

if (pageShown() >= 0) history.replaceState({ page: pageShown() }, "");
furnish();
