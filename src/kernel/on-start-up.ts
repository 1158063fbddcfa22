/**
 * Work that runs once after the application has started. Files below `src/workflows`, which Medusa loads earlier, register
 * it at import time, and a module's `onApplicationStart` runs it. So modules do not import each other, and the composition
 * of several stays in the workflows.
 */
type StartUp = () => Promise<void> | void

const key = Symbol.for("medusa-plugin-clientele.start-up")
type Holder = { [key]?: Map<string, StartUp> }

function registry(): Map<string, StartUp> {
  const holder = globalThis as Holder
  holder[key] ??= new Map()
  return holder[key]
}

/** Registers work for the start. A second registration of a name replaces the first, because a file can be loaded twice. */
export function onStartUp(name: string, work: StartUp): void {
  registry().set(name, work)
}

/** Runs the registered work. A failure does not stop the rest, and all failures are reported. */
export async function runStartUp(report: (name: string, error: Error) => void): Promise<void> {
  for (const [name, work] of registry()) {
    try {
      await work()
    } catch (error) {
      report(name, error as Error)
    }
  }
}
