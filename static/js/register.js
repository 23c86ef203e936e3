// Marking a register by keyboard, and one tap at a time. Without this the page is one form that saves as well.

const register = document.getElementById("register");
const KEYS = { p: "present", l: "late", a: "absent", e: "excused" };

const rowOf = (element) => element.closest(".marking > li");

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
  const typing = event.target.matches("input[type=number], select");
  const key = event.key.toLowerCase();
  if (event.target.matches("input[type=number]") && key === "enter") goTo(row.nextElementSibling ?? row);
  else if (typing) return;
  else if (key in KEYS) mark(row, KEYS[key]);
  else if (key === "arrowdown") goTo(row.nextElementSibling);
  else if (key === "arrowup") goTo(row.previousElementSibling);
  else if (key === "delete" || key === "backspace") takeBack(row);
  else return;
  event.preventDefault();
});

// A tap sends its own row. Without this line the whole form would go along: slower, and saved just the same.
document.addEventListener("htmx:configRequest", (event) => {
  const row = event.detail.elt;
  if (!row.matches?.(".marking > li")) return;
  const own = new Set([...row.querySelectorAll("[name]")].map((field) => field.name));
  for (const name of [...event.detail.formData.keys()]) if (!own.has(name)) event.detail.formData.delete(name);
});

// What has not arrived is sent again as soon as the network is back, and nobody leaves without knowing.
const unsent = new Set();

function isUnsent(event) {
  const row = event.detail.elt;
  if (!row.matches?.(".marking > li")) return;
  unsent.add(row.id);
  const saved = document.getElementById("saved");
  saved.className = "tag risk";
  saved.textContent = `${unsent.size} not saved yet`;
}
document.addEventListener("htmx:sendError", isUnsent);
document.addEventListener("htmx:timeout", isUnsent);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && unsent.delete(event.detail.elt.id) && unsent.size === 0) {
    document.getElementById("messages").replaceChildren();
  }
});
window.addEventListener("online", () => {
  for (const id of unsent) document.getElementById(id)?.dispatchEvent(new Event("change", { bubbles: true }));
});
window.addEventListener("beforeunload", (event) => { if (unsent.size) event.preventDefault(); });
register?.addEventListener("submit", () => unsent.clear());
