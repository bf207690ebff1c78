// What this tab remembers across a reload: where it is, and the steps that can be undone.

const KEPT = 200; // steps

export function rememberPlace(question, id) {
  location.hash = encodeURIComponent(JSON.stringify([question, id]));
}

// The place that the address names: [question, id], or [] if none.
export function rememberedPlace() {
  try {
    return JSON.parse(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return [];
  }
}

export class Steps {
  #steps = JSON.parse(sessionStorage.getItem("undo") ?? "[]");

  push(step) {
    this.#steps = [...this.#steps, step].slice(-KEPT);
    this.#keep();
  }

  pop() {
    const step = this.#steps.pop();
    this.#keep();
    return step;
  }

  #keep() {
    sessionStorage.setItem("undo", JSON.stringify(this.#steps));
  }
}
