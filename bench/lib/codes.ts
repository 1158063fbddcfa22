import knex from "knex"
import { OneTimeCodeModuleService } from "../../src/modules/one_time_code"
import type { CallSide } from "./call-by-call"
import type { Closing, OpenStore } from "./stores"

type Attempt = { email: string; code: string; challenge_id: string }

let asked = 0

/**
 * Exchanging codes for tokens: every one of another mailbox and network, as limits are per mailbox and network. The codes
 * are made in the store's database by the module itself, as no mail is sent here that one could read them from.
 *
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
      // 198.18.0.0/15 is set aside for benchmarks (RFC 2544).
      const network = `198.18.${asked >> 8}.${asked & 255}`
      const asker = { mailbox, network, by_owner: false }
      const { challenge_id } = await codes.issue({ ...asker, cart_id: null, ttl_minutes: 10 })
      return { email: mailbox, challenge_id, code: await codes.makeCode({ id: challenge_id, mailbox }) }
    },
    call: (attempt) => shop.guest.post("/store/loyalty/redemption/verify-otp", attempt),
  }
}
