// Everything works without this script. It copies and shares, offers the page in the language of the reader, narrows lists,
// leads on from old addresses of known replies, and shows staff the way from a section to its field.
"use strict";

const DIRECTION_MARKS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const said = document.getElementById("said");

const labels = new WeakMap();

// Says it on the button, and to those who do not see it.
function say(button, words) {
  if (!labels.has(button)) labels.set(button, button.innerHTML);
  button.textContent = said.textContent = words;
  setTimeout(() => { button.innerHTML = labels.get(button); said.textContent = ""; }, 2500);
}

async function copy(button, text) {
  const pure = text.replace(DIRECTION_MARKS, "");
  try {
    await navigator.clipboard.writeText(pure);
    say(button, said.dataset.copied);
  } catch {
    const field = document.createElement("textarea");
    Object.assign(field, { className: "by-hand", readOnly: true, dir: "auto", value: pure, ariaLabel: said.dataset.failed });
    button.after(field);
    field.addEventListener("blur", () => field.remove());
    field.select();
    said.textContent = said.dataset.failed;
  }
}

let numbered = 0;
function copyButton(pre, label) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "copy", textContent: label });
  pre.id = `copied-${++numbered}`;
  button.setAttribute("aria-describedby", pre.id);
  button.dataset.copies = pre.id;
  return button;
}

for (const list of document.querySelectorAll("[data-copy-each]")) {
  for (const pre of list.querySelectorAll("pre, ol")) {
    const button = copyButton(pre, list.dataset.copyEach);
    const sources = pre.parentElement.querySelector(".sources");
    if (sources) sources.append(button);
    else pre.after(button);
  }
}

for (const shown of document.querySelectorAll(".share, button.copy[data-copies]")) shown.hidden = false;
for (const button of document.querySelectorAll("[data-share]")) button.hidden = !navigator.share;

// The lines of a session, without who speaks in words, which is for those who do not see its sides; else all that is seen.
function written(element) {
  if (!element.matches("ol")) return element.innerText;
  const seen = (line) => [...line.childNodes].filter((part) => !part.classList?.contains("hidden"));
  return [...element.children]
    .map((line) => seen(line).map((part) => part.textContent).join("").replace(/\s+/g, " ").trim()).join("\n");
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button.copy");
  if (!button) return;
  const { copies, copy: text, share } = button.dataset;
  if (share) navigator.share({ title: document.title, url: share }).catch(() => {}); // the reader thought better of it
  else copy(button, text ?? written(document.getElementById(copies)));
});

// Escape closes a menu of the header; one that is pressed for the suggestions in it closes these first.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("header.site details[open]");
  if (event.key !== "Escape" || event.defaultPrevented || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Offers the page in the first language of the browser that the site has; it stands below the first screen of a page.
function offer() {
  const links = [...document.querySelectorAll(".languages a[data-offer]")];
  const wanted = navigator.languages.map((name) => name.split("-")[0]);
  const language = wanted.find((name) => links.some((link) => link.hreflang.split("-")[0] === name));
  const link = links.find((link) => link.hreflang.split("-")[0] === language);
  if (!link || link.ariaCurrent || language === document.documentElement.lang.split("-")[0]) return;
  const shown = document.createElement("p");
  const there = link.cloneNode();
  const close = document.createElement("button");
  Object.assign(shown, { className: "offer", lang: link.lang, dir: link.dir });
  there.textContent = link.dataset.offer;
  Object.assign(close, { type: "button", textContent: "×", ariaLabel: link.dataset.close });
  close.addEventListener("click", () => {
    shown.remove();
    document.querySelector("main").focus({ preventScroll: true });
  });
  shown.append(there, close);
  (document.querySelector("main .answer, main .hero") ?? document.querySelector("h1")).after(shown);
}
offer();

// A reply that stood on this page stands on that of its mail system, with whose name its own begins.
const leadOn = async () => {
  const name = location.hash.slice(1);
  if (!name || document.getElementById(name)) return;
  const { entries } = await (await fetch(document.querySelector("[data-suggestions]").dataset.suggestions)).json();
  const owners = entries.filter((entry) => entry[3] === "provider").map((entry) => entry[2]);
  const own = owners.filter((address) => name.startsWith(`${address.split("/").at(-2)}-`));
  const longest = own.sort((one, other) => other.length - one.length)[0];
  if (longest) location.replace(`${longest}#${name}`);
};
if (document.querySelector(".replies")) {
  leadOn();
  addEventListener("hashchange", leadOn);
}

// A long list is narrowed to what holds the typed words, however they are spelled: box.js folds them for suggestions too.
const filter = document.getElementById("narrow");
if (filter) {
  const lists = [...document.querySelectorAll(".filtered")];
  filter.closest("[hidden]").hidden = false;
  filter.addEventListener("input", () => {
    const wanted = fold(filter.value).trim();
    for (const list of lists) {
      const heading = fold(list.querySelector("h2").textContent);
      const items = [...list.querySelectorAll("li")];
      for (const item of items) {
        const words = fold(`${item.textContent} ${item.dataset.words}`);
        item.hidden = !words.includes(wanted) && !heading.includes(wanted);
      }
      list.hidden = items.every((item) => item.hidden);
    }
    document.querySelector(".filter-empty").hidden = lists.some((list) => !list.hidden);
  });
}

// The cookie of a login tells that staff read the page; the workbench says which fields they may change, and in which words.
function offerField([anchor, text, address]) {
  const section = anchor ? document.getElementById(anchor) : document.querySelector(".answer .lead");
  if (!section) return;
  const isFollowed = section.matches("h1, h2, h3, p");
  let links = isFollowed ? section.nextElementSibling : section.lastElementChild;
  if (!links?.matches(".edit")) {
    links = Object.assign(document.createElement("p"), { className: "edit" });
    if (isFollowed) section.after(links);
    else section.append(links);
  }
  links.append(Object.assign(document.createElement("a"), { href: address, textContent: text }));
}

async function offerFields() {
  const address = `/admin/edit/places/?page=${encodeURIComponent(location.pathname)}`;
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null); // who is offline reads on
  if (answer?.type === "opaqueredirect") document.cookie = "staff=; path=/; max-age=0"; // the login has ended
  if (!answer?.ok) return;
  (await answer.json()).places.forEach(offerField);
}
const staff = document.cookie.match(/(?:^|; )staff=([^;]*)/)?.[1] ?? "";
if (staff.split(".").includes(document.documentElement.lang)) offerFields();
