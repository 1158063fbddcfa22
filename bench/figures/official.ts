import { MedusaApp } from "@medusajs/framework/modules-sdk"
import { createPgConnection, isSharedConnectionSymbol } from "@medusajs/framework/utils"
import { createDatabase, query, type TestDatabase } from "../../integration-tests/helpers/database"
import { type Benchmark, makeFigure } from "../lib/figure"
import { ACCOUNTS, anyOf, newAward, openLedger } from "../lib/ledger"
import { callsPerSecond, inTurn } from "../lib/measure"
import { IN_FLIGHT } from "./awards"

const KEY = "store_credit"
const MODULE = "@medusajs/loyalty-plugin/.medusa/server/src/modules/store-credit"

type Credit = { account_id: string; amount: number; reference: string; reference_id: string }
type StoreCredit = { creditAccounts: (credits: Credit[]) => Promise<unknown> }

/** Opens the official plugin's store credit module as Medusa loads it: on its own database, also with a pool of ten connections. */
async function openStoreCredit(database: TestDatabase) {
  const connection = createPgConnection({ clientUrl: database.url, pool: { min: 0, max: 10 } })
  const options = { database: { clientUrl: database.url }, [isSharedConnectionSymbol]: true }
  const app = await MedusaApp({
    modulesConfig: { [KEY]: { resolve: MODULE, options } },
    injectedDependencies: { __pg_connection__: connection },
  })
  await app.runMigrations()
  await app.onApplicationStart()
  await query(
    database,
    `insert into store_credit_account (id, currency_code)
       select 'sc_acc_' || n, 'usd' from generate_series(1, ${ACCOUNTS}) n;
     analyze store_credit_account`,
  )
  return {
    service: app.modules[KEY] as unknown as StoreCredit,
    close: async () => {
      await app.onApplicationPrepareShutdown()
      await app.onApplicationShutdown()
      await connection.destroy()
    },
  }
}

/** Compares the plugin's award with `creditAccounts` of `@medusajs/loyalty-plugin`, Medusa's nearest equivalent. */
export const awardVsOfficial: Benchmark = {
  names: ["award_vs_official"],
  run: async (effort) => {
    const store = await openLedger({ withReference: false })
    const database = await createDatabase({ template: "template0" })
    try {
      const theirs = await openStoreCredit(database)
      try {
        const { fencing_token } = await store.points.drawReading([])
        const settle = () => store.points.settle([newAward(anyOf(ACCOUNTS))], fencing_token, false)
        let credits = 0
        const credit = () => {
          credits += 1
          const order = `order_${credits}`
          const account = `sc_acc_${anyOf(ACCOUNTS)}`
          return theirs.service.creditAccounts([
            { account_id: account, amount: 10, reference: "order", reference_id: order },
          ])
        }
        const { ours, reference } = await inTurn(
          {
            ours: (seconds) => callsPerSecond(settle, { inFlight: IN_FLIGHT, seconds }),
            reference: (seconds) => callsPerSecond(credit, { inFlight: IN_FLIGHT, seconds }),
          },
          effort,
        )
        const what = "creditAccounts of @medusajs/loyalty-plugin"
        const values = { value: ours, reference_value: reference }
        return [makeFigure({ bench: "award_vs_official", unit: "awards/s", reference: what, ...values })]
      } finally {
        await theirs.close()
      }
    } finally {
      await store.close()
      await database.drop()
    }
  },
}
