import { AsyncLocalStorage } from "node:async_hooks"

/** The shopper who completes a cart over HTTP: the signed-in customer, or a guest. */
export type CompletingShopper = { customer_id: string | null }

// Stored on the global object, because a file can be loaded twice.
const key = Symbol.for("medusa-plugin-clientele.completing-shopper")
const holder = globalThis as { [key]?: AsyncLocalStorage<CompletingShopper> }
const storage = holder[key] ?? new AsyncLocalStorage<CompletingShopper>()
holder[key] = storage

/** Runs a completion as its shopper. {@link completingShopper} returns that shopper in everything that it awaits. */
export function asShopper<T>(customerId: string | undefined, work: () => T): T {
  return storage.run({ customer_id: customerId ?? null }, work)
}

/** The completing shopper; `undefined` without one, for example in a host's script or a payment's webhook. */
export function completingShopper(): CompletingShopper | undefined {
  return storage.getStore()
}
