import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  CUSTOMER_PROJECTION_MODULE,
  type CustomerProjectionModuleService,
  type Place,
} from "../../modules/customer_projection"
import { projectEach } from "./project-each"

/** As many as are read and written at once. */
const PAGE = { customers: 500, orders: 100 } as const

export type ScanOptions = {
  /** `fill` is the first one of a store, `rebuild` that of the command. Each keeps a place of its own. */
  name: "fill" | "rebuild"
  /** Only orders placed since then, and no customers. */
  since?: Date | null
  /** Begins anew, though a walk of that name has a place. */
  restart?: boolean
  /** Ends early, after a page; the next walk of that name goes on. */
  deadline?: number
  onPage?: (phase: Place["phase"], done: number) => void
}

type Ids = (filters: object, config: object) => Promise<{ id: string }[]>
type Lists = { listCustomers: Ids; listOrders: Ids }

/**
 * Goes through all customers and then all orders of the store, page by page in the order of their ids, and makes anew what
 * is known of each. What cannot be done is kept for the sweep. Whoever interrupts it loses a page at most: the place is kept after each.
 *
 * @returns whether it came to its end
 */
export async function scanStore(container: MedusaContainer, options: ScanOptions): Promise<boolean> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  let { place } = await beginScan(projection, options)
  while (!place.done_at) {
    if (options.deadline !== undefined && performance.now() >= options.deadline) {
      return false
    }
    const { phase } = place
    const page = await nextPage(container, place)
    await projectPage(container, place, page)
    place = placeAfter(place, page, projection.clock())
    await projection.setPlace(options.name, place)
    options.onPage?.(phase, page.length)
  }
  return true
}

/** Where a walk goes on: where the last one of that name and reach was interrupted, else at the beginning. */
export async function beginScan(
  projection: CustomerProjectionModuleService,
  { name, since = null, restart = false }: Pick<ScanOptions, "name" | "since" | "restart">,
): Promise<{ place: Place; resumed: boolean }> {
  const before = restart ? null : await projection.getPlace(name)
  if (before && !before.done_at && before.since?.getTime() === since?.getTime()) {
    const atBeginning = before.after_id === "" && (before.phase === "customers" || since !== null)
    return { place: before, resumed: !atBeginning }
  }
  const place: Place = { phase: since ? "orders" : "customers", after_id: "", since, done_at: null }
  await projection.setPlace(name, place)
  return { place, resumed: false }
}

function placeAfter(place: Place, page: string[], now: Date): Place {
  if (page.length === PAGE[place.phase]) {
    return { ...place, after_id: page.at(-1) ?? "" }
  }
  return place.phase === "customers"
    ? { ...place, phase: "orders", after_id: "" }
    : { ...place, after_id: page.at(-1) ?? place.after_id, done_at: now }
}

async function nextPage(container: MedusaContainer, { phase, after_id, since }: Place): Promise<string[]> {
  const key = phase === "customers" ? Modules.CUSTOMER : Modules.ORDER
  const lists = container.resolve<Lists>(key)
  const filters = { id: { $gt: after_id }, ...(since ? { created_at: { $gte: since } } : {}) }
  const config = { select: ["id"], take: PAGE[phase], order: { id: "ASC" } }
  const page =
    phase === "customers"
      ? await lists.listCustomers(filters, { ...config, withDeleted: true })
      : await lists.listOrders(filters, config)
  return page.map(({ id }) => id)
}

/** What is in Medusa, and what we have beside it: that is looked at again and, where it is gone, forgotten. */
async function projectPage(
  container: MedusaContainer,
  { phase, after_id, since }: Place,
  page: string[],
): Promise<void> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  await projectEach(container, phase, page)
  if (since) {
    return
  }
  const until = page.length === PAGE[phase] ? (page.at(-1) ?? null) : null
  let after = after_id
  for (;;) {
    const unmet = await projection.listUnmet(phase, after, until, page)
    const last = unmet.at(-1)
    if (last === undefined) {
      return
    }
    await projectEach(container, phase, unmet)
    after = last
  }
}
