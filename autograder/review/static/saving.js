// Saving marks: at once, one at a time, never over somebody else's. What isn't saved yet
// stays in the browser's storage, where a reload doesn't take it. While somebody types,
// what is there is saved every so often, into one row of the gradebook.

const PAUSE = 1000; // ms between tries while the server doesn't answer
const TYPING = 700; // ms that a keystroke waits for those that follow

export class Saver {
  // key -> {url, change, burst, due, sent}; `sent` are changes that were sent and not
  // answered yet, `burst` names the bout of typing that a change is part of, if any
  #wanted = new Map();
  #written = new Map(); // key -> the burst that the row in the gradebook is of
  #sending = null;
  #timer = null;
  #held = new Map(); // the same: waits for somebody to decide a conflict
  #busy = false;

  // `on` has saved(key, answer), conflict(key, current), trouble(text), state(text).
  constructor(room, on) {
    this.room = room;
    this.on = on;
  }

  // Save a mark on top of the revision that it carries; in a while if it is being typed.
  want(key, url, change, burst = null) {
    const before = this.#wanted.get(key);
    if (before) change.revision = before.change.revision;
    const waiting = before && before !== this.#sending;
    const due = burst === null ? 0 : waiting ? before.due : Date.now() + TYPING;
    this.#held.delete(key);
    this.#wanted.set(key, { url, change, burst, due, sent: before?.sent ?? [] });
    this.#remember(key);
    this.#run();
  }

  // Save now what was typed.
  flush() {
    for (const job of this.#wanted.values()) job.due = 0;
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
      const job = { ...JSON.parse(localStorage.getItem(place)), due: 0 };
      this.#wanted.set(place.slice(this.#place("").length), job);
    }
    this.#run();
  }

  async #run() {
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#next(); next; next = this.#next()) {
      this.on.state("Saving…");
      this.#sending = next[1];
      await this.#save(...next);
      this.#sending = null;
    }
    this.#busy = false;
    clearTimeout(this.#timer);
    if (this.#wanted.size) {
      const first = Math.min(...[...this.#wanted.values()].map((job) => job.due));
      this.#timer = setTimeout(() => this.#run(), Math.max(first - Date.now(), 0));
      this.on.state("Saving…");
    } else if (!this.#held.size) this.on.state("All saved");
  }

  // The first [key, job] that need not wait any more.
  #next() {
    const now = Date.now();
    return [...this.#wanted].find(([, job]) => job.due <= now);
  }

  async #save(key, job) {
    let response, answer;
    if (!job.sent.includes(job.change)) job.sent.push(job.change);
    this.#remember(key);
    try {
      response = await fetch(job.url, {
        method: "PUT",
        headers: { "content-type": "application/json", "x-numgrade": "1" },
        body: JSON.stringify({ ...job.change, typing: job.burst !== null && this.#written.get(key) === job.burst }),
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
      this.#written.set(key, job.burst);
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
