// One language bar for the form: shows the fields of one language at a time, and that language's page on the site.
// Without script every language is shown below the other, which works as well.
"use strict";

const FIELD_CLASS = /(?:^|\s)mt-field-(\S+?)-([a-z]{2,3}(?:_[a-z0-9]+)*)(?:\s|$)/;

const translatedRows = () =>
  [...document.querySelectorAll("#content-main .mt")].flatMap((input) => {
    const match = input.className.match(FIELD_CLASS);
    const row = input.closest(".form-row");
    return match && row ? [{ input, row, language: match[2].replace("_", "-") }] : [];
  });

const show = (rows, language) => {
  for (const { row, language: own } of rows) row.hidden = own !== language && !row.querySelector(".errorlist");
  for (const button of document.querySelectorAll(".languages button"))
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  fitAll();
  for (const link of document.querySelectorAll(".object-tools [data-language]"))
    link.hidden = link.dataset.language !== language;
};

// The bar stays where it was, in the next record too; where storage is forbidden it begins with the reader's language.
const PLACE = "language of texts";

const remember = (language) => {
  try {
    localStorage.setItem(PLACE, language);
  } catch {}
};

const remembered = () => {
  try {
    return localStorage.getItem(PLACE);
  } catch {
    return null;
  }
};

const nameOf = (language) => {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language);
  return name ? name[0].toLocaleUpperCase(language) + name.slice(1) : language; // as pages have it
};

const button = (rows, language) => {
  const element = document.createElement("button");
  const own = rows.filter((row) => row.language === language);
  element.type = "button";
  element.lang = language;
  element.dataset.language = language;
  element.textContent = nameOf(language);
  element.classList.toggle("empty", own.some(({ input }) => !input.value));
  element.classList.toggle("faulty", own.some(({ row }) => row.querySelector(".errorlist")));
  element.addEventListener("click", () => {
    remember(language);
    show(rows, language);
  });
  return element;
};

// As tall as its text, where the style sheet alone cannot do it.
const fit = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
};

const fitAll = () => {
  if (!CSS.supports("field-sizing", "content")) for (const area of document.querySelectorAll("textarea")) fit(area);
};

// Within a right-to-left field only invisible characters can keep a code from left to right. They are for the eye alone:
// no form sends them, and nobody copies them.
const CODE = /`[^`\n]+`/g;
const bare = (text) => text.replace(/[\u2066\u2069]/g, "");
const setApart = (text) => bare(text).replace(CODE, "\u2066$&\u2069");

const setCodesApart = (form) => {
  const fields = [...form.querySelectorAll(":is(textarea, input)[dir=rtl]")];
  const show = (field) => {
    if (field.value !== setApart(field.value)) field.value = setApart(field.value);
  };
  for (const field of fields) {
    field.defaultValue = setApart(field.defaultValue);
    show(field);
    field.addEventListener("change", () => show(field));
    field.addEventListener("copy", (event) => {
      event.clipboardData.setData("text/plain", bare(field.value.slice(field.selectionStart, field.selectionEnd)));
      event.preventDefault();
    });
  }
  form.addEventListener("formdata", ({ formData }) => {
    for (const field of fields) formData.set(field.name, bare(field.value));
  });
};

// Where filters stand above the rows they are folded; one that is in use stays open.
const foldFilters = () => {
  if (!matchMedia("(max-width: 1023px)").matches) return;
  for (const filter of document.querySelectorAll("#changelist-filter details:has(li.selected:first-child)"))
    filter.open = false;
};

// Who goes on typing takes that text.
const takeMine = ({ target }) => {
  const mine = target.closest(".form-row")?.querySelector(".contested [value=mine]");
  if (mine && target.type !== "radio") mine.checked = true;
};

// How a text was changed is asked where one was.
const askHow = () => {
  const seen = (text) => bare(text).replace(/\r/g, "").trimEnd();
  for (const asked of document.querySelectorAll(".grade")) {
    const field = asked.closest(".form-row").querySelector(".mt");
    const opened = document.querySelector(`[name="initial-${field.name}"]`);
    asked.hidden = opened !== null && seen(opened.value) === seen(field.value);
    asked.open ||= !asked.hidden;
  }
};

// The first field with an error, or the first message that belongs to none, is where the reader goes on. The browser
// itself focuses a field that asks for it, and complains when a script was there first.
const showFault = () => {
  const field = document.querySelector(".form-row.errors :is(textarea, select, input:not([type=hidden]))");
  const target = field ?? document.querySelector(".errornote");
  if (target === null) return;
  if (!field) target.tabIndex = -1;
  if (!target.autofocus) target.focus();
  target.scrollIntoView({ block: "center" });
};

// The field that the address names, as links of public pages and of the work list do, unless a fault comes first.
const named = () => {
  if (document.querySelector(".errornote")) return null;
  return document.getElementById(location.hash.slice(1)) ?? document.querySelector(".mt[autofocus]");
};

// The page on the site opens at the section that shows the field which was edited last.
const leadBack = ({ target }) => {
  if (target.dataset.at === undefined) return;
  for (const link of document.querySelectorAll(".object-tools [data-language] a")) link.hash = target.dataset.at;
};

// Whether something would be lost by leaving: typed since the form came, or refused.
const isUnsaved = (form) =>
  document.querySelector(".errornote") !== null ||
  [...form.elements].some((input) =>
    input.options
      ? [...input.options].some((option) => option.selected !== option.defaultSelected && option.selected && option.value)
      : input.type !== "radio" && "defaultValue" in input && input.value !== input.defaultValue,
  );

const prepare = () => {
  const form = document.querySelector("#content-main form[method=post]");
  if (form === null) return;
  setCodesApart(form);
  const ask = (event) => isUnsaved(form) && event.preventDefault();
  addEventListener("beforeunload", ask);
  form.addEventListener("submit", () => removeEventListener("beforeunload", ask));
};

document.addEventListener("DOMContentLoaded", () => {
  prepare();
  foldFilters();
  document.addEventListener("input", takeMine);
  document.addEventListener("input", fitAll);
  document.addEventListener("input", askHow);
  document.addEventListener("focusin", leadBack);
  askHow();
  fitAll();
  showFault();
});

document.addEventListener("DOMContentLoaded", () => {
  const rows = translatedRows();
  const bar = document.querySelector(".languages");
  if (!rows.length || !bar) return;
  const languages = [...new Set(rows.map((row) => row.language))];
  bar.append(...languages.map((language) => button(rows, language)));
  bar.hidden = false;
  const language = (field) => rows.find(({ input }) => input === field)?.language;
  const focused = rows.find(({ input }) => input.autofocus)?.language;
  const asked = new URLSearchParams(location.search).get("language");
  const wanted = [language(named()), focused, asked, remembered(), document.documentElement.lang];
  show(rows, wanted.find((language) => languages.includes(language)) ?? languages[0]);
});

document.addEventListener("DOMContentLoaded", () => {
  const field = named();
  if (!field?.form) return;
  if (!field.autofocus) field.focus(); // else the browser does, and perhaps has, before the other languages went
  field.scrollIntoView({ block: "center" });
});
