/** Lets a signal end the process through `exit`, so that everything it started ends, too. */
export function exitOnSignals(): void {
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.once(signal, () => process.exit(128 + number))
  }
}
