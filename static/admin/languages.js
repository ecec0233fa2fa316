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
  for (const link of document.querySelectorAll(".object-tools [data-language]"))
    link.hidden = link.dataset.language !== language;
};

const nameOf = (language) => {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language);
  return name ?? language;
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
  element.addEventListener("click", () => show(rows, language));
  return element;
};

document.addEventListener("DOMContentLoaded", () => {
  const rows = translatedRows();
  const bar = document.querySelector(".languages");
  if (!rows.length || !bar) return;
  const languages = [...new Set(rows.map((row) => row.language))];
  bar.append(...languages.map((language) => button(rows, language)));
  bar.hidden = false;
  const page = document.documentElement.lang;
  show(rows, languages.includes(page) ? page : languages[0]);
});
