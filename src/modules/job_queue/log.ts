import { errorText } from "../../kernel/error-text"

export type Log = { info(message: string): void; warn(message: string): void; error(message: string): void }

const SAME_LINE_MS = 30_000

/** Logs each line at most once in 30 s, because an outage repeats the same error many times a second. */
export function calmLog(log: Log): Log {
  const last = new Map<string, number>()
  const once = (level: keyof Log) => (message: string) => {
    const now = Date.now()
    if (now - (last.get(message) ?? 0) < SAME_LINE_MS) {
      return
    }
    if (last.size > 1000) {
      last.clear()
    }
    last.set(message, now)
    log[level](message)
  }
  return { info: once("info"), warn: once("warn"), error: once("error") }
}

/** For `error` events of connections, which come with every attempt to reconnect. */
export function connectionErrors(log: Log): (error: Error) => void {
  return (error) => log.warn(`job queue: ${errorText(error)}`)
}
