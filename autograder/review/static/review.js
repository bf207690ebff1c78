// Grading by hand: moving between answers, marking, undoing; each change is saved at once.
import { Ahead, get, words } from "./answers.js";
import { listenForKeys } from "./keys.js";
import { free, isOpen, neighbour } from "./order.js";
import { number, read, reasonOf, sum } from "./points.js";
import { Saver } from "./saving.js";
import { rememberPlace, rememberedPlace, Steps } from "./tab.js";
import {
  drawAnswer, drawAsked, drawConflict, drawHistory, drawList, drawOutdated, drawQuestions, drawReasons, find,
  say,
} from "./view.js";

const LOOK = 2000; // ms between looks at what others have done
let start, question, answer; // as the server tells them
let mark; // what is shown: {points, reasons: [line], comment, revision}
let burst = null; // names the bout of typing a comment: one step of undo, one row
let saver;
const wrote = new Map(); // question -> reasons written here: what the server tells may be older
const ahead = new Ahead();
const steps = new Steps();

const keyOf = (id) => `${question.name}/${id}`;
const address = (id, kind = "submissions") =>
  `/api/questions/${question.name}/${kind}/${encodeURIComponent(id)}`;

// One thing after the other: a key that comes while an answer is still on its way waits.
let doing = Promise.resolve();
function act(work) {
  doing = doing.then(work).catch((error) => say("trouble", words(error)));
}

// Where we are
async function openQuestion(name, id) {
  question = withOwn(await get(`/api/questions/${name}`), name);
  find("list").replaceChildren();
  drawAsked(question);
  drawQuestions(start.questions, name);
  const first = question.submissions.find(isOpen) ?? question.submissions[0];
  const known = question.submissions.some((one) => one.id === id);
  await open(known ? id : first.id);
}

async function open(id, focus = false) {
  endTyping();
  const pending = saver.pending(keyOf(id));
  const listed = question.submissions.find((one) => one.id === id);
  let told = await ahead.take(address(id));
  if (told.mark.revision < listed.revision && !pending) told = await get(address(id));
  answer = told;
  find("conflict").hidden = true;
  rememberPlace(question.name, id);
  drawAnswer(answer, address(id, "documents"));
  drawHistory(answer.history, restore);
  drawOutdated(answer);
  show(pending ? { ...pending } : plain(answer.mark));
  drawList(question.submissions, question.present, id, go);
  document.querySelector("#list [aria-current]")?.scrollIntoView({ block: "nearest" });
  if (focus) find("who").focus();
  const near = [neighbour(question, id, 1), neighbour(question, id, -1), free(question, id)];
  ahead.fetch(near.filter(Boolean).map((one) => address(one.id)));
}

const go = (id) => act(() => open(id, true));
const plain = (told) => ({ ...told, reasons: told.reasons.map((reason) => reason.line) });

const move = (to, otherwise) => (to ? open(to.id, true) : say("saved", otherwise));

// The mark
function show(told) {
  mark = told;
  find("points").value = mark.points === null ? "" : number(mark.points);
  if (document.activeElement !== find("comment") || burst === null) find("comment").value = mark.comment;
  drawReasons(reasons(), mark.reasons, toggle);
}

function reasons() {
  const known = [...question.rubric, ...question.written];
  const lines = new Set(known.map((reason) => reason.line));
  const own = mark.reasons.filter((line) => !lines.has(line));
  return [...known, ...own.map(reasonOf)];
}

function withOwn(told, name) {
  const lines = new Set(told.written.map((reason) => reason.line));
  const own = (wrote.get(name) ?? []).filter((reason) => !lines.has(reason.line));
  return { ...told, written: [...told.written, ...own] };
}

