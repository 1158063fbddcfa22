import type { CustomerDTO, ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { canonicalMailbox } from "../../kernel/mailbox"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"
import { numbersOf } from "../shared/orders/numbers-of-orders"
import { type Merged, mergeSources, type Read } from "./merge-sources"
import { namesOfActors } from "./names-of-actors"
import { areaOf, SOURCES, type Source, type SourceEvent, type Whose } from "./sources"
import { decodeTimelineCursor, encodeTimelineCursor, type TimelineCursor } from "./timeline-cursor"
import type { TimelineArea, TimelineEvent, TimelineKind } from "./timeline-event"

type Query = {
  kinds: readonly TimelineKind[] | null
  cursor: string | null
  limit: number
  with_deleted: boolean
  /** Areas that the caller may not read. */
  hidden: readonly TimelineArea[]
}

/** The customer's own row has the times of sign-up and deletion, so there is no list to read. */
const SIGNUP = { name: "signup", kind: "signup" as const, order: "number" as const }

const ORDERS = new Map([...SOURCES, SIGNUP].map(({ name, order }) => [name, order]))

/** Maximum deleted customers of one email address that are read. */
const PREDECESSORS = 100

/** Whether a text can be a cursor of a timeline. */
export const isTimelineCursor = (text: string) => decodeTimelineCursor(text, ORDERS) !== null

/**
 * The events of a customer, newest first (contract R29, ADR 0061). Each source returns at most a page, by an index. The
 * merge stores each source's position, so that nothing is lost or repeated, even within one microsecond. `not_permitted`
 * has the requested areas that are hidden.
 *
 * @param query `cursor`: of the previous page, already checked by {@link isTimelineCursor}
 * @throws `not_found`
 */
export async function listTimeline(
  container: MedusaContainer,
  customerId: string,
  { kinds, cursor, limit, with_deleted, hidden }: Query,
): Promise<{ events: TimelineEvent[]; next_cursor: string | null; not_permitted: TimelineArea[] }> {
  const customer = (await getMedusaCustomer(container, customerId, with_deleted)) as Customer
  const mailbox = canonicalMailbox(customer.email)
  const before = cursor === null ? null : decodeTimelineCursor(cursor, ORDERS)
  const oldest = oldestOf(container)
  const wanted = SOURCES.filter(({ kind }) => kinds === null || kinds.includes(kind))
  const isHidden = (source: Source) => hidden.some((area) => area === areaOf(source))
  const sources = wanted.filter((source) => !isHidden(source))
  const [ownsMailboxFrom, lists] = await Promise.all([
    beganWithMailbox(container, customer),
    readAll(container, customer, { customer_id: customerId, mailbox }, { sources, before, limit }),
  ])
  const asksForSignup = kinds === null || kinds.includes(SIGNUP.kind)
  const reads = asksForSignup ? [...lists, { source: SIGNUP, events: ownMoments(customer, before) }] : lists
  const ofMailbox = [ownsMailboxFrom, oldest].sort().at(-1) as string
  const mailboxNames = new Set(SOURCES.filter(({ of_mailbox }) => of_mailbox).map(({ name }) => name))
  const from = ({ name }: Read["source"]) => (mailboxNames.has(name) ? ofMailbox : oldest)
  const { page, next } = mergeSources(reads, { from, limit, before })
  const unnumbered = page.flatMap(({ event }) => (event.order_display_id === null ? (event.order_id ?? []) : []))
  const [names, numbers] = await Promise.all([
    namesOfActors(
      container,
      page.flatMap(({ event }) => event.actor_id ?? []),
    ),
    numbersOf(container, [...new Set(unnumbered)]),
  ])
  return {
    events: page.map((one) => toEvent(one, names, numbers)),
    next_cursor: next && encodeTimelineCursor(next),
    not_permitted: hidden.filter((area) => wanted.some((source) => areaOf(source) === area)),
  }
}

type Customer = CustomerDTO & { deleted_at?: string | Date | null; created_at: string | Date; has_account?: boolean }

function toEvent(
  { source, event, at }: Merged,
  names: ReadonlyMap<string, string>,
  numbers: ReadonlyMap<string, number>,
): TimelineEvent {
  const { position, at: _own, ...given } = event
  return {
    ...given,
    order_display_id: event.order_display_id ?? numbers.get(event.order_id ?? "") ?? null,
    id: `${source.name}:${position.replace(" ", ":")}`,
    kind: source.kind,
    at,
    actor_name: (event.actor_id && names.get(event.actor_id)) ?? null,
  }
}

async function readAll(
  container: MedusaContainer,
  customer: Customer,
  whose: Whose,
  { sources, before, limit }: { sources: readonly Source[]; before: TimelineCursor | null; limit: number },
): Promise<Read[]> {
  const deletedAt = customer.deleted_at ? moment(customer.deleted_at) : null
  const pageOf = ({ name, of_mailbox }: Source): BackwardsPage => {
    const until = before?.at ?? null
    // Another customer can have a deleted customer's mailbox by now.
    const own = of_mailbox && deletedAt !== null && (until === null || deletedAt < until) ? deletedAt : until
    return { after: before?.positions[name] ?? null, until: own, limit: limit + 1 }
  }
  return Promise.all(
    sources.map(async (source) => ({ source, events: await source.read(container, whose, pageOf(source)) })),
  )
}

/** Sign-up and deletion of the customer, if earlier pages have not shown them. */
function ownMoments(customer: Customer, before: TimelineCursor | null): SourceEvent[] {
  const { created_at, deleted_at, has_account, created_by } = customer as Customer & { created_by?: string | null }
  const nothing = { order_id: null, order_display_id: null, amount: null, currency_code: null, points: null }
  const bare = { ...nothing, text: null, changes: null }
  const shown = before?.positions[SIGNUP.name]
  const deleted = deleted_at
    ? [{ ...bare, at: moment(deleted_at), position: "2", action: "deleted", actor_id: null }]
    : []
  const created = {
    ...bare,
    at: moment(created_at),
    position: "1",
    action: has_account ? "registered" : "created",
    actor_id: created_by ?? null,
  }
  return [...deleted, created].filter(
    ({ position, at }) => (shown === undefined || position < shown) && (before === null || at <= before.at),
  )
}

/** Medusa's times have milliseconds. */
const moment = (date: string | Date) => new Date(date).toISOString().replace("Z", "000Z")

/** The retention of timelines: option `customers.timelineMonths`. */
function oldestOf(container: MedusaContainer): string {
  const { timelineMonths } = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).rules
  return moment(monthsBefore(new Date(), timelineMonths))
}

