// Of a component's placement only the fields of the chosen kind are read, so only those are shown. Without this all are.

for (const group of document.querySelectorAll("[data-chosen-by]")) {
  const choice = document.getElementById(group.dataset.chosenBy);
  const kinds = group.dataset.when.split(" ");
  const show = () => { group.hidden = !kinds.includes(choice.value); };
  choice.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
