import { type Clock, systemClock } from "../../kernel/clock"
import { bounded, type Pool } from "../../kernel/database"
import { canonicalMailbox } from "../../kernel/mailbox"
import { parseOptions } from "../../kernel/options"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { Readable } from "../../kernel/reading/readable"
import { advanceWatermark, type Pass, readPass, readWatermark, type Watermark, writePass } from "../../kernel/watermark"
import { digitsOf, documentOf } from "./domain/search"
import { customers } from "./reading"
import { type Failed, readCheckpoint, readFailed, readIdsBetween, writeCheckpoint, writeFailed } from "./sql/checkpoint"
import { countUpTo, readByMailbox, readPage } from "./sql/list"
import { readFigures, readNewestOrders, readOrders, readStats } from "./sql/read"
import {
  type PlacedMovement,
  type PlacedOrder,
  readMovementsBackwards,
  readOrdersBackwards,
} from "./sql/read-orders-backwards"
import { drawReading } from "./sql/readings"
import { nameKey, writeIndex, writeOrders } from "./sql/write"
import {
  type Checkpoint,
  CUSTOMER_PROJECTION_MODULE,
  type CurrencyFigures,
  type CustomerFilters,
  type CustomerPage,
  type CustomerPageRequest,
  type CustomerStats,
  type IndexedCustomer,
  type OrderRow,
  type OrderStatusFilter,
  type ProjectedOrder,
} from "./types"

const CHECKPOINTS = "clientele_customer_projection_checkpoint"

/** Number of products that the analytics name (contract R16). */
const TOP_PRODUCTS = 10

/** Ids that a rebuild compares with Medusa's at once. */
const BETWEEN = 1000

/**
 * The projection: data for lists, search, orders and figures of customers (contract R10–R12, R15, R16). It is recomputed
 * from facts that a workflow passes in. A writer draws a fencing token before it reads these facts.
 */
export default class CustomerProjectionModuleService extends Readable(CUSTOMER_PROJECTION_MODULE, customers) {
  readonly #db: Pool
  /** It never becomes incomplete again, so the answer `true` is cached. */
  #filled = false
  /** Contract R11: whether the list shows only customers with transactions by default. */
  readonly listTransactedOnly: boolean
  /** The present; tests set it. */
  clock: Clock = systemClock

  constructor(cradle: { __pg_connection__: Pool }, options?: Record<string, unknown>) {
    super(cradle)
    this.#db = cradle.__pg_connection__
    this.listTransactedOnly = parseOptions(options).customers.listTransactedOnly
  }

