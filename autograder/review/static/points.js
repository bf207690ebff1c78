// Points as people write them, and what picked reasons add up to.

// Write points: 2, 0.5, 0.33.
export function number(points) {
  return String(Math.round(points * 100) / 100);
}

// Read points: 1.5, 1,5, 1/2; null if they are none.
export function read(text) {
  const parts = text.trim().replace(",", ".").match(/^([+-]?\d+(?:\.\d+)?)(?:\/([1-9]\d*))?$/);
  return parts ? Number(parts[1]) / Number(parts[2] ?? 1) : null;
}

// Make a reason as the server tells them from a line such as "0.5: the kink".
export function reasonOf(line) {
  const [, shown, text] = line.match(/^([^:]*): (.*)$/s) ?? [null, "0", line];
  const span = document.createElement("span");
  span.textContent = text;
  return { line, points: read(shown) ?? 0, shown, html: span.innerHTML };
}

// Add up reasons: gains count up; losses alone are taken off the full points.
export function sum(reasons, most) {
  if (!reasons.length) return null;
  const gains = reasons.some((reason) => reason.points > 0);
  const losses = reasons.some((reason) => reason.points < 0);
  const start = losses && !gains ? most : 0;
  const total = reasons.reduce((before, reason) => before + reason.points, start);
  return Math.round(Math.min(Math.max(total, 0), most) * 1e6) / 1e6;
}
