import { randomBytes } from "node:crypto"
import type { Database } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { type HashedKey, hashKey, type RequestKey } from "./domain/request-key"
import { deleteDeadLeases, endLease, extendLease, takeLease } from "./sql/leases"
import { addRequests, deleteRequests, deleteRequestsAfter, moveRequests } from "./sql/requests"
import type { Lease } from "./types"

type Cradle = { __pg_connection__: Database }

/** How long a request can be repeated. */
const KEEP_DAYS = 7

/** The lease of a process that died blocks its cart for this long. */
const LEASE_MS = 15_000

/**
 * Keeps what a repeatable checkout needs: the cart of each request, and the request that has the lease of a cart (contract
 * R46). It knows neither carts nor orders: `src/workflows/checkout` does the work.
 */
export default class CheckoutModuleService {
  readonly #db: Database

  constructor({ __pg_connection__ }: Cradle) {
    this.#db = __pg_connection__
  }

  /**
   * Returns the cart of a request: `cartId`, unless one of its keys was used before for another cart. Earlier keys in the
   * list win. Without keys it is always `cartId`.
   *
   * @throws `idempotency_conflict` if a key was used with another request
   */
  async claim(keys: readonly RequestKey[], cartId: string): Promise<string> {
    if (keys.length === 0) {
      return cartId
    }
    const hashed = keys.map(hashKey)
    const { added, found } = await addRequests(this.#db, hashed, cartId)
    const rowOf = ({ key }: HashedKey) => found.find((row) => row.key.equals(key))
    if (hashed.some((one) => rowOf(one)?.request_hash.equals(one.request_hash) === false)) {
      await deleteRequests(this.#db, added, cartId)
      throw clienteleError("idempotency_conflict")
    }
    const older = hashed.map((one) => rowOf(one)?.cart_id).find((id) => id !== undefined && id !== cartId)
    if (older === undefined) {
      return cartId
    }
    await moveRequests(
      this.#db,
      hashed.map(({ key }) => key),
      cartId,
      older,
    )
    return older
  }

  /** Deletes the keys of a refused request, so that a corrected request can use them. */
  async deleteKeys(keys: readonly RequestKey[], cartId: string): Promise<void> {
    const hashed = keys.map((key) => hashKey(key).key)
    await deleteRequests(this.#db, hashed, cartId)
  }

  /** Takes the lease of a cart. Returns `null` if another request has it. A dead process loses its lease after 15 s. */
  async takeLease(cartId: string): Promise<Lease | null> {
    const holder = randomBytes(16).toString("hex")
    if (!(await takeLease(this.#db, cartId, holder, LEASE_MS))) {
      return null
    }
    const extend = () => extendLease(this.#db, cartId, holder, LEASE_MS)
    // The caller extends the lease before completing and sees a failure then.
    const timer = setInterval(() => void extend().catch(() => false), LEASE_MS / 3)
    timer.unref()
    return {
      cart_id: cartId,
      extend,
      end: async () => {
        clearInterval(timer)
        await endLease(this.#db, cartId, holder)
      },
    }
  }

  /** Deletes requests after seven days. @returns how many */
  async cleanUp(): Promise<number> {
    await deleteDeadLeases(this.#db)
    return deleteRequestsAfter(this.#db, KEEP_DAYS)
  }
}
