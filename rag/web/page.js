// What the page needs beyond what Gradio draws: names for assistive technology that its sanitiser
// takes away, citations that open their passage, tables that sort, and answers that can be copied.
"use strict";

const TABLE_ORDER = ["states", "differs", "silent", "unreadable"];

function one(selector) {
  return document.querySelector(selector);
}

function label(selector, name, value) {
  for (const element of document.querySelectorAll(selector)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

function nameParts() {
  label("#status, #sent, #adding, #removing", "role", "status");
  label(".scroll", "aria-label", "Table");
  label("#conversation", "role", "region");
  label("#conversation", "aria-label", "Questions and answers");
  for (const upload of document.querySelectorAll("button.upload-container[aria-label]")) {
    upload.removeAttribute("aria-label"); // it contradicts the words that are seen
  }
  for (const link of document.querySelectorAll("a.cite:not([aria-label])")) {
    link.setAttribute("aria-label", link.title);
  }
}

// Passages

function openPassage(id) {
  const target = id && document.getElementById(id);
  if (!target) return false;
  for (let at = target; at; at = at.parentElement) {
    if (at.matches("details")) at.open = true;
  }
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
  return true;
}

function followLink(event) {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey) return;
  const id = link.getAttribute("href").slice(1);
  const box = id === "question" && one("#question textarea");
  if (box) box.focus();
  if (box || openPassage(id)) event.preventDefault();
}

// Tables

function sortKey(cell) {
  const verdict = cell.querySelector(".verdict");
  if (verdict) return String(TABLE_ORDER.findIndex((name) => verdict.classList.contains(name)));
  const time = cell.querySelector("time");
  if (time) return time.getAttribute("datetime");
  const words = (cell.querySelector("div") || cell).textContent.trim();
  const number = words.match(/-?\d[\d,]*(\.\d+)?/);
  return number && words.length < 30 ? number[0].replaceAll(",", "") : words;
}

function sortTable(button) {
  const header = button.closest("th");
  const table = header.closest("table");
  const column = header.cellIndex;
  const up = header.getAttribute("aria-sort") !== "ascending";
  const rows = [...table.tBodies[0].rows].map((row) => [sortKey(row.cells[column]), row]);
  const compare = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
  rows.sort(([a], [b]) => (a === "") - (b === "") || (up ? compare(a, b) : compare(b, a)));
  for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", up ? "ascending" : "descending");
  table.tBodies[0].append(...rows.map(([, row]) => row));
}

// Copying

function sourceWords(source) {
  const part = (selector) => (source.querySelector(selector) || { textContent: "" }).textContent;
  const quote = [...source.querySelectorAll("mark")].map((m) => m.textContent).join(" ");
  const named = [part(".who"), part(".title"), part(".when")].join(", ");
  return `${part(".label")} ${named}: “${quote}”`;
}

async function copyAnswer(button) {
  const turn = button.closest(".turn");
  const said = [...turn.querySelectorAll(".asked, .said p, .said li")].map((e) => e.textContent);
  const sources = [...turn.querySelectorAll(".sources:not(.nearest) .source")].map(sourceWords);
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText([...said, "", ...sources].join("\n"));
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copying is not allowed here";
  }
  setTimeout(() => (button.textContent = words), 2500);
}

// What changes on the page

let opened = new Set();
let newest = "";

function keepOpen() {
  for (const passage of document.querySelectorAll(".passage")) {
    const details = passage.closest("details");
    if (opened.has(passage.id) && !details.open) details.open = true;
    const all = details.closest("details.all");
    if (all && details.open) all.open = true;
  }
}

function noteToggle(event) {
  const passage = event.target.querySelector && event.target.querySelector(":scope > .passage");
  if (!passage) return;
  if (event.target.open) opened.add(passage.id);
  else opened.delete(passage.id);
}

function showNewest() {
  const asked = [...document.querySelectorAll(".turn .asked")].pop();
  const done = asked && asked.parentElement.querySelector(".said, .actions");
  const state = asked ? asked.id + (done ? " answered" : "") : "";
  if (state === newest) return;
  newest = state;
  if (!asked) {
    opened = new Set();
    return;
  }
  asked.scrollIntoView({ block: "start" });
  if (new URLSearchParams(location.search).has("q")) history.replaceState(null, "", location.pathname);
}

let waiting = false;

function refresh() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    nameParts();
    keepOpen();
    showNewest();
  });
}

document.addEventListener("click", (event) => {
  followLink(event);
  const button = event.target.closest("button");
  if (button && button.matches(".sort")) sortTable(button);
  if (button && button.matches(".copy")) copyAnswer(button);
});
document.addEventListener("toggle", noteToggle, true);
new MutationObserver(refresh).observe(document.documentElement, { childList: true, subtree: true });
refresh();
