// Saving marks: at once, one at a time, never over somebody else's. What isn't saved yet
// stays in the browser's storage, where neither a reload nor a crash takes it.

const PAUSE = 1000; // ms between tries while the server doesn't answer

export class Saver {
  // key -> {url, change, sent}; `sent` are changes that were sent and not answered yet
  #wanted = new Map();
  #held = new Map(); // the same: waits for somebody to decide a conflict
  #busy = false;

  // `on` has saved(key, answer), conflict(key, current), trouble(text), state(text).
  constructor(room, on) {
    this.room = room;
    this.on = on;
  }

  // Save a mark on top of the revision that it carries.
  want(key, url, change) {
    const before = this.#wanted.get(key);
    if (before) change.revision = before.change.revision;
    this.#held.delete(key);
    this.#wanted.set(key, { url, change, sent: before?.sent ?? [] });
    this.#remember(key);
    this.#run();
  }

  // What this browser wants a mark to be and hasn't got saved; undefined if nothing.
  pending(key) {
    return (this.#wanted.get(key) ?? this.#held.get(key))?.change;
  }

  drop(key) {
    this.#held.delete(key);
    this.#wanted.delete(key);
    localStorage.removeItem(this.#place(key));
  }

  // Take up what an earlier page could not save.
  resume() {
    const places = Object.keys(localStorage).filter((name) => name.startsWith(this.#place("")));
    for (const place of places) {
      this.#wanted.set(place.slice(this.#place("").length), JSON.parse(localStorage.getItem(place)));
    }
    this.#run();
  }

  async #run() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#wanted.size) {
      const [key, job] = this.#wanted.entries().next().value;
      this.on.state("Saving…");
      await this.#save(key, job);
    }
    this.#busy = false;
    if (!this.#held.size) this.on.state("All saved");
  }

  async #save(key, job) {
    let response, answer;
    if (!job.sent.includes(job.change)) job.sent.push(job.change);
    this.#remember(key);
    try {
      response = await fetch(job.url, {
        method: "PUT",
        headers: { "content-type": "application/json", "x-numgrade": "1" },
        body: JSON.stringify(job.change),
        keepalive: true,
      });
      if (response.status === 403) throw new Error("the server was started anew: open the address that it printed");
      if (response.status >= 500) throw new Error("the server failed");
      answer = await response.json();
    } catch (error) {
      const why = error instanceof TypeError ? "the server doesn't answer" : error.message;
      this.on.trouble(`Not saved yet: ${why}. Trying again; nothing is lost.`);
      await new Promise((done) => setTimeout(done, PAUSE));
      return;
    }
    this.on.trouble("");
    const newer = this.#wanted.get(key) ?? job;
    const current = response.status === 409 ? answer.current : null;
    const ours = current && job.sent.some((change) => equal(change, current));
    if (response.ok || (ours && equal(job.change, current))) {
      const mark = current ?? answer.mark;
      if (newer === job) this.drop(key);
      else this.#rebase(key, newer, mark.revision);
      this.on.saved(key, { mark, history: answer.history }, newer === job);
    } else if (ours) {
      this.#rebase(key, newer, current.revision); // saved by us, and the answer was lost
    } else if (response.status === 409) {
      this.#wanted.delete(key);
      this.#held.set(key, newer);
      this.on.state("Not saved");
      this.on.conflict(key, answer.current);
    } else {
      this.drop(key);
      this.on.trouble(`Not saved: ${answer.error}`);
    }
  }

  #rebase(key, job, revision) {
    job.change.revision = revision;
    job.sent = [];
    this.#remember(key);
  }

  #remember(key) {
    localStorage.setItem(this.#place(key), JSON.stringify(this.#wanted.get(key)));
  }

  #place(key) {
    return `unsaved ${this.room} ${key}`;
  }
}

// Whether a saved mark says what a change wants.
function equal(change, mark) {
  return (
    change.points === mark.points &&
    change.comment === mark.comment &&
    change.person === mark.person &&
    JSON.stringify(change.reasons) === JSON.stringify(mark.reasons.map((reason) => reason.line))
  );
}
