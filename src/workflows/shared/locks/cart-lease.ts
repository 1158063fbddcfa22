import { setTimeout as sleep } from "node:timers/promises"
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorText } from "../../../kernel/error-text"
import { clienteleError } from "../../../kernel/errors"
import { CHECKOUT_MODULE, type CheckoutModuleService, type Lease } from "../../../modules/checkout"

/** Maximum wait for earlier calls on the same cart, in milliseconds. */
const WAIT_MS = 20_000
const POLL_MS = { first: 20, most: 250 }

/** Maximum calls on one cart or customer in this process, including the running one. The next is refused at once. */
const MOST_CALLS = 50

/** The error of a call that waited too long. */
type Busy = "cart_busy" | "conflict"

/** The calls of this process on a cart or customer; `last` settles when the last call has ended, in success or failure. */
type Queue = { calls: number; last: Promise<void> }

const queues = new Map<string, Queue>()

/**
 * Runs calls that change a cart's points one after another, in the order of arrival (contract M75): in this process by a
 * chain, and between processes by the lease that the one-call checkout also takes (ADR 0022). The lease of a dead process
 * ends after 15 s. `work` gets the lease, to check it before a step that cannot be undone.
 *
 * @throws `cart_busy` after 20 s of waiting, or if there are 50 calls already; `work` has not begun then
 */
export function withCartLease<T>(
  container: MedusaContainer,
  cartId: string,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  return withLease(container, cartId, "cart_busy", work)
}

/**
 * Runs changes that write a customer's addresses one after another, as {@link withCartLease} does (ADR 0047). Each one
 * plans from the present addresses, so two parallel ones would add the same address twice.
 *
 * @throws `conflict` in the cases of `cart_busy` in withCartLease; `work` has not begun then
 */
export function withCustomerLease<T>(
  container: MedusaContainer,
  customerId: string,
  work: () => Promise<T>,
): Promise<T> {
  return withLease(container, customerId, "conflict", work)
}

async function withLease<T>(
  container: MedusaContainer,
  id: string,
  busy: Busy,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  return asOneOfFew(id, busy, async (queue) => {
    const until = performance.now() + WAIT_MS
    const before = queue.last
    let leave = () => {}
    const inside = new Promise<void>((resolve) => {
      leave = resolve
    })
    queue.last = before.then(() => inside)
    try {
      await waitFor(before)
      const lease = await takeLease(container, id, busy, until)
      try {
        return await work(lease)
      } finally {
        await endLease(container, lease)
      }
    } finally {
      leave()
    }
  })
}

/**
 * Counts a call on a cart or customer while it runs or waits. Each waiting call polls the database, so their number is
 * limited (ADR 0042).
 *
 * @throws `busy` if this process has 50 calls on it already; `work` has not begun then
 */
export async function asOneOfFew<T>(id: string, busy: Busy, work: (queue: Queue) => Promise<T>): Promise<T> {
  const queue = queues.get(id) ?? { calls: 0, last: Promise.resolve() }
  if (queue.calls >= MOST_CALLS) {
    throw clienteleError(busy)
  }
  queue.calls += 1
  queues.set(id, queue)
  try {
    return await work(queue)
  } finally {
    queue.calls -= 1
    if (queue.calls === 0) {
      queues.delete(id)
    }
  }
}

/**
 * The same for optional work: runs only if no call has the cart's lease now.
 *
 * @returns `null` if another call has it
 */
export async function withFreeCartLease<T>(
  container: MedusaContainer,
  cartId: string,
  work: (lease: Lease) => Promise<T>,
): Promise<T | null> {
  const lease = await container.resolve<CheckoutModuleService>(CHECKOUT_MODULE).takeLease(cartId)
  if (!lease) {
    return null
  }
  try {
    return await work(lease)
  } finally {
    await endLease(container, lease)
  }
}

/** @throws `cart_busy` if another process has the lease by now, because this one was stopped for longer than its lease */
export async function keepLease(lease: Lease): Promise<void> {
  if (!(await lease.extend())) {
    throw clienteleError("cart_busy")
  }
}

/** Waits at most 20 s. The timer ends with the wait and keeps no process alive. */
async function waitFor(before: Promise<void>): Promise<void> {
  const waiting = new AbortController()
  try {
    await Promise.race([before, sleep(WAIT_MS, undefined, { ref: false, signal: waiting.signal })])
  } finally {
    waiting.abort()
  }
}

async function takeLease(container: MedusaContainer, id: string, busy: Busy, until: number): Promise<Lease> {
  const checkout = container.resolve<CheckoutModuleService>(CHECKOUT_MODULE)
  for (let pause = POLL_MS.first; performance.now() < until; pause = Math.min(pause * 2, POLL_MS.most)) {
    const lease = await checkout.takeLease(id)
    if (lease) {
      return lease
    }
    await sleep(pause)
  }
  throw clienteleError(busy)
}

/** A failure does not affect the answer, because the lease ends by itself. */
export async function endLease(container: MedusaContainer, lease: Lease): Promise<void> {
  try {
    await lease.end()
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(
      `clientele: the lease of ${lease.cart_id} could not be ended; it expires in seconds: ${errorText(error)}`,
    )
  }
}