function change(edit, undoable = true) {
  if (!find("person").value.trim()) {
    say("trouble", "Enter your name as grader first.");
    find("person").focus();
    show(mark);
    return;
  }
  const { points, reasons, comment } = mark;
  if (undoable) steps.push({ at: [question.name, answer.id], before: { points, reasons, comment } });
  const wanted = { ...mark, ...edit };
  show(wanted);
  const one = question.submissions.find((one) => one.id === answer.id);
  one.points = wanted.points;
  one.outdated = false;
  drawList(question.submissions, question.present, answer.id, go);
  saver.want(keyOf(answer.id), address(answer.id), {
    points: wanted.points,
    reasons: wanted.reasons,
    comment: wanted.comment,
    revision: wanted.revision,
    person: find("person").value.trim(),
    answer: answer.answer,
  }, burst);
}

function endTyping() {
  burst = null;
  saver?.flush();
}

function toggle(line) {
  const picked = mark.reasons.includes(line)
    ? mark.reasons.filter((other) => other !== line)
    : [...mark.reasons, line];
  const counted = reasons().filter((reason) => picked.includes(reason.line));
  change({ reasons: picked, points: sum(counted, question.points) });
}

function restore(old) {
  change({ points: old.points, reasons: old.reasons.map((reason) => reason.line), comment: old.comment });
}

function addReason(event) {
  event.preventDefault();
  const text = find("reason").value.trim().replace(/\s+/g, " ");
  const points = read(find("reason-points").value || "0");
  if (!text || points === null) {
    say("trouble", "A reason needs words, and points such as 0.5 or -1.");
    return;
  }
  say("trouble", "");
  const line = `${Math.round(points * 1e6) / 1e6}: ${text}`;
  if (!reasons().some((reason) => reason.line === line)) {
    wrote.set(question.name, [...(wrote.get(question.name) ?? []), reasonOf(line)]);
    question = withOwn(question, question.name);
  }
  find("new-reason").reset();
  find("reason").blur();
  find("reason-points").blur();
  if (!mark.reasons.includes(line)) toggle(line);
}

function editPoints() {
  const text = find("points").value.trim();
  if (text === (mark.points === null ? "" : number(mark.points))) return;
  const points = text ? read(text) : null;
  if (text && (points === null || points < 0 || points > question.points)) {
    say("trouble", `Points are a number from 0 to ${number(question.points)}.`);
    show(mark);
    return;
  }
  say("trouble", "");
  change({ points });
}

async function undo() {
  const step = steps.pop();
  if (!step) return say("saved", "Nothing to undo");
  const [name, id] = step.at;
  if (name !== question.name) await openQuestion(name, id);
  else if (id !== answer.id) await open(id, true);
  endTyping();
  change(step.before, false);
}

// What comes back
const on = {
  saved(key, told, last) {
    const one = question.submissions.find((one) => keyOf(one.id) === key);
    if (one) {
      one.revision = told.mark.revision;
      ahead.forget(address(one.id));
    }
    if (key !== keyOf(answer.id)) return;
    mark.revision = told.mark.revision;
    if (!last) return;
    answer.mark = told.mark;
    drawOutdated(answer);
    if (told.history) drawHistory(told.history, restore);
  },
  conflict(key, current) {
    if (key !== keyOf(answer.id)) return say("trouble", `${current.person} has marked ${key} meanwhile: open it to decide.`);
    drawConflict(current, (mine) => decide(key, current, mine));
  },
  trouble: (text) => say("trouble", text),
  state(text) {
    say("saved", text);
    find("saved").classList.toggle("unsaved", text === "Not saved");
  },
};

function decide(key, current, mine) {
  const own = saver.pending(key);
  saver.drop(key);
  find("conflict").hidden = true;
  burst = null;
  answer.mark = current;
  drawOutdated(answer);
  if (mine) {
    mark.revision = current.revision;
    change({ points: own.points, reasons: own.reasons, comment: own.comment }, false);
  } else {
    show(plain(current));
    say("saved", "All saved");
  }
  find("who").focus();
}

async function look() {
  try {
    const person = encodeURIComponent(find("person").value.trim());
    const at = encodeURIComponent(answer.id);
    const name = question.name;
    const told = await get(`/api/questions/${name}/marks?at=${at}&person=${person}`);
    if (name === question.name) await take(withOwn(told, name));
  } catch (error) {
    say("trouble", words(error));
  }
  setTimeout(look, LOOK);
}

