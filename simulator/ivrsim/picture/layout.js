// Where cards stand and how lines run: what layout.py says, for a page that folds and unfolds branches.
// measures: layout.MEASURES. folded: a Set of numbers. Points are [x, y]; what is folded away has null.
function laidOut(measures, heights, parents, ports, folded) {
  'use strict';
  const { width, between, gap, head, turn } = measures, count = heights.length, pitch = width + between;
  const children = Array.from({ length: count + 1 }, () => []), columns = [], depth = new Array(count).fill(-1);
  const depthOf = card => card < 0 ? -1 : depth[card];
  parents.forEach((parent, card) => {
    if (folded.has(card) || (parent >= 0 && depth[parent] < 0)) return;
    depth[card] = depthOf(parent) + 1;
    children[parent < 0 ? count : parent].push(card);
    (columns[depth[card]] ??= []).push(card);
  });
  const below = new Array(count).fill(0), tops = [...heights, 0].map(() => [0]), bottoms = [...heights, 0].map(each => [each]);
  for (let at = count - 1; at >= -1; at--) {
    const card = at < 0 ? count : at, highs = tops[card], lows = bottoms[card];
    for (const child of children[card]) {
      let top = at < 0 ? 0 : ports[child] - head;
      tops[child].forEach((high, column) => {
        if (column + 1 < lows.length) top = Math.max(top, lows[column + 1] + gap * (column ? 2 : 1) - high);
      });
      below[child] = top;
      tops[child].forEach((high, column) => {
        if (column + 1 >= highs.length) highs.push(top + high);
        lows[column + 1] = top + bottoms[child][column];
      });
    }
  }
  const corners = new Array(count).fill(null), lines = new Array(count).fill(null);
  parents.forEach((parent, card) => {
    if (depth[card] >= 0) corners[card] = [depth[card] * pitch, (parent < 0 ? 0 : corners[parent][1]) + below[card]];
  });
  columns.slice(1).forEach((column, number) => {
    const left = number * pitch + width, turns = new Array(column.length + 1).fill(-1);
    const ends = column.map(card => corners[card][1] + head);
    const starts = column.map((card, place) => ends[place] - below[card] - head + ports[card]);
    for (let place = column.length - 1; place >= 0; place--) {
      const passes = place + 1 < column.length && starts[place + 1] <= ends[place];
      if (ends[place] !== starts[place]) turns[place] = passes ? turns[place + 1] + 1 : 0;
    }
    const step = Math.min(turn, between / (turns.reduce((most, each) => Math.max(most, each)) + 2));
    column.forEach((card, place) => {
      const at = left + step * (turns[place] + 1), bend = [[at, starts[place]], [at, ends[place]]];
      lines[card] = [[left, starts[place]], ...(turns[place] < 0 ? [] : bend), [left + between, ends[place]]];
    });
  });
  return { corners, lines, width: Math.max(0, columns.length * pitch - between), height: Math.max(...bottoms[count]) };
}
