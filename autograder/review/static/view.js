// Drawing what is shown; decides nothing. Texts named …_html come escaped from the server.

import { number } from "./points.js";

export const find = (id) => document.getElementById(id);

// Make an element: its properties, then what is in it.
export function make(tag, properties = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...inside);
  return element;
}

export function drawQuestions(questions, current) {
  find("question").replaceChildren(
    ...questions.map((question) =>
      make("option", {
        value: question.name,
        selected: question.name === current,
        textContent: `${question.title} (${question.marked} of ${question.submissions})`,
      }),
    ),
  );
}

export function drawAsked(question) {
  find("asked").innerHTML = question.asked_html;
  find("model").innerHTML = question.model_html;
  find("remarks").innerHTML = question.remarks_html;
  find("of").textContent = `of ${number(question.points)}`;
}

export function drawList(submissions, present, at, go) {
  const list = find("list");
  if (list.childElementCount !== submissions.length) {
    list.replaceChildren(
      ...submissions.map((one) => {
        const button = make("button", { type: "button" }, make("bdi"), make("span"));
        button.addEventListener("click", () => go(one.id));
        return make("li", {}, button);
      }),
    );
  }
  submissions.forEach((one, place) => {
    const button = list.children[place].firstChild;
    const [label, state] = button.children;
    setText(label, one.label);
    const who = present[one.id] ? ` (${present[one.id]} is here)` : "";
    const mark = one.points === null ? (one.answered ? "–" : "empty") : number(one.points);
    setText(state, mark + (one.outdated ? " earlier answer" : "") + who);
    button.classList.toggle("marked", one.points !== null && !one.outdated);
    button.classList.toggle("again", one.outdated);
    if (one.id === at) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });
  const marked = submissions.filter((one) => one.points !== null).length;
  find("progress").textContent = `${marked} of ${submissions.length} marked`;
  find("bar").max = submissions.length;
  find("bar").value = marked;
}

export function drawAnswer(answer, url) {
  find("who").replaceChildren(make("bdi", { textContent: answer.label }));
  find("answer").innerHTML = answer.html;
  find("source").textContent = answer.source;
  find("source-box").hidden = !answer.source;
  find("document").hidden = !answer.document;
  find("document-link").href = url;
  find("notes").replaceChildren(...answer.notes.map((note) => make("li", { textContent: note })));
}

export function drawReasons(reasons, picked, toggle) {
  find("reasons").replaceChildren(
    ...reasons.map((reason, place) => {
      const box = make("input", { type: "checkbox", checked: picked.includes(reason.line) });
      box.addEventListener("change", () => toggle(reason.line));
      const text = make("span", { className: "text" });
      text.innerHTML = reason.html;
      const points = make("b", { textContent: reason.shown });
      const key = place < 9 ? make("kbd", { textContent: place + 1 }) : "";
      return make("label", {}, box, key, points, text);
    }),
  );
}

export function drawHistory(history, restore) {
  find("history").replaceChildren(
    ...history.map((mark) => {
      const points = mark.points === null ? "no mark" : `${number(mark.points)} points`;
      const when = new Date(mark.at).toLocaleString();
      const reasons = mark.reasons.map((reason) => reason.line).join("; ");
      const button = make("button", { type: "button", textContent: "Restore" });
      button.setAttribute("aria-label", `Restore ${points} by ${mark.person}, ${when}`);
      button.addEventListener("click", () => restore(mark));
      const words = [points, mark.person, when, reasons, mark.comment].filter(Boolean);
      return make("li", {}, `${words.join(" · ")} `, button);
    }),
  );
}

// Say whether the mark was given for something else than what is handed in now.
export function drawOutdated({ answer, mark }) {
  find("outdated").hidden = mark.points === null || !mark.answer || mark.answer === answer;
}

// Show what somebody else has saved; `decide(mine)` is told whose mark it shall be.
export function drawConflict(current, decide) {
  const points = current.points === null ? "no mark" : `${number(current.points)} points`;
  const why = current.reasons.map((reason) => reason.line).join("; ");
  find("conflict-text").textContent = `${current.person} has saved ${points} meanwhile. ${why} ${current.comment}`;
  find("conflict").hidden = false;
  find("theirs").onclick = () => decide(false);
  find("mine").onclick = () => decide(true);
  find("theirs").focus();
}

export function say(id, text) {
  const place = find(id);
  if (place.textContent !== text) place.textContent = text;
  if (place.classList.contains("trouble")) place.hidden = !text;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
