// Beside the texts of a record: each as its page will show it, while it is typed, and keys for those who type all day.
// Without script a button shows all of them in a new window.

const PAUSE = 300; // milliseconds without typing

const form = document.querySelector("#content-main form[method=post]");
const button = form?.querySelector(".preview-all button");
const waiting = new Map(); // what is to come, by field

const fieldsOf = () => [...form.querySelectorAll(".mt:not([readonly])")].filter((field) => field.offsetParent);

// --- the preview

const put = (field, preview) => {
  const row = field.closest(".flex-container");
  row.querySelector(".preview")?.remove();
  if (preview) row.append(preview);
};

const ask = async (field, signal) => {
  const typed = new FormData(form); // without the characters by which codes are set apart
  const sent = new URLSearchParams({ alone: "1", [field.name]: typed.get(field.name) });
  sent.set("csrfmiddlewaretoken", typed.get("csrfmiddlewaretoken"));
  const answer = await fetch(button.formAction, { method: "POST", body: sent, signal });
  if (!answer.ok || answer.redirected) return null; // such as after the login has ended
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".preview");
};

const preview = (field, pause) => {
  const { timer, asking } = waiting.get(field) ?? {};
  clearTimeout(timer);
  asking?.abort();
  const next = { asking: new AbortController() };
  next.timer = setTimeout(async () => {
    const shown = await ask(field, next.asking.signal).catch(() => null);
    if (!next.asking.signal.aborted) put(field, shown); // rather none than an old one
  }, pause);
  waiting.set(field, next);
};

const isLong = (field) => field.matches("textarea.mt:not([readonly])");

// --- the keys: Enter, which every keyboard has, with what no browser and no screen reader has on it

const nextOf = (field) => {
  const fields = fieldsOf();
  return fields[fields.indexOf(field) + 1] ?? form.querySelector("[name=_save]");
};

const goTo = (target) => {
  target?.focus();
  target?.scrollIntoView({ block: "center" });
};

const save = (name) => form.querySelector(`[name=${name}]`)?.click();

const KEYS = {
  "Control+Enter": () => save("_save"),
  "Meta+Enter": () => save("_save"),
  "Control+Shift+Enter": () => save("_next"),
  "Meta+Shift+Enter": () => save("_next"),
  "Alt+Enter": (field) => goTo(nextOf(field)),
  "Alt+Shift+Enter": (field) => field.closest(".form-row")?.querySelector("[name^=confirm-]")?.click(),
};

const MODIFIERS = ["Control", "Meta", "Alt", "Shift"];

const keyOf = (event) => [...MODIFIERS.filter((key) => event.getModifierState(key)), event.key].join("+");

const press = (event) => {
  const act = KEYS[keyOf(event)];
  if (!act || event.isComposing || !event.target.matches("textarea, select, input")) return;
  event.preventDefault();
  act(event.target);
};

// --- the page

const start = () => {
  button.parentElement.hidden = true;
  form.addEventListener("focusin", ({ target }) => isLong(target) && !waiting.has(target) && preview(target, 0));
  form.addEventListener("input", ({ target }) => isLong(target) && preview(target, PAUSE));
  form.addEventListener("keydown", press);
  document.querySelector(".keys").hidden = false;
  if (matchMedia("(max-width: 767px)").matches)
    for (const source of form.querySelectorAll(".source")) source.open = false;
};

if (button) start();
