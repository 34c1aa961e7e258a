// A call that is played: the player, what is still to come of a call that somebody has made, and a clock that runs.

class Session {
  #heard = new Set();
  #halt = Infinity;

  constructor(player) {
    this.player = player;
    this.moves = [];
    this.until = 0;
    this.running = false;
    this.speed = 1;
    player.reset();
  }

  // Tell somebody when something has happened ("call") or time has passed alone ("time").
  listen(hears) { this.#heard.add(hears); }
  #tell(what) { for (const hears of this.#heard) hears(what, this); }

  act(kind, value) {
    if (!this.player.act(kind, value)) return false;
    this.moves = this.player.moves.slice();
    this.until = this.player.now;
    this.#halt = Infinity;
    if (this.speed) this.run();
    this.#tell("call");
    return true;
  }

  // Play moves; returns -1, or the number of the one that does not play.
  load(moves, until, at) {
    const wrong = this.player.play(moves, at === undefined ? until : 0);
    this.moves = wrong < 0 ? moves.slice() : this.player.moves.slice();
    this.until = Math.max(until || 0, this.player.now);
    this.#halt = this.until;
    if (at !== undefined && wrong < 0) this.seek(at);
    this.stop();
    this.#tell("call");
    return wrong;
  }

  seek(ms) {
    this.player.play(this.moves.filter((move) => move[0] <= ms), ms);
    this.#tell("call");
  }

  undo() {
    this.player.undo();
    this.moves = this.player.moves.slice();
    this.until = this.player.now;
    this.stop();
    this.#tell("call");
  }

  again() {
    this.stop();
    this.player.reset();
    this.moves = [];
    this.until = 0;
    this.#tell("call");
  }

  // Let time pass up to a moment, with the moves that are still to come on the way.
  pass(ms) {
    const player = this.player;
    const before = [player.lines.length, player.moves.length, player.ended, player.question];
    for (;;) {
      const next = this.moves[player.moves.length];
      if (!next || next[0] > ms) break;
      player.advance(next[0]);
      if (player.now < next[0] || !player.act(next[1], next[2])) break;
    }
    player.advance(ms);
    this.until = Math.max(this.until, player.now);
    const after = [player.lines.length, player.moves.length, player.ended, player.question];
    const changed = before.some((each, place) => each !== after[place]);
    if (player.ended || player.now < ms) this.stop(); // the call stands until somebody says what happens
    this.#tell(changed ? "call" : "time");
  }

  // To the next thing that happens by itself.
  skip() {
    const next = this.moves[this.player.moves.length];
    const due = this.player.due;
    const ends = [next ? next[0] : null, due].filter((each) => each !== null);
    if (ends.length) this.pass(Math.min(...ends));
  }

  run() {
    if (this.running || this.player.ended) return;
    if (this.player.now >= this.#halt) this.#halt = Infinity; // on from where a call was left that somebody showed
    this.running = true;
    let before = null, rest = 0;
    const step = (now) => {
      if (!this.running) return;
      if (before !== null) rest += Math.max(0, (now - before) * this.speed);
      before = now;
      const whole = Math.floor(rest);
      rest -= whole;
      if (whole) this.pass(Math.min(this.player.now + whole, this.#halt));
      if (this.player.now >= this.#halt) this.stop();
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    this.#tell("time");
  }

  stop() {
    if (!this.running) return;
    this.running = false;
    this.#tell("time");
  }
}
