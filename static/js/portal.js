// What pages do beyond their HTML. Everything works without it.

const announcer = document.getElementById("announcer");

// Say a sentence to people who listen to the page. Other scripts ask by this event, and a response by its HX-Trigger
// header; importing this file would run it twice, because its published name carries a fingerprint.
document.addEventListener("portal:announce", (event) => {
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = event.detail.value; });
});

/** Put the focus where the page asks for it: on what went wrong. */
function focusOnProblem(root) {
  root.querySelector("[data-focus]")?.focus();
}
focusOnProblem(document);

// htmx: the token of the page with every change; and when a change was refused or never arrived, say so at the top.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf]").content;
});
document.addEventListener("htmx:afterSettle", (event) => focusOnProblem(event.detail.elt));

function sayNotSaved(sentence) {
  const notice = document.createElement("div");
  notice.className = "notice risk";
  notice.append(Object.assign(document.createElement("div"), { textContent: sentence }));
  document.getElementById("messages").replaceChildren(notice);
}
document.addEventListener("htmx:sendError", () => sayNotSaved("The portal could not be reached, so your last change is not saved. Check your connection and repeat it."));
document.addEventListener("htmx:timeout", () => sayNotSaved("The portal took too long to answer. Load the page again to see whether your last change is saved."));
document.addEventListener("htmx:responseError", (event) => sayNotSaved(
  event.detail.xhr.status === 403
    ? "You have been signed out or cannot do this, so your last change is not saved. Load the page again."
    : "Something went wrong, so your last change is not saved. Load the page again and repeat it."
));

// On a phone a table is drawn as cards. Some browsers then no longer say to people who listen that it is a table, unless
// its roles are written out.
const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

function keepTables() {
  for (const table of document.querySelectorAll("table.cards")) {
    table.setAttribute("role", "table");
    for (const part of table.querySelectorAll("thead, tbody, tr, th, td")) {
      part.setAttribute("role", roles[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"));
    }
  }
}
keepTables();
document.addEventListener("htmx:afterSettle", keepTables);

// A form is sent once, however often its button is pressed. htmx looks after its own, and a form may be sent again when
// somebody comes back to the page, or when the answer was a file.
const sent = new Map();

function allowAgain(form) {
  sent.get(form)?.removeAttribute("aria-disabled");
  sent.delete(form);
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.set(form, event.submitter);
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(allowAgain, 5000, form);
});
window.addEventListener("pageshow", () => { for (const form of [...sent.keys()]) allowAgain(form); });

// An open menu closes with Escape, and when the focus or a press goes elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("pointerdown", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// The tab that is open is in sight, also on a phone.
const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 20;
