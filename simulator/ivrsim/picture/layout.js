// Where cards stand and how lines run: what layout.py says, for a page that folds and unfolds branches.
// measures: layout.MEASURES. folded: a Set of numbers. Points are [x, y]; what is folded away has null.
function laidOut(measures, heights, parents, ports, folded) {
  'use strict';
  const { width, between, gap, head, turn } = measures, count = heights.length;
  const children = Array.from({ length: count + 1 }, () => []), shown = [];
  parents.forEach((parent, card) => {
    shown.push(!folded.has(card) && (parent < 0 || shown[parent]));
    if (shown[card]) children[parent < 0 ? count : parent].push(card);
  });
  const below = new Array(count).fill(0), tall = [...heights, 0];
  for (let at = count - 1; at >= -1; at--) {
    const card = at < 0 ? count : at;
    let free = 0;
    for (const child of children[card]) {
      below[child] = at < 0 ? free : Math.max(free, ports[child] - head);
      free = below[child] + tall[child] + gap;
    }
    tall[card] = Math.max(tall[card], free - gap);
  }
  const corners = new Array(count).fill(null), lines = new Array(count).fill(null);
  parents.forEach((parent, card) => {
    if (!shown[card]) return;
    const [x, y] = parent < 0 ? [-width - between, 0] : corners[parent];
    corners[card] = [x + width + between, y + below[card]];
  });
  corners.forEach((corner, card) => {
    if (corner) linesFrom(corner, children[card]);
  });
  function linesFrom([x, top], some) {
    const turns = [], left = x + width;
    for (let number = some.length - 1; number >= 0; number--) {
      const child = some[number], end = below[child] + head;
      const passes = number + 1 < some.length && ports[some[number + 1]] <= end;
      turns.unshift(end === ports[child] ? -1 : passes ? turns[0] + 1 : 0);
    }
    const step = Math.min(turn, between / (Math.max(0, ...turns) + 2));
    some.forEach((child, number) => {
      const start = top + ports[child], end = top + below[child] + head, at = left + step * (turns[number] + 1);
      const bend = turns[number] < 0 ? [] : [[at, start], [at, end]];
      lines[child] = [[left, start], ...bend, [left + between, end]];
    });
  }
  const right = corners.reduce((most, corner) => corner ? Math.max(most, corner[0] + width) : most, 0);
  return { corners, lines, width: right, height: tall[count] };
}
