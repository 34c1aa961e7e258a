// Links: "#call=0:answered:live,5576:key:1" is what was done, with its milliseconds. It may come from anywhere.

const MOST_MOVES = 2000;

function linkOf(moves) {
  return "#call=" + moves.map((move) => move.map(encodeURIComponent).join(":")).join(",");
}

// The moves of a link; null of one that is none.
function movesOf(hash) {
  const text = /^#call=(.*)$/s.exec(hash);
  if (!text || text[1].length > 50 * MOST_MOVES) return null;
  const parts = text[1] ? text[1].split(",") : [];
  if (parts.length > MOST_MOVES) return null;
  const moves = [];
  for (const part of parts) {
    const found = /^(\d{1,9}):([^:]{1,99}):([^:]{0,999})$/.exec(part);
    if (!found) return null;
    try {
      moves.push([Number(found[1]), decodeURIComponent(found[2]), decodeURIComponent(found[3])]);
    } catch {
      return null;
    }
    if (moves.length > 1 && moves[moves.length - 2][0] > moves[moves.length - 1][0]) return null;
  }
  return moves;
}

// The address of this call. Where the page lies on this machine is nobody else's business.
function addressOf(moves) {
  const page = location.href.split("#")[0];
  return (location.protocol === "file:" ? page.split("/").pop() : page) + linkOf(moves);
}
