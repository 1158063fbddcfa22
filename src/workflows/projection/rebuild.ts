import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  type Checkpoint,
  CUSTOMER_PROJECTION_MODULE,
  type CustomerProjectionModuleService,
} from "../../modules/customer_projection"
import { beginScan, scanStore } from "./scan-store"

export type Rebuild = {
  /** Estimated number of customers and orders to rebuild. */
  total: number
  /** Whether it continues an interrupted rebuild. */
  resumed: boolean
  run: (onProgress: (done: number) => void) => Promise<{ customers: number; orders: number }>
}

type Counts = Record<
  "listAndCountCustomers" | "listAndCountOrders",
  (filters: object, config: object) => Promise<[unknown[], number]>
>

/** Rebuilds the whole projection (contract R12), or only the orders since a time. */
export async function rebuild(
  container: MedusaContainer,
  { since, restart }: { since: Date | null; restart: boolean },
): Promise<Rebuild> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const options = { name: "rebuild" as const, since, restart }
  const { checkpoint, resumed } = await beginScan(projection, options)
  return {
    total: await countAhead(container, checkpoint),
    resumed,
    run: async (onProgress) => {
      const done = { customers: 0, orders: 0 }
      await scanStore(container, {
        ...options,
        restart: false,
        onPage: (phase, rows) => {
          done[phase] += rows
          onProgress(done.customers + done.orders)
        },
      })
      return done
    },
  }
}

async function countAhead(container: MedusaContainer, { phase, after_id, since }: Checkpoint): Promise<number> {
  const count = async (key: string, method: keyof Counts, after: string, config: object) => {
    const filters = { id: { $gt: after }, ...(since ? { created_at: { $gte: since } } : {}) }
    const [, found] = await container.resolve<Counts>(key)[method](filters, { select: ["id"], take: 1, ...config })
    return found
  }
  const orders = await count(Modules.ORDER, "listAndCountOrders", phase === "orders" ? after_id : "", {})
  return phase === "orders"
    ? orders
    : orders + (await count(Modules.CUSTOMER, "listAndCountCustomers", after_id, { withDeleted: true }))
}
