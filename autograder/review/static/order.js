// Which submission comes next.

// Whether there is something left to decide about a submission.
export const isOpen = (one) => one.points === null || one.outdated;

// The submission so many places on; undefined beyond the ends.
export function neighbour({ submissions }, id, by) {
  return submissions[submissions.findIndex((one) => one.id === id) + by];
}

// The next submission that is open, where possible one that nobody else looks at.
export function free({ submissions, present }, id) {
  const place = submissions.findIndex((one) => one.id === id);
  const open = [...submissions.slice(place + 1), ...submissions.slice(0, place)].filter(isOpen);
  return open.find((one) => !present[one.id]) ?? open[0];
}