async function take(told) {
  for (const one of told.submissions) {
    const pending = saver.pending(keyOf(one.id));
    if (pending) one.points = pending.points;
  }
  const reworded = JSON.stringify(told.written) !== JSON.stringify(question.written);
  Object.assign(question, told);
  drawList(question.submissions, question.present, answer.id, go);
  if (find("trouble").textContent.startsWith("The server doesn't")) say("trouble", "");
  const own = told.submissions.find((one) => one.id === answer.id);
  if (own.revision > mark.revision && !saver.pending(keyOf(own.id))) {
    const fresh = await get(address(own.id));
    if (fresh.id !== answer.id || fresh.mark.revision <= mark.revision) return;
    answer = fresh;
    burst = null;
    drawOutdated(answer);
    show(plain(fresh.mark));
    drawHistory(fresh.history, restore);
    say("saved", `${fresh.mark.person} has marked this just now`);
  } else if (reworded) drawReasons(reasons(), mark.reasons, toggle);
}

// Keys and buttons
const keys = {
  n: () => move(neighbour(question, answer.id, 1), "This was the last submission"),
  p: () => move(neighbour(question, answer.id, -1), "This is the first submission"),
  u: () => move(free(question, answer.id), "Every other submission has its mark"),
  ArrowRight: () => keys.n(), ArrowLeft: () => keys.p(), z: undo,
  0: () => change({ points: 0, reasons: [] }),
  m: () => change({ points: question.points, reasons: question.rubric.filter((r) => r.points > 0).map((r) => r.line) }),
  e: () => find("points").select(), c: () => find("comment").focus(),
  r: () => find("reason").focus(), q: () => find("question").focus(),
  "?": () => find("help").showModal(),
};
for (let place = 0; place < 9; place++) {
  keys[place + 1] = () => reasons()[place] && toggle(reasons()[place].line);
}

function listen() {
  listenForKeys((key) => key in keys && (act(keys[key]), true));
  for (const [id, key] of [["previous", "p"], ["next", "n"], ["unmarked", "u"], ["zero", "0"], ["full", "m"], ["undo", "z"], ["help-open", "?"]]) {
    find(id).addEventListener("click", () => act(keys[key]));
  }
  find("help-close").addEventListener("click", () => find("help").close());
  find("new-reason").addEventListener("submit", addReason);
  find("points").addEventListener("change", editPoints);
  find("points").addEventListener("keydown", (event) => event.key === "Enter" && find("points").blur());
  find("comment").addEventListener("input", () => {
    const first = burst === null;
    burst ??= `${Date.now()} ${Math.random()}`;
    change({ comment: find("comment").value }, first);
  });
  find("comment").addEventListener("blur", endTyping);
  addEventListener("pagehide", endTyping);
  find("holds").addEventListener("click", () => act(() => change({})));
  find("person").addEventListener("change", () => localStorage.setItem("person", find("person").value.trim()));
  find("question").addEventListener("change", (event) => act(async () => {
    event.target.blur();
    start = await get("/api/start");
    await openQuestion(event.target.value);
  }));
}

async function begin() {
  listen();
  if (matchMedia("(max-width: 48rem)").matches) find("submissions").open = false;
  start = await get("/api/start");
  document.title = `Grading by hand: ${start.title}`;
  find("title").textContent = start.title;
  find("person").value = localStorage.getItem("person") || start.person;
  saver = new Saver(start.room, on);
  const at = rememberedPlace();
  const known = start.questions.some((one) => one.name === at[0]);
  const open = start.questions.find((one) => one.marked < one.submissions) ?? start.questions[0];
  await openQuestion(known ? at[0] : open.name, at[1]);
  saver.resume();
  const pending = saver.pending(keyOf(answer.id));
  if (pending) show({ ...pending });
  setTimeout(look, LOOK);
}

act(begin);
