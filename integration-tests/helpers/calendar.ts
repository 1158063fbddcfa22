const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Sets the calendar of this process `days` ahead; below 0: back. Timers are not affected. End it with
 * `jest.useRealTimers()`.
 */
export function moveCalendar(days: number): void {
  const timers = [
    "setTimeout",
    "clearTimeout",
    "setInterval",
    "clearInterval",
    "setImmediate",
    "clearImmediate",
  ] as const
  const others = ["nextTick", "queueMicrotask", "performance", "hrtime"] as const
  jest.useFakeTimers({ now: Date.now() + days * DAY_MS, doNotFake: [...timers, ...others] })
}
