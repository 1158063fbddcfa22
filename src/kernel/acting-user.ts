import { AsyncLocalStorage } from "node:async_hooks"

// Stored on the global object, because a file can be loaded twice.
const key = Symbol.for("medusa-plugin-clientele.acting-user")
const holder = globalThis as { [key]?: AsyncLocalStorage<() => string | null> }
const storage = holder[key] ?? new AsyncLocalStorage<() => string | null>()
holder[key] = storage

/**
 * Runs a request as its user. {@link actingUser} returns that user in everything that the request awaits.
 *
 * @param actor called when something is written, because Medusa authenticates a request after some of its middlewares
 */
export function actAs<T>(actor: () => string | null, work: () => T): T {
  return storage.run(actor, work)
}

/**
 * The id of the request's admin user, secret key or customer; `null` outside a request, for example in a job or a script.
 */
export function actingUser(): string | null {
  return storage.getStore()?.() ?? null
}
