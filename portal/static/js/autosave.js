// Keeps the part of the minutes that is being written, a moment after typing stops, and what could
// not be kept in this window, until it can. Never overwrites what is typed. Works without: then the
// button keeps everything.

const form = document.querySelector("form[data-autosave]");
const said = form.dataset;
const owner = document.querySelector("#session-ends")?.dataset.owner ?? "";
const WAIT = Number(said.wait ?? 2000); // milliseconds after the last key
const AGAIN = 10000;
const DRAFTS = `kept/${owner}/${location.pathname}/`;

const normal = (text) => text.replaceAll("\r\n", "\n");
const parts = [...form.querySelectorAll("textarea[data-part]")].map((field) => new Part(field));

function Part(field) {
  const name = field.dataset.part;
  const version = form.elements[`version-${name}`];
  const status = document.querySelector(`#kept-${name}`);
  let kept = normal(field.value); // the text of ours that is kept
  let timer, busy, clash, promise;

  const draft = () => DRAFTS + name;
  const isClean = () => normal(field.value) === kept;
  const say = (words) => (status.firstElementChild.textContent = words);

  function store() {
    if (isClean()) sessionStorage.removeItem(draft());
    else sessionStorage.setItem(draft(), JSON.stringify({ version: version.value, body: normal(field.value) }));
  }

  function later(wait = WAIT) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  // Another's lines come in around the cursor, which stays with the words it stood at.
  function put(body) {
    const before = normal(field.value);
    const at = field.selectionStart;
    const isAfter = !body.startsWith(before.slice(0, at)) && body.endsWith(before.slice(at));
    field.value = body;
    const place = isAfter ? body.length - (before.length - at) : Math.min(at, body.length);
    if (document.activeElement === field) field.setSelectionRange(place, place);
  }

  function settle(sent, answer) {
    const wroteOn = normal(field.value) !== sent;
    version.value = wroteOn ? answer.sent : answer.version;
    kept = sent;
    if (!wroteOn && answer.was_merged) {
      put(answer.body);
      kept = answer.body;
    }
    say((answer.was_merged ? said.joined : said.kept).replace("{time}", answer.at));
    store();
    if (wroteOn) later();
  }

  async function send() {
    const sent = normal(field.value);
    const data = new FormData();
    data.append("csrf_token", form.elements.csrf_token.value);
    data.append("part", name);
    data.append("body", sent);
    data.append("version", version.value);
    let answer;
    try {
      answer = await fetch(said.autosave, { method: "POST", body: data });
    } catch {
      say(said.offline);
      return later(AGAIN);
    }
    if (answer.redirected || answer.status === 400) return say(said.ended);
    if (answer.status === 409) {
      clash = true;
      say(said.clash);
      status.querySelector("button").hidden = false;
    } else if (answer.status === 422) say((await answer.json()).refused);
    else if (!answer.ok) {
      say(said.offline);
      later(AGAIN);
    } else settle(sent, await answer.json());
  }

  function save() {
    clearTimeout(timer);
    if (busy || clash || isClean()) return promise ?? Promise.resolve();
    busy = true;
    promise = send().finally(() => (busy = false));
    return promise;
  }

  function restore() {
    const there = JSON.parse(sessionStorage.getItem(draft()) ?? "null");
    if (!there || there.body === kept) return sessionStorage.removeItem(draft());
    version.value = there.version;
    field.value = there.body;
    say(said.restored);
    later(0);
  }

  field.addEventListener("input", () => {
    store();
    if (clash) return;
    say(said.waiting);
    later();
  });
  restore();
  return { save, isClean };
}

addEventListener("online", () => parts.forEach((part) => part.save()));

// What is typed is kept before the page goes; without a connection the browser says so itself.
let isGoing = false;
form.addEventListener("submit", async (event) => {
  if (isGoing || parts.every((part) => part.isClean())) return;
  event.preventDefault();
  const { submitter } = event;
  for (const part of parts) {
    await part.save(); // what was under way
    await part.save(); // what was typed since
  }
  await new Promise((next) => setTimeout(next)); // a form does not go while it is going
  isGoing = true;
  form.requestSubmit(submitter);
  isGoing = false;
});
