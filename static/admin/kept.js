// What is typed into a form of the workbench is kept in this browser until it is saved or its editor logs out, and
// offered again in the form of that record. Where storage is full or forbidden nothing is kept, and all else works as
// without script. The server's half is codes/failures.py: a cookie for each text that is saved.

const LONGEST = 30 * 24 * 3600 * 1000; // milliseconds for which a text is kept that nobody asks for
const MOST = 4_000_000; // pairs of words that are compared

const script = document.querySelector("script[data-user]");
const user = script.dataset.user; // nobody, where it is empty
const record = location.pathname.split("/admin/")[1]; // the same in every language

// --- the texts

// Texts as people see them: browsers change line ends and drop the last one.
const seen = (text) => text.replace(/\r\n?/g, "\n").replace(/[^\S\n]+$/gm, "").replace(/^\n+|\n+$/g, "");

const isSame = (one, other) => seen(one) === seen(other);

const words = (text) => seen(text).match(/`[^`\n]+`\s*|[^\s`]+\s*|\s+|`\s*/g) ?? []; // a code is one word

const isSameWord = (one, other) => one !== undefined && one.trim() === other?.trim();

// How many words both have in common, in this order, from each place to the ends.
const inCommon = (one, other) => {
  const table = Array.from({ length: one.length + 1 }, () => new Uint32Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      table[i][j] = isSameWord(one[i], other[j]) ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
  return table;
};

// The way from one text to the other in pieces: [element, text], where a span is in both.
const differences = (saved, typed) => {
  const [one, other] = [words(saved), words(typed)];
  if (one.length * other.length > MOST) return [["del", saved], ["ins", typed]];
  const [table, pieces] = [inCommon(one, other), []];
  const add = (name, word) => {
    if (pieces.at(-1)?.[0] === name) pieces.at(-1)[1] += word;
    else pieces.push([name, word]);
  };
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (isSameWord(one[i], other[j])) {
      add("span", other[j++]);
      i++;
    } else if (j === other.length || table[i + 1]?.[j] >= table[i][j + 1]) add("del", one[i++]);
    else add("ins", other[j++]);
  }
  return pieces;
};

// --- the storage: one entry for a form that was opened, { user, record, id, at, fields }

const attempt = (action) => {
  try {
    return action();
  } catch {
    return null;
  }
};

const keyOf = (draft) => `kept ${draft.user} ${draft.record} ${draft.id}`;

const kept = () =>
  Object.keys(attempt(() => ({ ...localStorage })) ?? {})
    .filter((key) => key.startsWith("kept "))
    .flatMap((key) => attempt(() => JSON.parse(localStorage[key])) ?? []);

const drop = (draft) => attempt(() => localStorage.removeItem(keyOf(draft)));

const put = (draft) =>
  Object.keys(draft.fields).length ? attempt(() => localStorage.setItem(keyOf(draft), JSON.stringify(draft))) : drop(draft);

const dropWhere = (condition) => kept().filter(condition).forEach(drop);

// Of this window only: which entry was sent, and whether somebody is logging out.
const note = (name, value) => attempt(() => sessionStorage.setItem(`kept ${name}`, value));

const noted = (name) => attempt(() => sessionStorage.getItem(`kept ${name}`));

const forget = (name) => attempt(() => sessionStorage.removeItem(`kept ${name}`));

// --- the form

const TYPED = "textarea, select, input:is([type=text], [type=url], [type=number])";

// Without the characters by which languages.js sets codes apart while a text is edited.
const bare = (control) => control.value.replace(/[\u2066\u2069]/g, "");

const read = (controls) => controls.map(bare);

const joined = (values) => values.filter(Boolean).join("\n");

const shown = (controls) =>
  joined(controls.map((control) => (control.options && control.value ? control.selectedOptions[0].text : bare(control))));

// The fields by name, each with its inputs, of which a choice for each place has several.
const fieldsOf = (form) => {
  const fields = new Map();
  for (const control of form.querySelectorAll(TYPED)) {
    const several = control.name.replace(/_\d+$/, "");
    const name = form.elements[`${several}_0`] ? several : control.name;
    fields.set(name, [...(fields.get(name) ?? []), control]);
  }
  return fields;
};

// The hidden input that says how the form was opened; codes/merging.py compares with it.
const openedAs = (form, name) => form.elements[`initial-${name}`];

const isRefused = () => document.querySelector(".errornote") !== null;

// Where nothing says how the form was opened, it is a form for a new record: nothing was there, or what it proposes.
const textsBefore = (form) => {
  const proposed = (controls) => (isRefused() ? "" : joined(read(controls)));
  return new Map([...fieldsOf(form)].map(([name, controls]) => [name, openedAs(form, name)?.value ?? proposed(controls)]));
};

const labelOf = (control) =>
  (control.closest(".form-row")?.querySelector("label, legend") ?? control.labels[0])?.textContent.trim().replace(/:$/, "");

// A text between two others must be chosen again: then it is not said how its form was opened.
const entry = (form, name, controls) => ({
  label: labelOf(controls[0]) ?? name,
  lang: controls[0].lang,
  dir: controls[0].dir,
  values: read(controls),
  text: shown(controls),
  base: form.elements[`contested-${name}`] ? null : (openedAs(form, name)?.value ?? null),
});

const typedIn = (form, before) =>
  Object.fromEntries(
    [...fieldsOf(form)]
      .filter(([name, controls]) => !isSame(joined(read(controls)), before.get(name) ?? ""))
      .map(([name, controls]) => [name, entry(form, name, controls)]),
  );

const fill = (form, name, controls, { values, base }) => {
  const opened = openedAs(form, name);
  if (opened && base !== null) opened.value = base;
  else opened?.remove();
  controls.forEach((control, place) => (control.value = values[place] ?? ""));
  controls[0].dispatchEvent(new Event("input", { bubbles: true }));
};

const goTo = (control) => {
  const language = control.closest("[hidden]") && control.lang;
  if (language) document.querySelector(`.languages [data-language="${language}"]`)?.click();
  control.focus();
};

// --- the offer

const isWaiting = (fields) => ([name, { values }]) =>
  !fields.has(name) || !isSame(joined(values), joined(read(fields.get(name))));

const timeOf = (at) =>
  new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, {
    dateStyle: new Date(at).toDateString() === new Date().toDateString() ? undefined : "medium",
    timeStyle: "short",
    hourCycle: "h23",
  }).format(at);

const element = (name, properties, ...content) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...content);
  return made;
};

const named = (labels) => new Intl.ListFormat(document.documentElement.lang).format(labels);

// Codes from left to right: a text from right to left would turn them round.
const apart = (text) =>
  text.split(/(`[^`\n]+`)/).map((part, number) => (number % 2 ? element("bdi", { dir: "ltr" }, part) : part));

