// Lets the clock of the day run on, and moves the mark "now" to the block of the hour.
// Without this the page says the hour at which it was asked for, with a link to look again.

const clock = document.querySelector("[data-clock]");

function hourAtTheMeeting() {
  const parts = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: clock.dataset.zone,
  });
  return parts.format(new Date());
}

function tick(written) {
  const hour = hourAtTheMeeting();
  clock.textContent = written.replace(/\d{2}([.:])\d{2}/, (_all, mark) => hour.replace(":", mark));
  for (const block of document.querySelectorAll("[data-starts]")) {
    const isNow = block.dataset.starts <= hour && hour < block.dataset.ends;
    block.classList.toggle("now", isNow);
    block.querySelector("[data-now]").hidden = !isNow;
  }
}

if (clock) {
  const written = clock.textContent;
  setInterval(() => tick(written), 10_000);
}
