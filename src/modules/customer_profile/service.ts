import {
  type LoggedChange,
  logChanges,
  type NewChange,
  readChangeLog,
  scrubChangeLog,
  trimChangeLog,
} from "../../kernel/change-log"
import type { Database, Pool } from "../../kernel/database"
import { clienteleError } from "../../kernel/errors"
import { type PluginOptions, parseOptions } from "../../kernel/options"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { Readable } from "../../kernel/reading/readable"
import { profileChanges } from "./domain/logged-fields"
import { profiles } from "./reading"
import { CUSTOMER_CHANGES } from "./schema/customer-change-table"
import {
  anonymizeProfileRow,
  deleteProfile,
  markDeleted,
  readByExternalId,
  readChangedSince,
  readHolders,
  readHoldersAmong,
  readProfiles,
  readTestCustomers,
  touchProfile,
  undoSave,
  unmarkDeleted,
  writeProfile,
} from "./sql/profiles"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfile, type ProfileChange, type SavedProfile } from "./types"

const UNIQUE_VIOLATION = "23505"
const EMAIL_INDEX = "clientele_customer_profile_email_key"
const TAKEN: Record<string, string> = {
  clientele_customer_profile_external_id: "external_id: another customer has this id",
  [EMAIL_INDEX]: "email: another customer has this email address",
}

/** The plugin's fields of customers beyond Medusa's (contract R2). */
export default class CustomerProfileModuleService extends Readable(CUSTOMER_PROFILE_MODULE, profiles) {
  readonly #db: Pool
  /** The shop's options for customers. */
  readonly rules: PluginOptions["customers"]

  constructor(cradle: { __pg_connection__: Pool }, options?: Record<string, unknown>) {
    super(cradle)
    this.#db = cradle.__pg_connection__
    this.rules = parseOptions(options).customers
  }

