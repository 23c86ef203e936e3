// Marking a register by keyboard, and one tap at a time. Without this the page is one form that saves as well.

const register = document.getElementById("register");
const KEYS = { p: "present", l: "late", a: "absent", e: "excused" };

const rowOf = (element) => element.closest(".marking > li");
const isRow = (element) => element.matches?.(".marking > li");

/** Put the focus on a person: on their mark, or on the first choice where there is none. */
function goTo(row) {
  const radio = row?.querySelector(":checked[type=radio]") ?? row?.querySelector("[type=radio]");
  radio?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

function mark(row, value) {
  const radio = row.querySelector(`[value=${value}]`);
  if (!radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (value === "late") row.querySelector(".if-late input").focus();
  else goTo(row.nextElementSibling ?? row);
}

function takeBack(row) {
  const radio = row.querySelector(":checked[type=radio]");
  if (!radio) return;
  radio.checked = false;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

register?.addEventListener("keydown", (event) => {
  const row = rowOf(event.target);
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("select")) return;
  // Whoever types the minutes goes on with the next person without leaving the field first.
  const isTypingMinutes = event.target.matches("input[type=number]");
  const next = row.nextElementSibling ?? row;
  const key = event.key.toLowerCase();
  if (isTypingMinutes && key === "enter") goTo(next);
  else if (key in KEYS) mark(isTypingMinutes ? next : row, KEYS[key]);
  else if (key === "arrowdown") goTo(row.nextElementSibling);
  else if (key === "arrowup") goTo(row.previousElementSibling);
  else if (!isTypingMinutes && (key === "delete" || key === "backspace")) takeBack(row);
  else return;
  event.preventDefault();
});

// A tap sends its own row. Without this line the whole form would go along: slower, and saved just the same.
document.addEventListener("htmx:configRequest", (event) => {
  const row = event.detail.elt;
  if (!isRow(row)) return;
  const own = new Set([...row.querySelectorAll("[name]")].map((field) => field.name));
  for (const name of [...event.detail.formData.keys()]) if (!own.has(name)) event.detail.formData.delete(name);
});

// Taps are sent one after the other (hx-sync), so that the counts on the page are those of the last. What has not arrived is
// sent again after the next tap that does, and as soon as the network is back; and nobody leaves without knowing.
const unsent = new Set();
let unanswered = 0;
let hasFailed = false;

function sendAgain() {
  const ids = [...unsent];
  unsent.clear();
  for (const id of ids) document.getElementById(id)?.dispatchEvent(new Event("change", { bubbles: true }));
}

function isUnsent(event) {
  const row = event.detail.elt;
  if (!isRow(row)) return;
  unsent.add(row.id);
  hasFailed = true;
  const saved = document.getElementById("saved");
  saved.className = "tag risk";
  saved.textContent = `${unsent.size} not saved yet`;
}
register?.addEventListener("change", (event) => { if (rowOf(event.target)) unanswered += 1; });
document.addEventListener("htmx:sendError", isUnsent);
document.addEventListener("htmx:timeout", isUnsent);
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isRow(event.detail.elt)) return;
  unanswered -= 1;
  if (!event.detail.successful) return;
  if (unsent.size) sendAgain();
  else if (hasFailed && unanswered === 0) {
    hasFailed = false;
    document.getElementById("messages").replaceChildren();
  }
});
window.addEventListener("online", sendAgain);
window.addEventListener("beforeunload", (event) => { if (unsent.size || unanswered > 0) event.preventDefault(); });
register?.addEventListener("submit", () => { unsent.clear(); unanswered = 0; });

// A tap that came before this page was ready to send it, or that the browser remembered from before, is sent now.
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body || !register) return;
  for (const radio of register.querySelectorAll("[type=radio]:checked")) {
    if (!radio.defaultChecked) radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
