"use strict";
/* How long a prompt takes once what was typed is put into it, in ms, and when each of its words ends. */
const CALL_KEYS = "0123456789*#";
const evenly = (ms) => (Math.abs(ms % 1) === 0.5 ? 2 * Math.round(ms / 2) : Math.round(ms)); // as Python rounds
const wordsOf = (text) => text.split(/\s+/).filter(Boolean);
const signsIn = (text) => Array.from(text).length;

const spokenText = ({ text, source }, filled) => (text.length > 1 && source === "tts" ? wordsOf(filled).join(" ") : filled);

function lengthOf(prompt, text, values, valueOf) {
  const { ms, units, each, sample, pieces } = prompt;
  if (pieces) return lengthOfPieces(prompt, text, values, valueOf);
  return { ms: each ? each * signsIn(text) : ms, units, sample };
}

function lengthOfPieces({ pieces, around, factor, sample: known }, text, values, valueOf) { // as core/words.py adds up words
  let [signs, at, sample] = [0, around >> 1, Boolean(known)];
  const ends = [];
  for (const piece of pieces) {
    const value = typeof piece[1] === "number" ? null : valueOf(piece[0]);
    const other = value !== null && value !== piece[1][0], length = other ? keysLength(values, value) : null;
    const [said, ms, told] = value === null ? piece : other ? [value, length ?? piece[1][1]] : piece[1];
    sample ||= other && length === null;
    wordsOf(said).forEach((word, n) => ends.push([(signs += signsIn(word)), at + (told ? told[n] : ms)]));
    at += ms;
  }
  const total = at + around - (around >> 1), ms = factor === 1 ? total : evenly(total * factor);
  let [count, next] = [0, 0];
  const units = wordsOf(text).map((word, n) => {
    count += signsIn(word);
    while (next < ends.length - 1 && ends[next][0] < count) next += 1;
    return [(n ? " " : "") + word, Math.floor((ends[next][1] * ms) / total)];
  });
  return { ms, units, sample };
}

function keysLength({ keys, each, groups, longest, odd, star }, text) {
  if (text.length === 1) return keys[CALL_KEYS.indexOf(text)] ?? null;
  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
  const groupOf = (number, power) => number.slice(Math.max(number.length - 3 * power - 3, 0), Math.max(number.length - 3 * power, 0));
  const said = (number) => number.length < 2 || number[0] === "0" ? sum(Array.from(number, (digit) => each[digit]))
    : number.length > longest ? NaN : odd[number] ?? sum(groups.map((group, power) => group[Number(groupOf(number, power))]));
  const parts = text.split("*"), total = sum(parts.map(said)) + star * (parts.length - 1);
  return /^[0-9*]+$/.test(text) && !Number.isNaN(total) ? evenly(total / 100) : null;
}