  /** The profiles of these customers, deleted or not. Customers without one are left out. One query. */
  async listProfiles(customerIds: readonly string[]): Promise<CustomerProfile[]> {
    return customerIds.length === 0 ? [] : readProfiles(this.#db, customerIds)
  }

  /**
   * Customers whose profile changed since a time, deleted or not, ordered by id.
   *
   * @param after the last id of the page before, `""` for the first @param limit at least 1
   */
  async listChangedSince(since: Date, after: string, limit: number): Promise<string[]> {
    return readChangedSince(this.#db, since, after, limit)
  }

  /** The ids of all test customers (contract R61). */
  async listTestCustomers(): Promise<string[]> {
    return readTestCustomers(this.#db)
  }

  /** The live profile with this external id (contract R6). */
  async findByExternalId(externalId: string): Promise<CustomerProfile | undefined> {
    return readByExternalId(this.#db, externalId)
  }

  /** The live profiles that hold this email or this external id: at most two. */
  async findHolders(emailKey: string | null, externalId: string | null): Promise<CustomerProfile[]> {
    return emailKey === null && externalId === null ? [] : readHolders(this.#db, emailKey, externalId)
  }

  /** The live profiles that hold one of these emails or external ids. One query. */
  async listHolders(emailKeys: readonly string[], externalIds: readonly string[]): Promise<CustomerProfile[]> {
    return emailKeys.length + externalIds.length === 0 ? [] : readHoldersAmong(this.#db, emailKeys, externalIds)
  }

  /**
   * Changes the given fields of a profile, and creates it if there is none. A deleted profile becomes live, so its customer
   * must be live.
   *
   * @param adopting whether the customer must not be managed yet. Of parallel adoptions, one succeeds
   * @throws `invalid_request` on `email` or `external_id` if another live customer has it, or if this one is managed. The
   *   unique indexes and the row's lock decide, so of parallel requests one succeeds. On `email` the message ends with the
   *   id of the customer who has it, if both customers are of one mode
   */
  async saveProfile(customerId: string, change: ProfileChange, { adopting = false } = {}): Promise<SavedProfile> {
    const save = () =>
      this.#db.transaction(async (db) => {
        const made = await touchProfile(db, customerId)
        const before = await readOne(db, customerId)
        if (adopting && before.managed && !before.deleted_at) {
          throw emailTaken(customerId)
        }
        await writeProfile(db, customerId, change)
        const after = await readOne(db, customerId)
        await this.logChanges(db, [
          { customer_id: customerId, action: "changed", changes: profileChanges(before, after) },
        ])
        return { change, made, before, after }
      })
    return naming(save, () => this.#holderOf(change.email_key ?? null, customerId, change.livemode))
  }

  /** The managed customer with this email and mode. It is read after the refusal, so the customer can be gone by then. */
  async #holderOf(emailKey: string | null, customerId: string, livemode?: boolean): Promise<string | undefined> {
    const [[holder], [own]] = await Promise.all([this.findHolders(emailKey, null), this.listProfiles([customerId])])
    return holder?.livemode === (livemode ?? own?.livemode ?? true) ? holder.customer_id : undefined
  }

  /**
   * Undoes {@link saveProfile}: restores fields that still have the written value. Later changes by other requests stay.
   */
  async undoSave(customerId: string, saved: SavedProfile): Promise<void> {
    await this.#db.transaction(async (db) => {
      const [before] = await readProfiles(db, [customerId])
      await undoSave(db, customerId, saved)
      const [after] = await readProfiles(db, [customerId])
      const changes = before && after ? profileChanges(before, after) : []
      await this.logChanges(db, [{ customer_id: customerId, action: "changed", changes }])
    })
  }

  /** Deletes a profile permanently, because its customer was never created. */
  async deleteProfile(customerId: string): Promise<void> {
    await deleteProfile(this.#db, customerId)
  }

  /** Marks the profiles of deleted customers as deleted. Email and external id are free again. */
  async softDeleteProfiles(customerIds: readonly string[]): Promise<void> {
    await markDeleted(this.#db, customerIds)
  }

  /**
   * Restores the profile of a restored customer.
   *
   * @throws `invalid_request` if another customer took the email or external id meanwhile
   */
  async restoreProfile(customerId: string): Promise<void> {
    await naming(() => unmarkDeleted(this.#db, customerId))
  }

  /**
   * Removes data that identifies the customer (contract R18); dates, rate and flags stay. The caller has deleted the
   * photo's file.
   *
   * @param keepsFile keeps the id of a photo file that could not be deleted, so that another run can find it
   */
  async anonymizeProfile(customerId: string, { keepsFile = false } = {}): Promise<void> {
    await anonymizeProfileRow(this.#db, customerId, keepsFile)
    await scrubChangeLog(this.#db, CUSTOMER_CHANGES, customerId)
  }

  /** Logs changes of customers in the caller's transaction (contract R29). Changes of other fields are not logged. */
  async logChanges(db: Database, changes: readonly NewChange[]): Promise<void> {
    await logChanges(
      db,
      CUSTOMER_CHANGES,
      changes.filter(({ action, changes: fields }) => action !== "changed" || fields.length > 0),
    )
  }

  /** The changes of a customer, newest first. */
  async listChanges(customerId: string, page: BackwardsPage): Promise<LoggedChange[]> {
    return readChangeLog(this.#db, CUSTOMER_CHANGES, customerId, page)
  }

  /** Deletes old rows of the log, at most `limit`. @returns how many */
  async trimChanges(before: Date, limit: number): Promise<number> {
    return trimChangeLog(this.#db, CUSTOMER_CHANGES, before, limit)
  }
}

/** The row exists: this transaction created or found it. */
async function readOne(db: Database, customerId: string): Promise<CustomerProfile> {
  return (await readProfiles(db, [customerId]))[0] as CustomerProfile
}

/** @param holder the customer who has the email; omitted if a parallel deletion freed it already */
function emailTaken(holder: string | undefined): Error {
  const message = TAKEN[EMAIL_INDEX] as string
  return clienteleError("invalid_request", holder === undefined ? message : `${message} (${holder})`)
}

async function naming<T>(write: () => Promise<T>, holder?: () => Promise<string | undefined>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    const message = code === UNIQUE_VIOLATION ? TAKEN[constraint ?? ""] : undefined
    if (message === undefined) {
      throw error
    }
    throw constraint === EMAIL_INDEX ? emailTaken(await holder?.()) : clienteleError("invalid_request", message)
  }
}
