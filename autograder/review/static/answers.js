// What the server tells; neighbours are fetched ahead, so that moving on takes no time.

export async function get(url) {
  const response = await fetch(url);
  if (response.status === 403) throw new Error("The server was started anew: open the address that it printed.");
  const told = await response.json();
  if (!response.ok) throw new Error(told.error);
  return told;
}

// Say what went wrong.
export function words(error) {
  return error instanceof TypeError ? "The server doesn't answer. What you change is kept here." : error.message;
}

export class Ahead {
  #coming = new Map(); // address -> promise of an answer

  // Get an answer, from those that were fetched ahead if it is there.
  take(url) {
    const found = this.#coming.get(url);
    this.#coming.delete(url);
    return found ? found.catch(() => get(url)) : get(url);
  }

  // Fetch these and forget all others.
  fetch(urls) {
    for (const url of this.#coming.keys()) if (!urls.includes(url)) this.forget(url);
    for (const url of urls) {
      if (this.#coming.has(url)) continue;
      const answer = get(url);
      answer.catch(() => this.forget(url));
      this.#coming.set(url, answer);
    }
  }

  forget(url) {
    this.#coming.delete(url);
  }
}
