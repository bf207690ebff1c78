// Single keys, which do nothing while somebody writes, or where they were switched off.
import { find } from "./view.js";

// Have `press(key)` told each key that is meant for the page; it says whether it used it.
export function listenForKeys(press) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || find("help").open) return;
    const writes = event.target.matches("textarea, select, input:not([type=checkbox])");
    if (writes) {
      if (event.key === "Escape") event.target.blur();
    } else if (find("keys").checked && press(event.key)) event.preventDefault();
  });
}
