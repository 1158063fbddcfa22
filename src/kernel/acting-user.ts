import { AsyncLocalStorage } from "node:async_hooks"

// On the global object, as a file can be loaded twice.
const key = Symbol.for("medusa-plugin-clientele.acting-user")
const holder = globalThis as { [key]?: AsyncLocalStorage<() => string | null> }
const storage = holder[key] ?? new AsyncLocalStorage<() => string | null>()
holder[key] = storage

/**
 * Runs a request in the name of its user. Everything that it awaits knows {@link actingUser}.
 *
 * @param actor asked when something is written, as Medusa authenticates a request only after some of its middlewares
 */
export function actAs<T>(actor: () => string | null, work: () => T): T {
  return storage.run(actor, work)
}

/** The id of the admin user, secret key or customer whose request runs; `null` where none does, as with a job or a script. */
export function actingUser(): string | null {
  return storage.getStore()?.() ?? null
}