/** A number of months before a time, in UTC; in a shorter month its last day. */
export function monthsBefore(date: Date, months: number): Date {
  const earlier = new Date(date)
  earlier.setUTCDate(1)
  earlier.setUTCMonth(earlier.getUTCMonth() - months)
  const days = new Date(Date.UTC(earlier.getUTCFullYear(), earlier.getUTCMonth() + 1, 0)).getUTCDate()
  earlier.setUTCDate(Math.min(date.getUTCDate(), days))
  return earlier
}

/**
 * The time from which the mailbox belongs to this customer. Events before the deletion of an earlier customer with the
 * address belong to that one. Earlier points of guests belong to the customer who signs up.
 */
async function beganWithMailbox(container: MedusaContainer, { id, email, created_at }: Customer): Promise<string> {
  if (!email) {
    return ""
  }
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const addresses = [...new Set([email, canonicalMailbox(email) ?? email])]
  const found = await customers.listCustomers(
    { email: addresses, deleted_at: { $lte: new Date(created_at).toISOString() } } as object,
    { withDeleted: true, select: ["id", "deleted_at"], order: { deleted_at: "DESC" }, take: PREDECESSORS },
  )
  const ended = (found as unknown as { id: string; deleted_at: string | Date | null }[]).flatMap((one) =>
    one.deleted_at && one.id !== id ? [moment(one.deleted_at)] : [],
  )
  return ended.sort().at(-1) ?? ""
}
