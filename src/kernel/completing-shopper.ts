import { AsyncLocalStorage } from "node:async_hooks"

/** Who completes a cart over HTTP: the signed-in customer, or a guest. */
export type CompletingShopper = { customer_id: string | null }

// On the global object, as a file can be loaded twice.
const key = Symbol.for("medusa-plugin-clientele.completing-shopper")
const holder = globalThis as { [key]?: AsyncLocalStorage<CompletingShopper> }
const storage = holder[key] ?? new AsyncLocalStorage<CompletingShopper>()
holder[key] = storage

/** Runs a completion in the name of its shopper. Everything that it awaits knows {@link completingShopper}. */
export function asShopper<T>(customerId: string | undefined, work: () => T): T {
  return storage.run({ customer_id: customerId ?? null }, work)
}

/** Who completes; `undefined` where no shopper does, as with a script of the host or a payment's webhook. */
export function completingShopper(): CompletingShopper | undefined {
  return storage.getStore()
}
