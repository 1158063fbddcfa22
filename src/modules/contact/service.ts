import { generateEntityId } from "@medusajs/framework/utils"
import type { Database, Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { canonicalMailbox } from "../../kernel/mailbox"
import { Readable } from "../../kernel/reading/readable"
import { choosePrimary } from "./domain/primary"
import { contacts } from "./reading"
import {
  deleteContacts,
  deleteContactsOf,
  insertContact,
  lockContactsOf,
  readChangedSince,
  readContacts,
  readPage,
  restoreContact,
  writeContact,
  writePrimary,
} from "./sql"
import { CONTACT_MODULE, type Contact, type ContactFields } from "./types"

const UNIQUE_VIOLATION = "23505"

/** More contacts than any customer has; keeps one request from filling the table. */
const MAX_CONTACTS = 100

/**
 * The people at a customer (CONTRACT R20). Every change of a customer's contacts is one transaction under a lock of that
 * customer, after which exactly one of them is primary.
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
   * Customers of whose contacts one has changed since a moment, also by being removed, in the order of their ids.
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
   * Adds contacts in the order given. The first contact of a customer becomes primary; so does one that says so.
   *
   * @throws `invalid_request` naming `contacts.N.email` for an address that the customer has already, or
   *   `contacts.N.is_primary` for a second primary among the new ones
   */
  async createContacts(customerId: string, fields: readonly ContactFields[]): Promise<Contact[]> {
    return (await this.addContacts(customerId, fields)).contacts
  }

  /** {@link createContacts}, and what {@link undoAdd} needs: the contact that was primary before. */
  async addContacts(
    customerId: string,
    fields: readonly ContactFields[],
  ): Promise<{ contacts: Contact[]; former: string | null }> {
    const [primary, second] = fields.flatMap(({ is_primary }, index) => (is_primary ? [index] : []))
    if (second !== undefined) {
      throw clienteleError("invalid_request", `contacts.${second}.is_primary: only one contact can be primary`)
    }
    const ids = fields.map(() => generateEntityId(undefined, "cont"))
    let former: string | null = null
    const contacts = await this.#change(customerId, async (db, before) => {
      former = before.find(({ is_primary }) => is_primary)?.id ?? null
      if (before.length + fields.length > MAX_CONTACTS) {
        throw clienteleError("invalid_request", `contacts: a customer can have at most ${MAX_CONTACTS}`)
      }
      for (const [index, one] of fields.entries()) {
        const path = fields.length > 1 ? `contacts.${index}.email` : "email"
        await naming(path, () => insertContact(db, toRow(ids[index] as string, customerId, one)))
      }
      return { wanted: primary === undefined ? undefined : ids[primary], answer: ids }
    })
    return { contacts, former }
  }

  /**
   * Changes what is given of a contact and leaves the rest.
   *
   * @throws `not_found`, also for another customer's contact; `invalid_request` for an address that another has
   */
  async updateContact(customerId: string, id: string, change: Partial<ContactFields>): Promise<Contact> {
    const [contact] = await this.#change(customerId, async (db, before) => {
      const { phone, phone_original, ...kept } = find(before, id)
      const present = { ...kept, phone: phone ? { e164: phone, original: phone_original ?? phone } : null }
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      await naming("email", () => writeContact(db, toRow(id, customerId, { ...present, ...given })))
      return {
        wanted: change.is_primary === true ? id : undefined,
        unwanted: change.is_primary === false ? id : undefined,
        answer: [id],
      }
    })
    return contact as Contact
  }

  /** Removes a contact; where it was the primary one, the oldest that is left takes its place. @throws `not_found` */
  async deleteContact(customerId: string, id: string): Promise<void> {
    await this.#change(customerId, async (db, before) => {
      find(before, id)
      await deleteContacts(db, [id], false)
      return { answer: [] }
    })
  }

  /**
   * Takes {@link addContacts} back, as if they had never been. Where one of them is primary, the `former` primary is so again,
   * or, once that is gone, the oldest that is left (CONTRACT R20).
   */
  async undoAdd(customerId: string, ids: readonly string[], former: string | null): Promise<void> {
    await this.#change(customerId, async (db, before) => {
      const held = before.some(({ id, is_primary }) => is_primary && ids.includes(id))
      await deleteContacts(db, ids, true)
      return { wanted: held ? (former ?? undefined) : undefined, answer: [] }
    })
  }

  /**
   * Takes {@link deleteContact} back. @param wasPrimary whether it becomes primary again
   *
   * @throws `invalid_request` where another contact has its address meanwhile
   */
  async undoDelete(customerId: string, id: string, wasPrimary: boolean): Promise<void> {
    await this.#change(customerId, async (db) => {
      await naming("email", () => restoreContact(db, customerId, id))
      return { wanted: wasPrimary ? id : undefined, answer: [] }
    })
  }

  /** Erases everybody at a customer (CONTRACT R18). @returns how many there were */
  async erase(customerId: string): Promise<number> {
    return deleteContactsOf(this.#db, customerId)
  }

  /** One change in one transaction: lock, change, then one primary contact. Answers the contacts asked for. */
  async #change(
    customerId: string,
    work: (
      db: Database,
      before: Contact[],
    ) => Promise<{ wanted?: string | undefined; unwanted?: string | undefined; answer: string[] }>,
  ): Promise<Contact[]> {
    return this.#db.transaction(async (db) => {
      await lockContactsOf(db, customerId)
      const { answer, ...wishes } = await work(db, await readContacts(db, [customerId]))
      await writePrimary(db, customerId, choosePrimary(await readContacts(db, [customerId]), wishes))
      const after = await readContacts(db, [customerId])
      return answer.map((id) => find(after, id))
    })
  }
}

function find(contacts: readonly Contact[], id: string): Contact {
  const contact = contacts.find((one) => one.id === id)
  if (!contact) {
    throw clienteleError("not_found", "Contact not found")
  }
  return contact
}

function toRow(id: string, customerId: string, fields: ContactFields) {
  return {
    id,
    customer_id: customerId,
    name: fields.name,
    title: fields.title ?? null,
    email: fields.email ?? null,
    mailbox: canonicalMailbox(fields.email),
    phone: fields.phone?.e164 ?? null,
    phone_original: fields.phone?.original ?? null,
  }
}

/** The unique index decides about an address that is there already, also between two requests. */
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
