// The box works without this script, which adds the key that leads to it, Enter to send a line, and suggestions from one
// list for everybody: what somebody types is sent nowhere before it is sent off.
"use strict";

// As codes/spelling.py folds: digits of all scripts, vowel marks, letters and articles that people type for one another.
const FOLDED = { "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ھ": "ه", "ہ": "ه", "ە": "ه", "ۃ": "ه", "ٱ": "ا" };
function fold(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/[\p{Mn}\u0640\u200b-\u200f\u061c\u2066-\u2069]/gu, "");
  return plain
    .replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660)
    .replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0)
    .replace(/[٫۔]/g, ".")
    .replace(/[ىیکةھہەۃٱ]/g, (letter) => FOLDED[letter]);
}
const wordsOf = (text) => (fold(text).match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+(?:\.\p{N}*)*/gu) ?? []).flatMap(parts);
// Chinese, which writes no blanks, is told by each two characters that stand together.
function parts(word) {
  if (!/\p{Script=Han}/u.test(word)) return [word.replace(/^ال(?=..)/, "")];
  const characters = [...word];
  return characters.length < 2 ? characters : characters.slice(1).map((character, place) => characters[place] + character);
}

const lists = {}; // by address: what can be suggested, with the words it is found by
async function listAt(address) {
  const list = await (await fetch(address)).json();
  list.entries = list.entries.map(([code, name, url, kind, also]) =>
    ({ code, name, url, kind, words: wordsOf(`${code} ${name} ${also}`) }));
  return list;
}

class Suggestions {
  constructor(text) {
    this.text = text;
    this.options = [];
    text.addEventListener("focus", () => this.load(), { once: true });
    text.addEventListener("input", () => this.show());
    text.addEventListener("blur", () => setTimeout(() => this.close(), 150)); // a click on a suggestion comes first
    text.addEventListener("keydown", (event) => this.key(event));
  }

  async load() {
    const address = this.text.form.dataset.suggestions;
    this.list = await (lists[address] ??= listAt(address)).catch(() => null);
    if (!this.list) return; // without a network the box is a box
    this.popup = document.createElement("ul");
    Object.assign(this.popup, { id: `${this.text.id}_list`, className: "suggestions", role: "listbox", hidden: true });
    this.popup.setAttribute("aria-label", this.list.label);
    this.status = document.createElement("p");
    Object.assign(this.status, { className: "hidden", role: "status" });
    this.text.form.append(this.popup, this.status); // below the button, which must stay within reach
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.popup.id };
    for (const [name, value] of Object.entries(states)) this.text.setAttribute(name, value);
    this.show();
  }

  found() {
    const asked = wordsOf(this.text.value);
    const isLine = !this.text.value.includes("\n") && this.text.value.length < this.list.searchable;
    if (!isLine || !asked.length || (asked[0].length < 2 && !/[\p{N}\p{Script=Han}]/u.test(asked[0]))) return null;
    const fits = (entry) => asked.every((word) => entry.words.some((other) => other.startsWith(word)));
    return this.list.entries.filter(fits).slice(0, this.list.counts.length - 1); // the first of these is for none
  }

  show() {
    if (!this.popup || document.activeElement !== this.text) return;
    const found = this.found();
    this.popup.replaceChildren(...(found ?? []).map((entry, number) => this.option(entry, number)));
    this.options = [...this.popup.children];
    this.popup.hidden = !this.options.length;
    this.text.setAttribute("aria-expanded", String(!this.popup.hidden));
    this.text.removeAttribute("aria-activedescendant");
    this.status.textContent = found ? this.list.counts[found.length] : "";
  }

  option(entry, number) {
    const option = document.createElement("li");
    Object.assign(option, { id: `${this.popup.id}_${number}`, role: "option", className: entry.kind });
    option.setAttribute("aria-selected", "false");
    const link = document.createElement("a");
    Object.assign(link, { href: entry.url, tabIndex: -1 });
    for (const [name, text] of [["code", entry.code], ["span", entry.name], ["small", this.list.kinds[entry.kind]]]) {
      if (text) link.append(Object.assign(document.createElement(name), { textContent: text, dir: name === "code" ? "ltr" : "auto" }), " ");
    }
    option.append(link);
    return option;
  }

  get chosen() { return this.options.findIndex((option) => option.ariaSelected === "true"); }

  choose(number) {
    this.options[this.chosen]?.setAttribute("aria-selected", "false");
    const option = this.options[number];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.text.setAttribute("aria-activedescendant", option.id);
    else this.text.removeAttribute("aria-activedescendant");
  }

  close() {
    if (!this.popup) return;
    this.popup.hidden = true;
    this.text.setAttribute("aria-expanded", "false");
    this.choose(-1);
  }

  key(event) {
    if (event.isComposing) return;
    const isOpen = this.popup && !this.popup.hidden;
    const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (isOpen && steps) {
      event.preventDefault();
      const places = this.options.length + 1; // the box itself is one: from there it goes on at the other end
      this.choose(((this.chosen + 1 + steps + places) % places) - 1);
    } else if (isOpen && event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      if (isOpen && this.chosen >= 0) {
        event.preventDefault();
        this.options[this.chosen].firstChild.click();
      } else if (!this.text.value.includes("\n")) {
        event.preventDefault();
        this.text.form.requestSubmit();
      }
    }
  }
}

for (const text of document.querySelectorAll(".box textarea")) new Suggestions(text);
for (const hint of document.querySelectorAll(".box .key")) hint.hidden = false; // site.css asks whether there are keys

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  const text = document.querySelector("main .box textarea, .menu .box textarea");
  if (!text) return;
  event.preventDefault();
  const menu = text.closest("details");
  if (menu) menu.open = true;
  text.focus();
});
