import { generateEntityId } from "@medusajs/framework/utils"
import { type LoggedChange, logChanges, readChangeLog, scrubChangeLog, trimChangeLog } from "../../kernel/change-log"
import type { Database, Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { canonicalMailbox } from "../../kernel/mailbox"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { Readable } from "../../kernel/reading/readable"
import { contactChanges } from "./domain/contact-changes"
import {
  type ContactPlan,
  checkOnePrimary,
  NO_LINES,
  type PlannedContact,
  planContacts,
  toLines,
} from "./domain/plan-contacts"
import { choosePrimary } from "./domain/primary"
import { type ContactRemoved, type ContactsDone, overwritten, undoContacts } from "./domain/undo-contacts"
import { contacts } from "./reading"
import { CONTACT_CHANGES } from "./schema/contact-change-table"
import {
  clearEmails,
  countEveryContact,
  deleteContacts,
  deleteContactsOf,
  insertContact,
  lockContactsOf,
  readChangedSince,
  readContacts,
  readContactsAfter,
  readPage,
  restoreContact,
  type StoredContact,
  writeContact,
  writePrimary,
} from "./sql/contacts"
import { CONTACT_MODULE, type Contact, type ContactFields, type ListedContact } from "./types"

const UNIQUE_VIOLATION = "23505"

/** Maximum number of contacts of a customer. It stops a single request from filling the table. */
const MAX_CONTACTS = 100

/**
 * The contact persons of customers (contract R20). Each change is one transaction under the customer's lock. After it,
 * exactly one contact is primary.
 */
export default class ContactModuleService extends Readable(CONTACT_MODULE, contacts) {
  readonly #db: Pool

  constructor(cradle: { __pg_connection__: Pool }) {
    super(cradle)
    this.#db = cradle.__pg_connection__
  }

  /** All contacts of these customers, each customer's oldest first. One query. */
  async listContacts(customerIds: readonly string[]): Promise<Contact[]> {
    return customerIds.length === 0 ? [] : readContacts(this.#db, customerIds)
  }

  /** A customer's contacts, the primary one first. @param limit 1 to 100 */
  async listPage(customerId: string, limit: number, offset: number): Promise<{ contacts: Contact[]; count: number }> {
    return readPage(this.#db, customerId, limit, offset)
  }

  /**
   * Customers with a contact that was changed or removed since a time, ordered by id.
   *
   * @param after the last id of the page before, `""` for the first @param limit at least 1
   */
  async listChangedSince(since: Date, after: string, limit: number): Promise<string[]> {
    return readChangedSince(this.#db, since, after, limit)
  }

  /** @throws `not_found`, also for another customer's contact */
  async getContact(customerId: string, id: string): Promise<Contact> {
    return find(await readContacts(this.#db, [customerId]), id)
  }

  /**
   * Adds contacts in the order given. The first contact of a customer becomes primary, and so does a contact with
   * `is_primary`.
   *
   * @throws `invalid_request` naming `contacts.N.email` for an address that the customer already has, or
   *   `contacts.N.is_primary` for a second primary among the new ones
   */
  async createContacts(customerId: string, fields: readonly ContactFields[]): Promise<Contact[]> {
    return (await this.addContacts(customerId, fields)).contacts
  }

  /** {@link createContacts}, with the data that {@link undoChange} needs. */
  async addContacts(
    customerId: string,
    fields: readonly ContactFields[],
  ): Promise<{ contacts: Contact[]; done: ContactsDone }> {
    checkOnePrimary(fields)
    const contacts = fields.map((one) => ({ ...NO_LINES, ...toLines(one), id: newId() }))
    const primary = fields.findIndex(({ is_primary }) => is_primary)
    const path = (index: number) => (fields.length > 1 ? `contacts.${index}.email` : "email")
    const { after, done } = await this.#write(customerId, path, () => ({
      add: contacts.map((contact, index) => ({ contact, index })),
      change: [],
      wanted: contacts[primary]?.id,
      unwanted: [],
    }))
    return { contacts: contacts.map(({ id }) => find(after, id)), done }
  }

  /**
   * Applies a client's list to the customer's contacts. An entry with an id changes that contact. An entry without an id is
   * added, unless the customer has an equal one (ADR 0047). All or nothing; the same list again changes nothing.
   *
   * @throws `invalid_request` naming `contacts.N.id` for an id that is not this customer's, `contacts.N.email` for an address that
   *   another contact of the customer has, `contacts.N.is_primary` for a second primary
   */
  async saveContacts(customerId: string, listed: readonly ListedContact[]): Promise<ContactsDone> {
    const path = (index: number) => `contacts.${index}.email`
    const { done } = await this.#write(customerId, path, (before) => planContacts(before, listed, newId))
    return done
  }

  /**
   * Checks whether {@link saveContacts} would refuse the list now. Writes nothing. @throws `invalid_request` naming the
   * field
   */
  async checkContacts(customerId: string, listed: readonly ListedContact[]): Promise<void> {
    const before = await readContacts(this.#db, [customerId])
    checkRoom(before.length + planContacts(before, listed, newId).add.length)
  }

  /**
   * Changes the given fields of a contact.
   *
   * @throws `not_found`, also for another customer's contact; `invalid_request` for an address of another contact
   */
  async updateContact(customerId: string, id: string, change: Partial<ContactFields>): Promise<Contact> {
    return (await this.changeContact(customerId, id, change)).contact
  }

  /** {@link updateContact}, with the data that {@link undoChange} needs. */
  async changeContact(
    customerId: string,
    id: string,
    change: Partial<ContactFields>,
  ): Promise<{ contact: Contact; done: ContactsDone }> {
    const { after, done } = await this.#write(
      customerId,
      () => "email",
      (before) => ({
        add: [],
        change: [{ contact: { ...find(before, id), ...toLines(change) }, index: 0 }],
        wanted: change.is_primary === true ? id : undefined,
        unwanted: change.is_primary === false ? [id] : [],
      }),
    )
    return { contact: find(after, id), done }
  }

  /**
   * Removes a contact. If it was primary, the oldest remaining contact becomes primary.
   *
   * @returns the data that {@link undoDelete} needs @throws `not_found`
   */
  async deleteContact(customerId: string, id: string): Promise<ContactRemoved> {
    const removed: ContactRemoved = { id, primary: { from: null, to: null } }
    const after = await this.#change(customerId, async (db, before) => {
      find(before, id)
      await deleteContacts(db, [id], false)
      removed.primary.from = primaryOf(before)
      return {}
    })
    removed.primary.to = primaryOf(after)
    return removed
  }

  /**
   * Undoes {@link addContacts}, {@link changeContact} or {@link saveContacts}. Later changes by other requests stay. The
   * primary mark returns to the earlier contact, or, if that is gone, to the oldest remaining one.
   */
  async undoChange(customerId: string, done: ContactsDone): Promise<void> {
    await this.#change(customerId, async (db, before) => {
      const { remove, change, wanted } = undoContacts(before, done)
      await deleteContacts(db, remove, true)
      await clearEmails(
        db,
        change.map(({ id }) => id),
      )
      for (const contact of change) {
        await writeContact(db, toRow(customerId, contact))
      }
      return { wanted }
    })
  }

  /**
   * Undoes {@link deleteContact}. Another contact that took the email address or the mark meanwhile keeps it (ADR 0047), so
   * neither makes this fail.
   *
   * @returns whether the contact is back without its email address
   */
  async undoDelete(customerId: string, { id, primary }: ContactRemoved): Promise<boolean> {
    let isWithoutEmail = false
    await this.#change(customerId, async (db, before) => {
      isWithoutEmail = await restoreContact(db, customerId, id)
      const isMarkFree = primaryOf(before) === primary.to
      return { wanted: isMarkFree && primary.from === id ? id : undefined }
    })
    return isWithoutEmail
  }

  /**
   * A customer's contacts by id, deleted ones too, for complete reads in pages.
   *
   * @param after the last id of the previous page, `""` for the first @param limit at least 1
   */
  async listContactsAfter(customerId: string, after: string, limit: number): Promise<StoredContact[]> {
    return readContactsAfter(this.#db, customerId, after, limit)
  }

  /** Number of contacts that {@link deleteAllContacts} would delete, including softly deleted ones. */
  async countEveryContact(customerId: string): Promise<number> {
    return countEveryContact(this.#db, customerId)
  }

  /** Deletes all contacts of a customer (contract R18). @returns the number of deleted contacts */
  async deleteAllContacts(customerId: string): Promise<number> {
    const count = await deleteContactsOf(this.#db, customerId)
    await scrubChangeLog(this.#db, CONTACT_CHANGES, customerId)
    return count
  }

  /** The changes of a customer's contacts, newest first (contract R29). */
  async listChanges(customerId: string, page: BackwardsPage): Promise<LoggedChange[]> {
    return readChangeLog(this.#db, CONTACT_CHANGES, customerId, page)
  }

  /** Deletes old rows of the log, at most `limit`. @returns how many */
  async trimChanges(before: Date, limit: number): Promise<number> {
    return trimChangeLog(this.#db, CONTACT_CHANGES, before, limit)
  }

  /** Writes a plan. @param path the name of the field whose email address is taken, by its position in the client's list */
  async #write(
    customerId: string,
    path: (index: number) => string,
    plan: (before: Contact[]) => ContactPlan,
  ): Promise<{ after: Contact[]; done: ContactsDone }> {
    const done: ContactsDone = { added: [], changed: [], primary: { from: null, to: null } }
    const after = await this.#change(customerId, async (db, before) => {
      const { add, change, ...wishes } = plan(before)
      checkRoom(before.length + add.length)
      // Two contacts can swap their addresses, but the unique index checks each row as it is written.
      await clearEmails(
        db,
        change.map(({ contact }) => contact.id),
      )
      for (const { contact, index } of change) {
        await naming(path(index), () => writeContact(db, toRow(customerId, contact)))
        done.changed.push(overwritten(find(before, contact.id), contact))
      }
      for (const { contact, index } of add) {
        await naming(path(index), () => insertContact(db, toRow(customerId, contact)))
        done.added.push(contact.id)
      }
      done.primary.from = primaryOf(before)
      return wishes
    })
    done.primary.to = primaryOf(after)
    return { after, done }
  }

  /** Runs one change in one transaction: lock, change, then set one primary contact. Returns all contacts after it. */
  async #change(
    customerId: string,
    work: (
      db: Database,
      before: Contact[],
    ) => Promise<{ wanted?: string | undefined; unwanted?: readonly string[] | undefined }>,
  ): Promise<Contact[]> {
    return this.#db.transaction(async (db) => {
      await lockContactsOf(db, customerId)
      const before = await readContacts(db, [customerId])
      const wishes = await work(db, before)
      await writePrimary(db, customerId, choosePrimary(await readContacts(db, [customerId]), wishes))
      const after = await readContacts(db, [customerId])
      await logChanges(db, CONTACT_CHANGES, contactChanges(customerId, before, after))
      return after
    })
  }
}

const newId = () => generateEntityId(undefined, "cont")

const primaryOf = (contacts: readonly Contact[]) => contacts.find(({ is_primary }) => is_primary)?.id ?? null

const linesOf = ({ id, name, title, email, phone, phone_original }: PlannedContact): PlannedContact => ({
  id,
  name,
  title,
  email,
  phone,
  phone_original,
})

function checkRoom(contacts: number): void {
  if (contacts > MAX_CONTACTS) {
    throw clienteleError("invalid_request", `contacts: a customer can have at most ${MAX_CONTACTS}`)
  }
}

function find(contacts: readonly Contact[], id: string): Contact {
  const contact = contacts.find((one) => one.id === id)
  if (!contact) {
    throw clienteleError("not_found", "Contact not found")
  }
  return contact
}

const toRow = (customerId: string, contact: PlannedContact) => ({
  ...linesOf(contact),
  customer_id: customerId,
  mailbox: canonicalMailbox(contact.email),
})

/** The unique index decides about duplicate addresses, also between parallel requests. */
async function naming(field: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) {
      throw clienteleError("invalid_request", `${field}: another contact of this customer has this email address`)
    }
    throw error
  }
}
