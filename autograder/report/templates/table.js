"use strict";
// Sorting by a column's heading, searching, and picking who shares a mistake. The table
// is complete without any of it.
const table = document.getElementById("class");
const body = table.tBodies[0];
const search = document.getElementById("search");
const shown = document.getElementById("shown");
const all = document.getElementById("all");
const buttons = [...document.querySelectorAll("button[data-pick]")];
const texts = new Map([...body.rows].map((row) => [row, row.textContent.toLowerCase()]));
const about = new Map([...body.rows].map((row) => [row, row.dataset.about.split(" ")]));
const collator = new Intl.Collator(undefined, { numeric: true });
let picked = null;

function sortBy(column, heading) {
  const up = heading.getAttribute("aria-sort") !== "ascending";
  const number = "number" in heading.dataset;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  const rows = [...body.rows].map((row) => [row.cells[column].textContent.trim(), row]);
  const compare = number ? (a, b) => Number(a) - Number(b) : collator.compare;
  rows.sort(([a], [b]) => (up ? compare(a, b) : compare(b, a)));
  body.append(...rows.map(([, row]) => row));
}

function filter() {
  const wanted = search.value.trim().toLowerCase();
  const key = picked && picked.dataset.pick;
  let count = 0;
  for (const row of body.rows) {
    row.hidden = !texts.get(row).includes(wanted) || (key && !about.get(row).includes(key));
    if (!row.hidden) count += 1;
  }
  all.hidden = !wanted && !picked;
  const why = picked ? ` (${picked.dataset.text})` : "";
  shown.textContent = all.hidden ? "" : `${count} of ${body.rows.length}${why}`;
}

function pick(button) {
  picked = button === picked ? null : button;
  for (const other of buttons) other.setAttribute("aria-pressed", String(other === picked));
  filter();
  if (picked) document.getElementById("submissions").scrollIntoView();
}

[...table.tHead.rows[0].cells].forEach((heading, column) => {
  heading.querySelector("button").addEventListener("click", () => sortBy(column, heading));
});
for (const button of buttons) button.addEventListener("click", () => pick(button));
all.addEventListener("click", () => {
  search.value = "";
  pick(picked);
  search.focus();
});
search.addEventListener("input", filter);
filter(); // a browser may have kept what was searched for