  /** A customer's orders by the time of placing or cancellation, newest first, from any position on (contract R29). */
  async listOrdersBackwards(
    customerId: string,
    moment: "placed" | "canceled",
    page: BackwardsPage,
  ): Promise<PlacedOrder[]> {
    return readOrdersBackwards(this.#db, customerId, moment, page)
  }

  /** A customer's payments and refunds, newest first, from any position on (contract R29). */
  async listMovementsBackwards(
    customerId: string,
    kind: "payment" | "refund",
    page: BackwardsPage,
  ): Promise<PlacedMovement[]> {
    return readMovementsBackwards(this.#db, customerId, kind, page)
  }

  /** A fencing token; draw it before the customers or orders are read (ADR 0010). */
  async drawReading(): Promise<string> {
    return drawReading(this.#db)
  }

  /**
   * Writes customers' rows of the index. A row from a later reading stays.
   *
   * @param gone customers that Medusa no longer has, not even as deleted ones. Their personal data leave the index
   * @param waitMs maximum wait for a row that another session holds
   */
  async saveCustomers(
    customers: readonly IndexedCustomer[],
    gone: readonly string[],
    reading: string,
    waitMs?: number,
  ): Promise<void> {
    const now = customers.map((customer) => ({
      customer_id: customer.customer_id,
      created_at: customer.created_at,
      email: customer.email,
      email_key: canonicalMailbox(customer.email) ?? "",
      name_key: nameKey(customer.name),
      phone_digits: digitsOf(customer.phone),
      external_id: customer.external_id,
      is_active: customer.is_active,
      is_business: customer.is_business,
      has_account: customer.has_account,
      livemode: customer.livemode,
      document: documentOf(customer.texts, customer.phones),
      deleted_at: customer.deleted_at,
    }))
    await writeIndex(this.#db, now, gone, reading, waitMs)
  }

  /**
   * Writes orders and recomputes the figures of their customers, in one transaction. A row from a later reading stays.
   *
   * @param gone orders that Medusa no longer has
   * @param waitMs how long a row that another session holds is waited for
   */
  async saveOrders(
    orders: readonly ProjectedOrder[],
    gone: readonly string[],
    reading: string,
    waitMs?: number,
  ): Promise<void> {
    await writeOrders(this.#db, orders, gone, reading, waitMs)
  }

  /**
   * One page of the list, and the number of customers (contract R10).
   *
   * @throws `invalid_request` for a cursor that is not of this list and order
   */
  async listCustomers(filters: CustomerFilters, request: CustomerPageRequest): Promise<CustomerPage> {
    return readPage(this.#db, filters, request)
  }

  /** Number of customers in a list; `most` + 1 if there are more than `most`. */
  async countUpTo(filters: CustomerFilters, most: number): Promise<number> {
    return countUpTo(this.#db, filters, most)
  }

  /**
   * Live customers by mailbox, in any spelling of the address. One query; at most 20 of each mailbox.
   *
   * @param mailboxes canonical
   */
  async listByMailbox(mailboxes: readonly string[]): Promise<{ mailbox: string; customer_id: string }[]> {
    return mailboxes.length === 0 ? [] : readByMailbox(this.#db, mailboxes)
  }

  /** Figures of customers by currency (contract R12). Customers without figures are left out. One query. */
  async listStats(customerIds: readonly string[]): Promise<CustomerStats[]> {
    return customerIds.length === 0 ? [] : readStats(this.#db, customerIds)
  }

  /** A page of a customer's orders, newest first (contract R15). Both ends are inclusive. */
  async listOrders(
    customerId: string,
    filters: { status?: OrderStatusFilter | undefined; from?: Date | undefined; to?: Date | undefined },
    page: { limit: number; offset: number },
  ): Promise<{ orders: OrderRow[]; count: number }> {
    return readOrders(this.#db, customerId, filters, page)
  }

  /** A customer's newest orders. @param limit at least 1 */
  async listNewestOrders(customerId: string, limit: number): Promise<OrderRow[]> {
    return readNewestOrders(this.#db, customerId, limit)
  }

  /** The sums for a customer's analytics (contract R16), most orders first. @param since `null` for all time */
  async getFigures(customerId: string, since: Date | null): Promise<CurrencyFigures[]> {
    return readFigures(this.#db, customerId, since, TOP_PRODUCTS)
  }

  // Rebuilds and sweeps

  /** Whether the first fill, with all data from before the installation, is complete. */
  async isFilled(): Promise<boolean> {
    this.#filled ||= Boolean((await readCheckpoint(this.#db, "fill"))?.done_at)
    return this.#filled
  }

  async findCheckpoint(walk: string): Promise<Checkpoint | null> {
    return readCheckpoint(this.#db, walk)
  }

  async setCheckpoint(walk: string, checkpoint: Checkpoint): Promise<void> {
    await bounded(this.#db, (db) => writeCheckpoint(db, walk, checkpoint))
  }

  /** A sweep's watermark and the database's present time. All changes before the watermark are done. */
  async getWatermark(sweep: string): Promise<Watermark> {
    return readWatermark(this.#db, CHECKPOINTS, sweep)
  }

  /** @param reachedAt the database's time at which the sweep began */
  async advanceWatermark(sweep: string, reachedAt: Date): Promise<void> {
    await bounded(this.#db, (db) => advanceWatermark(db, CHECKPOINTS, sweep, reachedAt))
  }

  /** The checkpoint of a sweep's pass through all customers or orders; `null` before the first pass. */
  async findPass(of: Failed["kind"]): Promise<Pass | null> {
    return readPass(this.#db, CHECKPOINTS, `pass_${of}`)
  }

  async setPass(of: Failed["kind"], pass: Pass): Promise<void> {
    await bounded(this.#db, (db) => writePass(db, CHECKPOINTS, `pass_${of}`, pass))
  }

  /** Customers and orders that could not be projected, those with the oldest attempt first. */
  async listFailed(limit: number): Promise<Failed[]> {
    return readFailed(this.#db, limit)
  }

  /** Records the failed ones and deletes the others from the list. */
  async noteFailed(
    kind: Failed["kind"],
    tried: readonly string[],
    failed: readonly Omit<Failed, "kind">[],
  ): Promise<void> {
    if (tried.length > 0) {
      await bounded(this.#db, (db) => writeFailed(db, kind, tried, failed))
    }
  }

  /** Customers or orders of the projection between two ids that are not in `met`, Medusa's page of ids. */
  async listUnmet(
    what: "customers" | "orders",
    after: string,
    until: string | null,
    met: readonly string[],
  ): Promise<string[]> {
    return readIdsBetween(this.#db, what === "customers" ? "index" : "order", after, until, met, BETWEEN)
  }
}
