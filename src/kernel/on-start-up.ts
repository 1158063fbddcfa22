/**
 * What is to happen once when the application has started: registered at import time by files that Medusa loads
 * before that (below `src/workflows`), run by a module's `onApplicationStart`. So a module stays an island and the
 * composition of several stays in the workflows.
 */
type StartUp = () => Promise<void> | void

const key = Symbol.for("medusa-plugin-clientele.start-up")
type Holder = { [key]?: Map<string, StartUp> }

function registry(): Map<string, StartUp> {
  const holder = globalThis as Holder
  holder[key] ??= new Map()
  return holder[key]
}

/** Registers work for the start; a second registration of the name replaces the first (a file can be loaded twice). */
export function onStartUp(name: string, work: StartUp): void {
  registry().set(name, work)
}

/** Runs what was registered. One failure does not keep the others from running; all are reported. */
export async function runStartUp(report: (name: string, error: Error) => void): Promise<void> {
  for (const [name, work] of registry()) {
    try {
      await work()
    } catch (error) {
      report(name, error as Error)
    }
  }
}
