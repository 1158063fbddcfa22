import type { MedusaContainer } from "@medusajs/framework/types"
import type { FieldChange, LoggedChange } from "../../kernel/change-log"
import { fieldChanges } from "../../kernel/change-log"
import { decimal } from "../../kernel/money"
import type { BackwardsPage, Order, Placed } from "../../kernel/reading/backwards"
import { CONTACT_MODULE, type ContactModuleService } from "../../modules/contact"
import { CREDIT_MODULE, type CreditModuleService } from "../../modules/credit"
import { CUSTOMER_NOTE_MODULE, type CustomerNoteModuleService } from "../../modules/customer_note"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { AREA_OF_KIND, type TimelineArea, type TimelineEvent, type TimelineKind } from "./timeline-event"

/** The customer of the timeline, and the time from which events of the mailbox belong to them. */
export type Whose = {
  customer_id: string
  /** `null` without an email address. */
  mailbox: string | null
}

export type SourceEvent = Placed & Omit<TimelineEvent, "id" | "at" | "kind" | "actor_name">

/** One list of events, read by its own index, newest first. */
export type Source = {
  /** Its name in cursors and ids of events. */
  name: string
  kind: TimelineKind
  order: Order
  /** Set if it differs from the kind's area. */
  area?: TimelineArea
  /** Its events belong to the mailbox, which an earlier customer can have had. */
  of_mailbox?: true
  read(container: MedusaContainer, whose: Whose, page: BackwardsPage): Promise<SourceEvent[]>
}

const NOTHING: Omit<SourceEvent, "at" | "position" | "action"> = {
  actor_id: null,
  order_id: null,
  order_display_id: null,
  amount: null,
  currency_code: null,
  points: null,
  text: null,
  changes: null,
}

const event = ({ at, position }: Placed, action: string, given: Partial<SourceEvent> = {}): SourceEvent => ({
  ...NOTHING,
  at,
  position,
  action,
  ...given,
})

const number = (amount: string) => decimal(amount).toNumber()

const projection = (container: MedusaContainer) =>
  container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
const credit = (container: MedusaContainer) => container.resolve<CreditModuleService>(CREDIT_MODULE)
const points = (container: MedusaContainer) => container.resolve<PointsModuleService>(POINTS_MODULE)

const orders = (action: "placed" | "canceled"): Source => ({
  name: action,
  kind: "order",
  order: "moment",
  async read(container, { customer_id }, page) {
    const found = await projection(container).listOrdersBackwards(customer_id, action, page)
    return found.map((row) => {
      const { order_id, display_id, currency_code, total } = row
      const worth = action === "placed" ? { amount: number(total), currency_code } : {}
      return event(row, action, { order_id, order_display_id: display_id, ...worth })
    })
  },
})

const movements = (kind: "payment" | "refund"): Source => ({
  name: kind,
  kind,
  order: "moment",
  async read(container, { customer_id }, page) {
    const found = await projection(container).listMovementsBackwards(customer_id, kind, page)
    return found.map((row) => {
      const { order_id, display_id, currency_code, amount, actor_id } = row
      const action = kind === "payment" ? "captured" : "refunded"
      return event(row, action, {
        order_id,
        order_display_id: display_id,
        currency_code,
        amount: number(amount),
        actor_id,
      })
    })
  },
})

const entries = (which: "merges" | "others"): Source => ({
  name: which === "merges" ? "merge" : "points",
  kind: which === "merges" ? "merge" : "points",
  order: "number",
  of_mailbox: true,
  async read(container, { mailbox }, page) {
    const found = mailbox ? await points(container).listEntriesBackwards(mailbox, which, page) : []
    return found.map((row) => {
      const { reason, order_id, stated_reason, actor_id } = row
      return event(row, reason, { points: Number(row.points), order_id, text: stated_reason, actor_id })
    })
  },
})

const creditEntries: Source = {
  name: "credit",
  kind: "credit",
  order: "number",
  async read(container, { customer_id }, page) {
    const found = await credit(container).listEntriesBackwards(customer_id, page)
    return found.map((row) => {
      const { type, amount, currency_code, order_id, reference, reason, actor_id } = row
      return event(row, type, { amount: number(amount), currency_code, order_id, text: reason ?? reference, actor_id })
    })
  },
}

const creditChanges: Source = {
  name: "terms",
  kind: "credit",
  order: "number",
  async read(container, { customer_id }, page) {
    const found = await credit(container).listChangesBackwards(customer_id, page)
    return found.map((row) => {
      const order_id = row.after?.["order_id"]
      return event(row, row.kind, {
        actor_id: row.changed_by,
        currency_code: row.currency_code,
        order_id: typeof order_id === "string" ? order_id : null,
        changes: jsonChanges(row.before, row.after),
      })
    })
  },
}

function jsonChanges(before: Record<string, unknown> | null, after: Record<string, unknown> | null): FieldChange[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return fieldChanges<Record<string, unknown>>(before ?? {}, after ?? {}, fields)
}

const reminders: Source = {
  name: "dunning",
  kind: "mail",
  area: "credit",
  order: "moment",
  async read(container, { customer_id }, page) {
    const found = await credit(container).listRemindersBackwards(customer_id, page)
    return found.map((row) => event(row, "dunning", { order_id: row.order_id, text: String(row.level) }))
  },
}

const codeMails: Source = {
  name: "code",
  kind: "mail",
  order: "number",
  of_mailbox: true,
  async read(container, { mailbox }, page) {
    const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
    const found = mailbox ? await codes.listMailsBackwards(mailbox, page) : []
    return found.map((row) => event(row, "one_time_code"))
  },
}

const notes: Source = {
  name: "note",
  kind: "note",
  order: "moment",
  async read(container, { customer_id }, page) {
    const service = container.resolve<CustomerNoteModuleService>(CUSTOMER_NOTE_MODULE)
    const found = await service.listNotesBackwards(customer_id, page)
    return found.map((row) => event(row, "created", { text: row.body, actor_id: row.author_id }))
  },
}

const logged = (row: LoggedChange) =>
  event(row, row.action, { text: row.subject, changes: row.changes, actor_id: row.actor_id })

const contacts: Source = {
  name: "contact",
  kind: "contact",
  order: "number",
  async read(container, { customer_id }, page) {
    return (await container.resolve<ContactModuleService>(CONTACT_MODULE).listChanges(customer_id, page)).map(logged)
  },
}

const profile: Source = {
  name: "profile",
  kind: "profile",
  order: "number",
  async read(container, { customer_id }, page) {
    const service = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    return (await service.listChanges(customer_id, page)).map(logged)
  },
}

/** Every source except the sign-up, in the order of events of one time. */
export const SOURCES: readonly Source[] = [
  movements("refund"),
  movements("payment"),
  orders("canceled"),
  orders("placed"),
  entries("merges"),
  entries("others"),
  creditEntries,
  creditChanges,
  reminders,
  codeMails,
  notes,
  contacts,
  profile,
]

/** The area that can be hidden from a role. */
export const areaOf = ({ area, kind }: Pick<Source, "area" | "kind">): TimelineArea | undefined =>
  area ?? AREA_OF_KIND[kind]
