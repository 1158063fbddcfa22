import { randomBytes } from "node:crypto"
import type { Database } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { type HashedKey, hashKey, type RequestKey } from "./domain/request-key"
import { deleteDeadLeases, endLease, extendLease, takeLease } from "./sql/leases"
import { addRequests, deleteRequests, deleteRequestsAfter, moveRequests } from "./sql/requests"
import type { Lease } from "./types"

type Cradle = { __pg_connection__: Database }

/** How long a request may come again. */
const KEEP_DAYS = 7

/** A process that died keeps its cart from others for this long. */
const LEASE_MS = 15_000

/**
 * What a checkout that may be asked for again needs to know: which cart a request was for, and which request has the lease of a cart
 * (contract R46). It knows neither carts nor orders: `src/workflows/checkout` does the work.
 */
export default class CheckoutModuleService {
  readonly #db: Database

  constructor({ __pg_connection__ }: Cradle) {
    this.#db = __pg_connection__
  }

  /**
   * The cart that a request is for: `cartId`, unless one of its keys came before, for another cart. Earlier keys of the
   * list win over later ones. Without keys it is always `cartId`.
   *
   * @throws `idempotency_conflict` where a key came with another request
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

  /** Forgets a request that was refused, so that a corrected one may come with the same keys. */
  async deleteKeys(keys: readonly RequestKey[], cartId: string): Promise<void> {
    const hashed = keys.map((key) => hashKey(key).key)
    await deleteRequests(this.#db, hashed, cartId)
  }

  /** Takes the lease of a cart, or `null` where another request has it. A process that dies loses it after 15 s. */
  async takeLease(cartId: string): Promise<Lease | null> {
    const holder = randomBytes(16).toString("hex")
    if (!(await takeLease(this.#db, cartId, holder, LEASE_MS))) {
      return null
    }
    const extend = () => extendLease(this.#db, cartId, holder, LEASE_MS)
    // A failure shows when the caller asks before completing.
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
