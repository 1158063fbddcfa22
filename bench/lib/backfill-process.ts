import fs from "node:fs"
import type { ExecArgs } from "@medusajs/framework/types"
import { backfillOrders } from "../../src/workflows/points/backfill-orders"
import { listOrderFacts } from "../../src/workflows/points/list-order-facts"
import { orderPages } from "../../src/workflows/points/order-pages"
import type { BackfillRound } from "../figures/backfill"

/** A backfill reads this many orders at once. */
const PAGE = 100

const perSecond = (count: number, started: number) => (count * 1000) / (performance.now() - started)

/** `medusa exec`: one round of the backfill benchmark, on its own database, as a backfill finds its orders only once. */
export default async function measureBackfill({ container, args }: ExecArgs): Promise<void> {
  const [answer, expected] = [args[0] ?? "", Number(args[1])]
  const read = async () => {
    let orders = 0
    for await (const ids of orderPages(container, null, PAGE)) orders += (await listOrderFacts(container, ids)).length
    return orders
  }
  const timedRead = async () => {
    const started = performance.now()
    return perSecond(await read(), started)
  }
  const orders = await read()
  const before = await timedRead()
  const backfillStarted = performance.now()
  const { checked, differences } = await backfillOrders(container, { since: new Date(0) })
  const round: BackfillRound = { backfill: perSecond(checked, backfillStarted), read: 0 }
  // The process gets faster all the time, so reads are timed before and after the backfill.
  round.read = (before + (await timedRead())) / 2
  if ([orders, checked, differences.length].some((count) => count !== expected)) {
    throw new Error(`of ${expected} orders ${orders} were read, ${checked} checked, ${differences.length} awarded`)
  }
  fs.writeFileSync(answer, JSON.stringify(round))
}
