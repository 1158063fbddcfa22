import { spawn } from "node:child_process"
import os from "node:os"

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"]

/**
 * Runs a command to its end, on this process's terminal.
 * Signals to this process go to the command's whole process group, because `medusa develop` would leave its own child process
 * running.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {Promise<number>} exit code: 128 + the signal's number, as in shells; 127 if the command cannot start
 */
export async function run(command, args, { env = process.env, cwd } = {}) {
  // A process that reads from the terminal must stay in the terminal's process group. Ctrl-C reaches that whole group anyway.
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
