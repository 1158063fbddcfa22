import fs from "node:fs"
import type { ExecArgs } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Pool } from "../../src/kernel/database"
import { sweepOrders } from "../../src/workflows/points/sweep-orders"
import { sweepCustomers } from "../../src/workflows/projection/sweep-customers"

/** Gives both passes a full slice. A store of 1,000,000 orders reads a full slice in every sweep, and a small store twice a day. */
const PASSES = [
  `update clientele_points_watermark set after_id = '', reached_at = now() where name = 'orders'`,
  `update clientele_customer_projection_checkpoint set after_id = '', reached_at = now() where name like 'pass\\_%'`,
]

/** `medusa exec`: runs both sweeps `rounds` times, after two warm-up rounds. Writes the milliseconds of each. */
export default async function measureSweeps({ container, args }: ExecArgs): Promise<void> {
  const [answer, rounds, expected] = [args[0] ?? "", Number(args[1]), Number(args[2])]
  const db = container.resolve(ContainerRegistrationKeys.PG_CONNECTION) as unknown as Pool
  const times: number[] = []
  for (let round = -2; round < rounds; round++) {
    for (const sql of PASSES) await db.raw(sql)
    const started = performance.now()
    const { checked, failed } = await sweepOrders(container)
    const { orders, failed: unprojected } = await sweepCustomers(container)
    if (round >= 0) times.push(performance.now() - started)
    if (checked !== expected || orders !== expected || failed.length + unprojected.length > 0) {
      throw new Error(`of ${expected} orders ${checked} were compared and ${orders} projected`)
    }
  }
  fs.writeFileSync(answer, JSON.stringify(times))
}
