import type { PointsStore } from "../../integration-tests/modules/points/store"
import { type Benchmark, makeFigure } from "../lib/figure"
import { newAward, openLedger } from "../lib/ledger"
import { inTurn, median, milliseconds } from "../lib/measure"

const MANY = 200_000
const FEW = 100
const CHUNK = 1_000
const DAY_MS = 86_400_000

/** Number of newest awards that wait for the end of their return period. */
const PENDING = 5

/** Points that expire over the next two years. */
function awards(account: number, from: number, count: number, total: number) {
  const now = Date.now()
  return Array.from({ length: count }, (_one, index) => {
    const position = (from + index) / total
    const pending = from + index >= total - PENDING
    return {
      ...newAward(account),
      expires_at: new Date(now + DAY_MS + position * 730 * DAY_MS),
      available_at: pending ? new Date(now + DAY_MS) : null,
    }
  })
}

async function fill(store: PointsStore, account: number, total: number): Promise<string> {
  const { fencing_token } = await store.points.drawReading([])
  let mailbox = ""
  for (let from = 0; from < total; from += CHUNK) {
    const chunk = awards(account, from, Math.min(CHUNK, total - from), total)
    mailbox = chunk[0]?.mailbox ?? mailbox
    await store.points.settle(chunk, fencing_token, false)
  }
  return mailbox
}

/** Compares the account view (balance, available, next expiry, newest entries) of a giant account with that of a small account. */
export const balanceRead: Benchmark = {
  names: ["balance_read_200k"],
  run: async (effort) => {
    const store = await openLedger({ withReference: false })
    try {
      effort.log(`  filling an account with ${MANY} entries`)
      const large = await fill(store, 1, MANY)
      const small = await fill(store, 2, FEW)
      await store.db.raw("vacuum analyze clientele_points_entry")
      await store.db.raw("vacuum analyze clientele_points_lot")
      const read = (mailbox: string) => async (seconds: number) => {
        const times: number[] = []
        for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
          times.push(await milliseconds(() => store.points.findAccount(mailbox)))
        }
        return median(times)
      }
      const { ours, reference } = await inTurn({ ours: read(large), reference: read(small) }, effort)
      const name = "balance_read_200k"
      const what = `the same read at ${FEW} entries`
      return [makeFigure({ bench: name, unit: "ms", value: ours, reference: what, reference_value: reference })]
    } finally {
      await store.close()
    }
  },
}
