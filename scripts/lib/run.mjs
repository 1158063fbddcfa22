import { spawn } from "node:child_process"
import os from "node:os"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"]

/**
 * Runs a command to its end, with this process's terminal.
 * Signals that reach this process go to the command's whole group, because `medusa develop` leaves its own child
 * behind otherwise.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} exit code, 128 + the signal's number as shells have it, 127 when it cannot start
 */
export async function run(command, args, { env = process.env, cwd } = {}) {
  // A terminal's reader must stay in the terminal's group; Ctrl-C reaches all of that group anyway.
  const ownGroup = process.platform !== "win32" && !process.stdin.isTTY
  const shell = process.platform === "win32"
  const child = spawn(command, args, { stdio: "inherit", env, cwd, shell, detached: ownGroup })
  const forward = (signal) => {
    try {
      if (ownGroup) process.kill(-child.pid, signal)
      else if (signal !== "SIGINT") child.kill(signal)
    } catch (error) {
      if (error.code !== "ESRCH") throw error
    }
  }
  for (const signal of SIGNALS) process.on(signal, forward)
  try {
    return await new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]))
      child.once("error", (error) => {
        console.error(`${command}: ${error.message}`)
        resolve(127)
      })
    })
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward)
  }
}