const described = ({ label, lang, dir, text }, controls) => [
  element("dt", {}, label),
  element(
    "dd",
    { lang, dir: dir || "auto" },
    ...(controls ? differences(shown(controls), text) : [["span", text]]).map(([name, piece]) => element(name, {}, ...apart(piece))),
  ),
];

// Take a text back; what was typed meanwhile in its place is offered instead, and so is what has no place in the form.
const takeBack = (form, draft, before) => {
  const [fields, typed] = [fieldsOf(form), typedIn(form, before)];
  const waiting = Object.entries(draft.fields).filter(isWaiting(fields));
  const instead = waiting.flatMap(([name, text]) => (fields.has(name) ? typed[name] && [[name, typed[name]]] : [[name, text]]) ?? []);
  const back = waiting.filter(([name]) => fields.has(name));
  for (const [name, text] of back) fill(form, name, fields.get(name), text);
  put({ ...draft, fields: Object.fromEntries(instead) });
  if (back.length) goTo(fields.get(back[0][0])[0]);
};

const offer = (draft, form, before) => {
  const template = document.getElementById("kept-texts");
  const fields = form ? fieldsOf(form) : new Map();
  const waiting = Object.entries(draft.fields).filter(isWaiting(fields));
  if (!waiting.length) return;
  const panel = template.content.firstElementChild.cloneNode(true);
  panel.querySelector("time").textContent = timeOf(draft.at);
  panel.querySelector("summary").textContent = named(waiting.map(([, { label }]) => label));
  panel.querySelector("dl").append(...waiting.flatMap(([name, text]) => described(text, fields.get(name))));
  panel.querySelector("[name=take]").hidden = !waiting.some(([name]) => fields.has(name));
  panel.querySelector("[name=take]").onclick = () => {
    takeBack(form, draft, before);
    panel.remove();
    kept().filter((other) => keyOf(other) === keyOf(draft)).forEach((other) => offer(other, form, before));
  };
  panel.querySelector("[name=drop]").onclick = () => {
    drop(draft);
    panel.remove();
  };
  panel.querySelector("a")?.addEventListener("click", ({ currentTarget }) => {
    const fields = Object.entries(draft.fields).map(([name, text]) => [name, { ...text, base: null }]);
    put({ ...draft, record: currentTarget.pathname.split("/admin/")[1], fields: Object.fromEntries(fields) });
    drop(draft);
  });
  template.before(panel);
  panel.querySelector("details").open = !form || panel.offsetHeight < innerHeight / 2;
};

// --- the page

const acknowledged = () => [...document.cookie.matchAll(/(?:^|; )kept-([a-z0-9]+)=/g)].map(([, id]) => id);

const dropWhatIsSaved = () => {
  for (const id of acknowledged()) {
    dropWhere((draft) => draft.id === id);
    document.cookie = `kept-${id}=; path=/; max-age=0`;
  }
};

const dropWhoseEditorLeft = () => {
  const leaving = noted("leaving");
  if (leaving && leaving !== user) dropWhere((draft) => draft.user === leaving);
  forget("leaving");
  document.getElementById("logout-form")?.addEventListener("submit", () => note("leaving", user));
};

// A refused form goes on with the entry that was sent.
const idOf = () => {
  const [where, id] = noted("sent")?.split(" ") ?? [];
  forget("sent");
  return isRefused() && where === record ? id : Date.now().toString(36) + Math.random().toString(36).slice(2);
};

const keepTyped = (form, before) => {
  const id = idOf();
  const keep = () => {
    forget("leaving");
    put({ user, record, id, at: Date.now(), fields: typedIn(form, before) });
  };
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => {
    keep();
    form.elements.kept.value = id;
    note("sent", `${record} ${id}`);
  });
  return id;
};

const offerAll = () => {
  const form = document.querySelector("#content-main form[method=post]");
  const before = form && textsBefore(form);
  const own = form && keepTyped(form, before);
  const fields = form && !isRefused() ? fieldsOf(form) : new Map();
  for (const draft of kept().filter((other) => other.user === user && other.record === record && other.id !== own)) {
    const waiting = { ...draft, fields: Object.fromEntries(Object.entries(draft.fields).filter(isWaiting(fields))) };
    put(waiting); // what is saved by now is kept no longer
    offer(waiting, form, before);
  }
};

const sayThatItIsKept = (notice) => {
  const sent = noted("sent")?.split(" ")[1];
  notice.hidden = !kept().some((draft) => draft.id === sent);
};

dropWhatIsSaved();
dropWhoseEditorLeft();
dropWhere((draft) => Date.now() - draft.at > LONGEST);
if (document.getElementById("kept-texts")) offerAll();
document.querySelectorAll("[data-kept]").forEach(sayThatItIsKept);
