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

/** Products that the analytics name (contract R16). */
const TOP_PRODUCTS = 10

/** Ids that a walk compares with Medusa's at once. */
const BETWEEN = 1000

/**
 * What lists, search, orders and figures of customers read (contract R10–R12, R15, R16). Everything in it is recomputed
 * from facts that a workflow hands over; whoever writes draws a reading before it reads those facts.
 */
export default class CustomerProjectionModuleService extends Readable(CUSTOMER_PROJECTION_MODULE, customers) {
  readonly #db: Pool
  /** It does not become empty again, so it is asked until it is. */
  #filled = false
  /** Contract R11: whether the list shows only customers with transactions unless it is asked otherwise. */
  readonly listTransactedOnly: boolean
  /** The present; tests set it. */
  clock: Clock = systemClock

  constructor(cradle: { __pg_connection__: Pool }, options?: Record<string, unknown>) {
    super(cradle)
    this.#db = cradle.__pg_connection__
    this.listTransactedOnly = parseOptions(options).customers.listTransactedOnly
  }

  /** A customer's orders by when they were placed or canceled, newest first, from any of them on (contract R29). */
  async listOrdersBackwards(
    customerId: string,
    moment: "placed" | "canceled",
    page: BackwardsPage,
  ): Promise<PlacedOrder[]> {
    return readOrdersBackwards(this.#db, customerId, moment, page)
  }

  /** What a customer paid, or got back, newest first, from any of it on (contract R29). */
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
   * Writes what lists and search know of customers. What was written from a later reading stays.
   *
   * @param gone customers that Medusa does not have any more, not even deleted; nothing of the person stays in the index
   * @param waitMs how long a row that another session holds is waited for
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
   * Writes orders and computes the figures of their customers again, in one transaction. What was written from a later
   * reading stays.
   *
   * @param gone orders that Medusa does not have any more
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
   * One page of the list, and how many customers there are (contract R10).
   *
   * @throws `invalid_request` for a cursor that is not of this list and order
   */
  async listCustomers(filters: CustomerFilters, request: CustomerPageRequest): Promise<CustomerPage> {
    return readPage(this.#db, filters, request)
  }

  /** How many customers a list has; `most` + 1 where there are more than `most`. */
  async countUpTo(filters: CustomerFilters, most: number): Promise<number> {
    return countUpTo(this.#db, filters, most)
  }

  /**
   * Customers that are not deleted, by mailbox, however their address is spelt. One query; at most 20 of each mailbox.
   *
   * @param mailboxes canonical
   */
  async listByMailbox(mailboxes: readonly string[]): Promise<{ mailbox: string; customer_id: string }[]> {
    return mailboxes.length === 0 ? [] : readByMailbox(this.#db, mailboxes)
  }

  /** Figures of customers by currency (contract R12), of those who have any. One query. */
  async listStats(customerIds: readonly string[]): Promise<CustomerStats[]> {
    return customerIds.length === 0 ? [] : readStats(this.#db, customerIds)
  }

  /** A page of a customer's orders, newest first (contract R15). Moments are inclusive. */
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

  /** What a customer's analytics add up (contract R16), most orders first. @param since `null` for all time */
  async getFigures(customerId: string, since: Date | null): Promise<CurrencyFigures[]> {
    return readFigures(this.#db, customerId, since, TOP_PRODUCTS)
  }

  // Walks over everything, and sweeps of what has changed

  /** Whether everything from before the plugin was installed is there. */
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

  /** Where a sweep has got to, and the database's present: everything from before is done. */
  async getWatermark(sweep: string): Promise<Watermark> {
    return readWatermark(this.#db, CHECKPOINTS, sweep)
  }

  /** @param reachedAt the database's time at which the sweep began */
  async advanceWatermark(sweep: string, reachedAt: Date): Promise<void> {
    await bounded(this.#db, (db) => advanceWatermark(db, CHECKPOINTS, sweep, reachedAt))
  }

  /** Where a sweep's pass through all customers or orders is; `null` before the first. */
  async findPass(of: Failed["kind"]): Promise<Pass | null> {
    return readPass(this.#db, CHECKPOINTS, `pass_${of}`)
  }

  async setPass(of: Failed["kind"], pass: Pass): Promise<void> {
    await bounded(this.#db, (db) => writePass(db, CHECKPOINTS, `pass_${of}`, pass))
  }

  /** Customers and orders that could not be projected, the longest untried first. */
  async listFailed(limit: number): Promise<Failed[]> {
    return readFailed(this.#db, limit)
  }

  /** Notes which of the tried failed; those that did not are forgotten. */
  async noteFailed(
    kind: Failed["kind"],
    tried: readonly string[],
    failed: readonly Omit<Failed, "kind">[],
  ): Promise<void> {
    if (tried.length > 0) {
      await bounded(this.#db, (db) => writeFailed(db, kind, tried, failed))
    }
  }

  /** Customers or orders of ours between two ids of Medusa's that Medusa's page of `met` does not have. */
  async listUnmet(
    what: "customers" | "orders",
    after: string,
    until: string | null,
    met: readonly string[],
  ): Promise<string[]> {
    return readIdsBetween(this.#db, what === "customers" ? "index" : "order", after, until, met, BETWEEN)
  }
}
