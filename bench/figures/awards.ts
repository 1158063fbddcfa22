import type { PointsStore } from "../../integration-tests/modules/points/store"
import { type Benchmark, type Effort, makeFigure } from "../lib/figure"
import { ACCOUNTS, anyOf, checkpoint, newAward, openLedger } from "../lib/ledger"
import { callsPerSecond, inTurn } from "../lib/measure"
import { pgbench } from "../lib/pgbench"

/** Clients of pgbench, and concurrent calls of the plugin. Medusa's pool gives the plugin's calls ten connections. */
export const IN_FLIGHT = 16

const BATCH = 100

type Plan = {
  name: string
  script: string
  reference: string
  /** Awards in one call. */
  size: number
  awards: () => ReturnType<typeof newAward>[]
}

async function measure(plan: Plan, effort: Effort) {
  const store = await openLedger({ withReference: true })
  try {
    const { fencing_token } = await store.points.drawReading([])
    const settle = () => store.points.settle(plan.awards(), fencing_token, false)
    const limit = { url: store.database.url, clients: IN_FLIGHT }
    const perSecond = afterCheckpoint(store)
    const { ours, reference } = await inTurn(
      {
        ours: perSecond((seconds) => callsPerSecond(settle, { inFlight: IN_FLIGHT, seconds })),
        reference: perSecond((seconds) => pgbench(plan.script, { ...limit, seconds })),
      },
      effort,
    )
    const unit = "awards/s"
    const values = { value: ours * plan.size, reference_value: reference * plan.size }
    return [makeFigure({ bench: plan.name, unit, reference: plan.reference, ...values })]
  } finally {
    await store.close()
  }
}

const afterCheckpoint =
  (store: PointsStore) => (side: (seconds: number) => Promise<number>) => async (seconds: number) => {
    await checkpoint(store)
    return side(seconds)
  }

const benchmark = (plan: Plan): Benchmark => ({ names: [plan.name], run: (effort) => measure(plan, effort) })

export const awardSingle = benchmark({
  name: "award_single_16",
  script: "award_single.sql",
  reference: "pgbench, one award per round trip",
  size: 1,
  awards: () => [newAward(anyOf(ACCOUNTS))],
})

export const awardBatch = benchmark({
  name: "award_batch_100",
  script: "award_batch.sql",
  reference: "pgbench, 100 awards in one statement",
  size: BATCH,
  awards: () => {
    const before = anyOf(ACCOUNTS - BATCH + 1) - 1
    return Array.from({ length: BATCH }, (_one, index) => newAward(before + index + 1))
  },
})

export const awardHot = benchmark({
  name: "award_hot_16",
  script: "award_hot.sql",
  reference: "pgbench, one award per round trip, all to one account",
  size: 1,
  awards: () => [newAward(1)],
})
