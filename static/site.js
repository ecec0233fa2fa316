// Everything works without this script; it adds buttons that copy a text, and lets Enter send a line.
"use strict";

for (const button of document.querySelectorAll("button.copy")) {
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).innerText);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

for (const text of document.querySelectorAll(".box textarea")) {
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || text.value.includes("\n")) return;
    event.preventDefault();
    text.form.requestSubmit();
  });
}
