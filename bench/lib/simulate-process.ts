import fs from "node:fs"
import type { ExecArgs } from "@medusajs/framework/types"
import { listOrderFacts } from "../../src/workflows/points/list-order-facts"
import { orderPages } from "../../src/workflows/points/order-pages"
import { simulateProgramme } from "../../src/workflows/points/simulate-programme"
import type { SimulationRound } from "../figures/simulate"

/** A simulation reads this many orders at once. */
const PAGE = 100

/** `medusa exec`: the simulator's benchmark. */
export default async function measureSimulation({ container, args }: ExecArgs): Promise<void> {
  const [answer, expected] = [args[0] ?? "", Number(args[1])]
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const [from, to] = [day(Date.now() - 400 * 86_400_000), day(Date.now())]
  const perSecond = async (work: () => Promise<number>) => {
    const started = performance.now()
    const orders = await work()
    if (orders !== expected) throw new Error(`${orders} of ${expected} orders were read`)
    return (orders * 1000) / (performance.now() - started)
  }
  const read = async (most = Number.POSITIVE_INFINITY) => {
    let orders = 0
    for await (const ids of orderPages(container, new Date(from), PAGE)) {
      orders += (await listOrderFacts(container, ids)).length
      if (orders >= most) break
    }
    return orders
  }
  const simulate = async () => {
    const settings = { loyalty_points_per_currency_unit: 2 }
    return (await simulateProgramme(container, { from, to, settings, limit: expected })).orders
  }
  // The process gets faster during its first reads, so a part of the orders is read before the measurement.
  await read(Math.min(expected, 2_000))
  const before = await perSecond(read)
  const simulated = await perSecond(simulate)
  const round: SimulationRound = { simulated, read: (before + (await perSecond(read))) / 2 }
  fs.writeFileSync(answer, JSON.stringify(round))
}
