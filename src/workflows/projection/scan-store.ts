import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  type Checkpoint,
  CUSTOMER_PROJECTION_MODULE,
  type CustomerProjectionModuleService,
} from "../../modules/customer_projection"
import { projectEach } from "./project-each"

/** Rows that are read and written at once. */
const PAGE = { customers: 500, orders: 100 } as const

export type ScanOptions = {
  /** `fill` is a store's first scan, `rebuild` is the command's. Each has its own checkpoint. */
  name: "fill" | "rebuild"
  /** Only orders placed since then, and no customers. */
  since?: Date | null
  /** Starts from the beginning, even if a scan of that name has a checkpoint. */
  restart?: boolean
  /** Ends early, after a page. The next scan of that name continues. */
  deadline?: number
  onPage?: (phase: Checkpoint["phase"], done: number) => void
}

type Ids = (filters: object, config: object) => Promise<{ id: string }[]>
type Lists = { listCustomers: Ids; listOrders: Ids }

/**
 * Projects all customers and then all orders of the store, page by page, ordered by id. Failed rows are left to the sweep.
 * An interrupted scan loses at most one page, because each page writes a checkpoint.
 *
 * @returns whether it reached the end
 */
export async function scanStore(container: MedusaContainer, options: ScanOptions): Promise<boolean> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  let { checkpoint } = await beginScan(projection, options)
  while (!checkpoint.done_at) {
    if (options.deadline !== undefined && performance.now() >= options.deadline) {
      return false
    }
    const { phase } = checkpoint
    const page = await nextPage(container, checkpoint)
    await projectPage(container, checkpoint, page)
    checkpoint = checkpointAfter(checkpoint, page, projection.clock())
    await projection.setCheckpoint(options.name, checkpoint)
    options.onPage?.(phase, page.length)
  }
  return true
}

/** The start of a scan: the checkpoint of an interrupted scan with the same name and range, else the beginning. */
export async function beginScan(
  projection: CustomerProjectionModuleService,
  { name, since = null, restart = false }: Pick<ScanOptions, "name" | "since" | "restart">,
): Promise<{ checkpoint: Checkpoint; resumed: boolean }> {
  const before = restart ? null : await projection.findCheckpoint(name)
  if (before && !before.done_at && before.since?.getTime() === since?.getTime()) {
    const atBeginning = before.after_id === "" && (before.phase === "customers" || since !== null)
    return { checkpoint: before, resumed: !atBeginning }
  }
  const checkpoint: Checkpoint = { phase: since ? "orders" : "customers", after_id: "", since, done_at: null }
  await projection.setCheckpoint(name, checkpoint)
  return { checkpoint, resumed: false }
}

function checkpointAfter(checkpoint: Checkpoint, page: string[], now: Date): Checkpoint {
  if (page.length === PAGE[checkpoint.phase]) {
    return { ...checkpoint, after_id: page.at(-1) ?? "" }
  }
  return checkpoint.phase === "customers"
    ? { ...checkpoint, phase: "orders", after_id: "" }
    : { ...checkpoint, after_id: page.at(-1) ?? checkpoint.after_id, done_at: now }
}

async function nextPage(container: MedusaContainer, { phase, after_id, since }: Checkpoint): Promise<string[]> {
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

/**
 * Medusa's ids, and ids that only the projection has. The latter are checked again and removed if Medusa no longer has
 * them.
 */
async function projectPage(
  container: MedusaContainer,
  { phase, after_id, since }: Checkpoint,
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
