"use strict";
/* What a CallPlayer must be told where several things can be: fields, and the time. A call is told each once. */
class CallQuestions {
  constructor(player) { this.player = player; }

  choose(edges, then, depth = 0) {
    const { player } = this, groups = new Map();
    for (const edge of edges) {
      const key = JSON.stringify((edge.move.chosen || [])[depth] || null);
      groups.set(key, [...(groups.get(key) || []), edge]);
    }
    const several = [...groups.values()], chosen = (several[0][0].move.chosen || [])[depth];
    if (!chosen) { player.go(several[0][0]); return then(); }
    const told = chosen[0] === "the time" && player.clock !== null ? this.atThisTime(several, depth) : several;
    if (told.length === 1) { this.learn(told[0][0].move.chosen[depth]); return this.choose(told[0], then, depth + 1); }
    const chosenOf = (group) => group[0].move.chosen[depth], answers = told.map(chosenOf).map((each) => [this.answer(each), each[3]]);
    player.question = { about: chosen[0], options: answers.map(([, words]) => words), answers, groups: told, then, depth };
  }
  answer([, value]) { return value === null ? "" : typeof value === "number" ? String(value) : "=" + value; } // as a move has it
  tell(answer) {
    const { player } = this, { question } = player;
    const edges = question && question.groups[question.answers.findIndex(([value]) => value === answer)];
    if (!edges) return false;
    player.moves.push([player.now, "told", answer]);
    player.question = null;
    this.learn(edges[0].move.chosen[question.depth]);
    this.choose(edges, question.then, question.depth + 1);
    return true;
  }
  learn([name, value, statement]) {
    const { player } = this, inSecond = (ms) => Math.floor(ms / 1000); // a script names the time in whole seconds
    if (name === "the time") {
      player.clock ??= inSecond(value - player.now) * 1000;
      if (!player.data.hours && inSecond(player.clock + player.now) !== inSecond(value)) player.doubt = true;
    } else if (value !== null) player.registers[name] = value;
    player.record.given.add(statement);
  }
  atThisTime(several, depth) { // of the moments that were tried the same, else one in the same hour of that day, or of any
    const moment = this.player.clock + this.player.now, hour = (ms) => Math.floor((ms / 3600000) % 168);
    const alike = [(ms) => Math.floor(ms / 1000) === Math.floor(moment / 1000), (ms) => hour(ms) === hour(moment),
      (ms) => hour(ms) % 24 === hour(moment) % 24, () => true];
    return [alike.map((is) => several.find(([edge]) => is(edge.move.chosen[depth][1]))).find(Boolean)];
  }
}
