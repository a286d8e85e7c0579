
"use strict";

// Tables: a button in each title sorts by it; the tasks can be filtered.
function value(row, column) {
  const cell = row.cells[column];
  return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number")
    return a - b;
  if (typeof a === "number" || typeof b === "number")
    return typeof a === "number" ? 1 : -1; // a figure that is missing is the least
  return a.localeCompare(b, undefined, {numeric: true});
}

function sort(table, title) {
  const falls = title.getAttribute("aria-sort") !== "descending" &&
    (title.classList.contains("f") || title.getAttribute("aria-sort") === "ascending");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, row => [value(row, title.cellIndex), row]);
  rows.sort((a, b) => falls ? compare(b[0], a[0]) : compare(a[0], b[0]));
  for (const other of table.tHead.rows[0].cells)
    other.removeAttribute("aria-sort");
  title.setAttribute("aria-sort", falls ? "descending" : "ascending");
  body.append(...rows.map(row => row[1]));
}

function filter(table, words, count) {
  const wanted = words.toLowerCase().split(/\s+/).filter(word => word);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !wanted.every(word => text.includes(word));
    shown += !row.hidden;
  }
  count.textContent = shown + " of " + table.tBodies[0].rows.length;
}

function addTools(table) {
  const tools = document.createElement("div"), label = document.createElement("label");
  const input = document.createElement("input"), count = document.createElement("output");
  tools.className = "tools";
  input.type = "search";
  input.placeholder = "name, pid, uid \u2026";
  label.append("Filter ", input);
  tools.append(label, count);
  input.addEventListener("input", () => filter(table, input.value, count));
  filter(table, "", count);
  table.parentElement.before(tools);
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const title of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...title.childNodes);
    if (!button.textContent)
      button.setAttribute("aria-label", "mark");
    title.append(button);
    button.addEventListener("click", () => sort(table, title));
  }
  if (table.tBodies[0].rows.length > 5)
    addTools(table);
}

// Claims: all of the lines that one rests on are marked, not only the first.
function number(line) {
  return Number(line.dataset.n);
}

function cite(link) {
  const first = document.getElementById(link.hash.slice(1));
  for (const line of document.querySelectorAll(".cited"))
    line.classList.remove("cited");
  if (!first || !first.classList.contains("l"))
    return;
  const to = Number(link.dataset.to);
  for (const line of first.closest(".rawlog").querySelectorAll(".l"))
    if (number(line) >= number(first) && number(line) <= to)
      line.classList.add("cited");
}

// Terms: what they mean, beside the pointer or the focus.
const tip = document.createElement("div");
tip.id = "tip";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
document.body.append(tip);

function explain(link) {
  const term = document.getElementById(link.hash.slice(1));
  if (!term)
    return;
  const at = link.getBoundingClientRect();
  tip.textContent = term.nextElementSibling.textContent;
  tip.hidden = false;
  const below = at.bottom + 8 + tip.offsetHeight < innerHeight;
  tip.style.left = Math.max(16, Math.min(at.left, innerWidth - tip.offsetWidth - 16)) + "px";
  tip.style.top = (below ? at.bottom + 8 : Math.max(8, at.top - 8 - tip.offsetHeight)) + "px";
}

// What is folded away opens for a link that leads there, and for print.
function unfold(element) {
  for (let fold = element && element.closest("details"); fold; fold = fold.parentElement.closest("details"))
    fold.open = true;
}

addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(fold => { fold.open = true; }));
addEventListener("hashchange", () => unfold(document.getElementById(location.hash.slice(1))));

document.addEventListener("click", event => {
  const link = event.target.closest && event.target.closest("a[href^='#']");
  if (!link)
    return;
  unfold(document.getElementById(link.getAttribute("href").slice(1)));
  if (link.classList.contains("c"))
    cite(link);
});
for (const kind of ["mouseover", "focusin"])
  document.addEventListener(kind, event => {
    const link = event.target.closest && event.target.closest("a.t");
    if (link)
      explain(link);
    else
      tip.hidden = true;
  });
document.addEventListener("keydown", event => {
  if (event.key === "Escape")
    tip.hidden = true;
});
