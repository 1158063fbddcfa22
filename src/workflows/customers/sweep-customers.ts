import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { CONTACT_MODULE, type ContactModuleService } from "../../modules/contact"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { findChangedOrders } from "../points/find-orders"
import { projectOrders } from "./project-orders"
import { refreshCustomers } from "./refresh"
import { walk } from "./walk"

const PAGE = { customers: 500, orders: 100 } as const

/** How far behind its watermark a sweep looks again: for transactions that were open then, and clocks that differ. */
const OVERLAP_MS = 15 * 60 * 1000

/** How long one sweep goes on with the first fill; the next one goes on after it. */
const FILL_MS = 4 * 60 * 1000

export type SweepResult = {
  customers: number
  orders: number
  /** What could not be done, and why; it is tried again as long as the overlap lasts, and by `rebuild-stats`. */
  failed: { id: string; message: string }[]
  /** Whether everything from before the plugin was installed is there. */
  filled: boolean
}

/**
 * Makes good what events and requests have missed (CONTRACT R12): customers, with profiles and contacts, and orders that
 * changed since the last sweep.
 * The first sweeps of a store fill the index with everything from before. Safe to run in several processes at once.
 */
export async function sweepCustomers(container: MedusaContainer): Promise<SweepResult> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const started = projection.clock()
  const since = new Date((await projection.getWatermark("sweep")).getTime() - OVERLAP_MS)
  const filled = await fillProjection(container, performance.now() + FILL_MS)
  const failed: SweepResult["failed"] = []
  const customers = new Set<string>()
  for await (const page of changedCustomers(container, since)) {
    const fresh = page.filter((id) => !customers.has(id))
    await allOrEach(fresh, (ids) => refreshCustomers(container, ids), failed)
    for (const id of fresh) {
      customers.add(id)
    }
  }
  const orders = await findChangedOrders(container, since)
  for (let start = 0; start < orders.length; start += PAGE.orders) {
    await allOrEach(orders.slice(start, start + PAGE.orders), (ids) => projectOrders(container, ids), failed)
  }
  await projection.advanceWatermark("sweep", started)
  return { customers: customers.size, orders: orders.length, failed, filled }
}

/**
 * Goes on with the first fill of a store that had customers before it had the plugin.
 *
 * @param deadline in the terms of `performance.now()`
 * @returns whether it is done
 */
export async function fillProjection(container: MedusaContainer, deadline: number): Promise<boolean> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  if (await projection.isFilled()) {
    return true
  }
  // What changes while it is filled is the sweep's.
  await projection.getWatermark("sweep")
  return walk(container, { name: "fill", deadline })
}

type Lists = { listCustomers(filters: object, config: object): Promise<{ id: string }[]> }
type NextPage = (after: string) => Promise<string[]>

/** Who was changed in Medusa, in the profile or in the contacts: a request that was cut off may have done one without the rest. */
async function* changedCustomers(container: MedusaContainer, since: Date): AsyncGenerator<string[]> {
  const lists = container.resolve<Lists>(Modules.CUSTOMER)
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const contacts = container.resolve<ContactModuleService>(CONTACT_MODULE)
  const changed = { $or: [{ updated_at: { $gte: since } }, { deleted_at: { $gte: since } }] }
  const config = { select: ["id"], take: PAGE.customers, order: { id: "ASC" }, withDeleted: true }
  yield* pages(async (after) => {
    const page = await lists.listCustomers({ id: { $gt: after }, ...changed }, config)
    return page.map(({ id }) => id)
  })
  yield* pages((after) => profiles.listChangedSince(since, after, PAGE.customers))
  yield* pages((after) => contacts.listChangedSince(since, after, PAGE.customers))
}

async function* pages(next: NextPage): AsyncGenerator<string[]> {
  let after = ""
  for (;;) {
    const page = await next(after)
    if (page.length > 0) {
      yield page
    }
    after = page.at(-1) ?? ""
    if (page.length < PAGE.customers) {
      return
    }
  }
}

/** A page at once; where that fails, one by one, so that one bad row does not hold the others up. */
async function allOrEach(
  ids: string[],
  work: (ids: string[]) => Promise<void>,
  failed: SweepResult["failed"],
): Promise<void> {
  try {
    await work(ids)
  } catch {
    for (const id of ids) {
      await work([id]).catch((error: Error) => failed.push({ id, message: error.message }))
    }
  }
}
