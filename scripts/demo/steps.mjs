import { spawn } from "node:child_process"
import fs from "node:fs"
import os from "node:os"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"]
const STOP_DEADLINE_MS = 20_000

/** The user pressed Ctrl-C, or asked the process to end. */
export class Interrupted extends Error {
  constructor(signal) {
    super(`interrupted by ${signal}`)
    this.exitCode = 128 + os.constants.signals[signal]
  }
}

/**
 * Child processes of the demo. Each has its own process group, so that the demo decides the order in which Ctrl-C stops them: the
 * store before its database.
 */
export class Children {
  #running = new Set()
  #onInterrupt
  /** Rejects with `Interrupted` at the first signal. */
  interrupted = new Promise((_, reject) => {
    this.#onInterrupt = (signal) => reject(new Interrupted(signal))
  })

  constructor() {
    this.interrupted.catch(() => {})
    for (const signal of SIGNALS) process.on(signal, this.#onInterrupt)
  }

  /** @returns {{ ended: Promise<number>, stop: () => Promise<void> }} `ended` is its exit code */
  start(args, { cwd, env, log }) {
    const file = fs.openSync(log, "a")
    const options = { cwd, env, stdio: ["ignore", file, file], detached: process.platform !== "win32" }
    const child = spawn(process.execPath, args, options)
    fs.closeSync(file)
    const ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]))
      child.once("error", () => resolve(127))
    })
    const one = { ended, stop: () => stop(child, ended) }
    this.#running.add(one)
    ended.then(() => this.#running.delete(one))
    return one
  }

  /** Runs a command to its end. @throws with the end of its output if the command fails */
  async run(args, options) {
    fs.rmSync(options.log, { force: true })
    const code = await Promise.race([this.start(args, options).ended, this.interrupted])
    if (code !== 0) throw new Error(`it ended with ${code}. ${options.log} ends with:\n${tail(options.log)}`)
  }

  async stopAll() {
    await Promise.all([...this.#running].map((one) => one.stop()))
  }
}

async function stop(child, ended) {
  const signal = (name) => {
    try {
      if (process.platform === "win32") child.kill(name)
      else process.kill(-child.pid, name)
    } catch (error) {
      if (error.code !== "ESRCH") throw error
    }
  }
  signal("SIGTERM")
  const late = setTimeout(() => signal("SIGKILL"), STOP_DEADLINE_MS)
  await ended
  clearTimeout(late)
}

/** The last lines of a log file. */
export function tail(file) {
  return fs.readFileSync(file, "utf8").trimEnd().split("\n").slice(-25).join("\n")
}

/** Runs one step of the demo and prints its name; a terminal also shows the seconds. */
export class Steps {
  #done = 0

  constructor(total) {
    this.total = total
  }

  async step(what, work) {
    this.#done += 1
    const started = Date.now()
    const label = `[${this.#done}/${this.total}] ${what}`
    const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`
    const live = process.stdout.isTTY
    const draw = () => process.stdout.write(`\r\x1b[K${label} … ${seconds()}`)
    const timer = live ? setInterval(draw, 500) : undefined
    if (live) draw()
    try {
      const result = await work()
      process.stdout.write(`${live ? "\r\x1b[K" : ""}${label} ✓ ${seconds()}\n`)
      return result
    } catch (error) {
      process.stdout.write(`${live ? "\r\x1b[K" : ""}${label} ✗\n`)
      throw error
    } finally {
      clearInterval(timer)
    }
  }
}
