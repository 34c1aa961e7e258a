/* Drives a CallPlayer from Python: calls that lots decide, moves, and what happened in a call that somebody else played. */
let player;
globalThis.load = (text) => { player = new CallPlayer(JSON.parse(text)); };

const timed = ({ kind, at, text, sample }) => [kind, (at / 1000).toFixed(3).padStart(9) + " s  " + text, sample];
const told = () => {
  const leans = player.doubt || player.isUnknown;
  const closing = player.closing().map(({ kind, text }) => [kind, " ".repeat(13) + text, leans]);
  return JSON.stringify({ moves: player.moves, script: player.script(), lines: [...player.lines.map(timed), ...closing] });
};
globalThis.playCall = (moves, until) => {
  const wrong = player.play(JSON.parse(moves), JSON.parse(until) ?? undefined);
  return JSON.stringify([wrong, told()]);
};

const answers = (values, clock) => {
  const { about, groups, depth } = player.question;
  if (about === "the time") player.clock = Math.floor(clock / 1000) * 1000;
  const given = ([edge]) => edge.move.chosen[depth][1] === (values[about] ?? null);
  const [same] = about === "the time" ? player.questions.atThisTime(groups, depth) : groups.filter(given);
  return same ? player.act("told", player.questions.answer(same[0].move.chosen[depth])) : false;
};
const passes = (ms, values, clock, reply) => {
  for (let turns = 0; turns < 10000; turns += 1) {
    player.advance(ms);
    if (player.question) { if (!answers(values, clock)) return false; }
    else if (!player.ended && player.stands && !(reply && player.now === ms)) { if (!player.act("silent", "")) return false; }
    else return true;
  }
  return false;
};
globalThis.follow = (text) => {
  const [events, values, clock, until] = JSON.parse(text);
  player.reset();
  for (const [ms, kind, value] of events) {
    const reply = kind === "reply" || kind === "no reply";
    if (!passes(ms, values, clock, reply) || player.now !== ms || !player.act(kind, value)) return "";
    while (player.question) if (!answers(values, clock)) return "";
  }
  return passes(until, values, clock, true) ? told() : "";
};

globalThis.randomCall = (seed, most) => {
  let state = seed;
  const draw = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
  const timeToPass = () => {
    if (player.control.kind === "talk") return draw(30000);
    if (player.due === null || player.stands || player.control.kind === "answer") return 0;
    const left = Math.max(player.due - player.now, 0);
    return [0, 1, left, draw(left + 1), draw(9000)][draw(5)];
  };
  const does = (offers) => {
    const { kind, value } = offers[draw(offers.length)];
    player.act(kind, value);
  };
  player.reset();
  for (let acts = 0; acts < most && !player.ended; acts += 1) {
    player.advance(player.now + timeToPass());
    const offers = player.offers().filter(({ kind }) => draw(4) || kind !== "hang up");
    if (offers.length && (player.stands || player.control.kind === "answer" || draw(4))) does(offers);
  }
  for (let more = 0; more < 50 && (player.stands || player.control.kind === "talk") && player.offers().length; more += 1)
    does(player.control.kind === "talk" ? [{ kind: "talk ends", value: "" }] : player.offers()); // no script stops there
  return told();
};
