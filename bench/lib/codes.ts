import knex from "knex"
import { OneTimeCodeModuleService } from "../../src/modules/one_time_code"
import type { CallSide } from "./call-by-call"
import type { Closing, OpenStore } from "./stores"

type Attempt = { email: string; code: string; challenge_id: string }

let asked = 0

/**
 * Prepares codes to exchange for tokens. Each has its own mailbox and network, because limits apply to mailboxes and networks. The
 * store sends no mails here, so the module makes the codes in the store's database.
 * @param codeSecret the store's
 */
export function openMailboxes(closing: Closing, { shop, database }: OpenStore, codeSecret: string): CallSide<Attempt> {
  const pool = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 1 } })
  closing.add(() => pool.destroy())
  const codes = new OneTimeCodeModuleService({ __pg_connection__: pool }, { codeSecret })
  return {
    prepare: async () => {
      asked += 1
      const mailbox = `verify-${process.pid}-${asked}@example.com`
      // RFC 2544 reserves 198.18.0.0/15 for benchmarks.
      const network = `198.18.${asked >> 8}.${asked & 255}`
      const asker = { mailbox, network, by_owner: false }
      const { challenge_id } = await codes.issue({ ...asker, cart_id: null, ttl_minutes: 10 })
      return { email: mailbox, challenge_id, code: await codes.makeCode({ id: challenge_id, mailbox }) }
    },
    call: (attempt) => shop.guest.post("/store/loyalty/redemption/verify-otp", attempt),
  }
}
