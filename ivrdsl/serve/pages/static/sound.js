// What a telephone sounds like: ringing and keys as tones, and prompts read aloud by a voice of this machine.

const KEYS = ["123", "456", "789", "*0#"]
const ROWS_HZ = [697, 770, 852, 941]
const COLUMNS_HZ = [1209, 1336, 1477]
const RING_HZ = [440, 480]
const RING_S = 1.6
const RING_EVERY_MS = 4000

let audio = null
let ringing = null

export const sounds = kept("sound", true)
export const reading = kept("read", false)

// A choice that the browser remembers, where it may.
function kept(name, otherwise) {
  let on = otherwise
  try {
    on = (localStorage.getItem(name) ?? String(otherwise)) === "true"
  } catch { /* the browser keeps nothing */ }
  return {
    get on() { return on },
    set(value) {
      on = value
      try { localStorage.setItem(name, String(value)) } catch { /* likewise */ }
    },
  }
}

export function ring(wanted) {
  if (!(wanted && sounds.on)) {
    clearInterval(ringing)
    ringing = null
  } else if (ringing === null) {
    const once = () => tone(RING_HZ, RING_S, 0.05)
    once()
    ringing = setInterval(once, RING_EVERY_MS)
  }
}

export function keyTone(key) {
  const row = KEYS.findIndex((keys) => keys.includes(key))
  if (sounds.on) tone([ROWS_HZ[row], COLUMNS_HZ[KEYS[row].indexOf(key)]], 0.15, 0.06)
}

function tone(frequencies_hz, length_s, volume) {
  if (!navigator.userActivation?.hasBeenActive) return // browsers keep a page silent until somebody has clicked in it
  try {
    audio ??= new AudioContext()
    const gain = new GainNode(audio, { gain: volume })
    gain.gain.setTargetAtTime(0, audio.currentTime + length_s - 0.03, 0.01)
    gain.connect(audio.destination)
    for (const frequency of frequencies_hz) {
      const wave = new OscillatorNode(audio, { frequency })
      wave.connect(gain)
      wave.start()
      wave.stop(audio.currentTime + length_s + 0.05)
    }
  } catch { /* a machine without sound */ }
}

// A voice that speaks on this machine: others would send the prompt away.
function localVoice() {
  return globalThis.speechSynthesis?.getVoices().find((voice) => voice.localService)
}

export function canRead() {
  return localVoice() !== undefined
}

export function whenVoicesCome(tell) {
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", tell)
}

export function read(text) {
  const voice = localVoice()
  if (!reading.on || !voice) return
  hush()
  const spoken = new SpeechSynthesisUtterance(text)
  spoken.voice = voice
  speechSynthesis.speak(spoken)
}

export function hush() {
  globalThis.speechSynthesis?.cancel()
}
