// Tells the learning platform (SCORM 1.2) that the learner is done; how long it took is not told.
const MOST_STEPS = 20; // a page sits in a few frames at most; a circle of windows must end
const STATUS = "cmi.core.lesson_status";

function apiOf(place) {
  try {
    return typeof place.API.LMSInitialize === "function" ? place.API : null;
  } catch {
    return null; // no such thing here, or a window of another site
  }
}

function apiAbove(start) {
  let place = start;
  for (let step = 0; place && step < MOST_STEPS; step += 1) {
    const api = apiOf(place);
    if (api || place.parent === place) return api;
    place = place.parent;
  }
  return null;
}

class Visit {
  #api;
  #isOpen = false;

  constructor(api) {
    this.#api = api;
  }

  // Opens once: a platform takes a second opening for an error.
  open() {
    this.#isOpen ||= this.#says("LMSInitialize", "");
    return this.#isOpen;
  }

  // A platform may take silence for done: says that it is not, and returns what was done before.
  begin() {
    if (!this.open()) return "failed";
    const status = String(this.#api.LMSGetValue(STATUS));
    if (status === "completed" || status === "passed") return "done";
    if (status !== "incomplete") this.#says("LMSSetValue", STATUS, "incomplete");
    return "open";
  }

  complete() {
    const isKept =
      this.open() && this.#says("LMSSetValue", STATUS, "completed") && this.#says("LMSCommit", "");
    return isKept ? "done" : "failed";
  }

  close() {
    if (this.#isOpen) this.#says("LMSFinish", "");
    this.#isOpen = false;
  }

  #says(question, ...words) {
    try {
      return String(this.#api[question](...words)) === "true";
    } catch {
      return false; // the platform fell over, the page need not
    }
  }
}

function show(state) {
  for (const piece of document.querySelectorAll("[data-when]")) {
    piece.hidden = !piece.dataset.when.split(" ").includes(state);
  }
}

const api = apiAbove(window) || apiAbove(window.opener) || apiAbove(window.top.opener);
if (api) {
  const visit = new Visit(api);
  document.getElementById("done-button").addEventListener("click", () => {
    const state = visit.complete();
    show(state);
    if (state === "done") document.getElementById("answer").focus(); // the button is gone
  });
  window.addEventListener("pagehide", () => visit.close());
  // A page that the browser kept closed its visit when it was left: it begins again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
  show(visit.begin());
}
