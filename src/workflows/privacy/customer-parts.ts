import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { deleteFilesWorkflow } from "@medusajs/medusa/core-flows"
import type { LoggedChange } from "../../kernel/change-log"
import { withDeadline } from "../../kernel/deadline"
import { errorText } from "../../kernel/error-text"
import type { BackwardsPage } from "../../kernel/reading/backwards"
import { CONTACT_MODULE, type ContactModuleService } from "../../modules/contact"
import { CREDIT_MODULE, type CreditEntry, type CreditModuleService, type ListedReceivable } from "../../modules/credit"
import { CREDIT_CHECK_MODULE, type CreditCheck, type CreditCheckModuleService } from "../../modules/credit_check"
import { CUSTOMER_NOTE_MODULE, type CustomerNoteModuleService } from "../../modules/customer_note"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { refreshCustomers } from "../shared/customers/refresh-index"
import { begun, inPages } from "./pages"
import type { PersonalData } from "./personal-data"

/** Notes of a page: each has up to 5000 characters. */
const NOTES = 200

/** Contacts of a page. A shopper can add and delete any number of them. */
const CONTACTS = 500

/** Credit checks of a page: each has a snapshot of some kilobytes. */
const CHECKS = 50

/** Time limit for the file provider to delete a photo. */
const FILE_MS = 5_000

export const profilePart: PersonalData = {
  name: "profile",
  tables: ["clientele_customer_profile", "clientele_customer_change", "clientele_customer_note"],
  async export(container, { customer_id }) {
    const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const [profile] = await profiles.listProfiles([customer_id])
    const notes = await begun(
      inPages(NOTES, (after, take) => notesOf(container).listNotesAfter(customer_id, after, take)),
    )
    const changes = await begun(readChanges((page) => profiles.listChanges(customer_id, page)))
    return { ...profile, changes, note_entries: notes }
  },
  async count(container, { customer_id }) {
    const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const [[profile], notes] = await Promise.all([
      profiles.listProfiles([customer_id]),
      notesOf(container).countEveryNote(customer_id),
    ])
    return { profiles: profile ? 1 : 0, photos: profile?.photo_file_id ? 1 : 0, notes }
  },
  async anonymize(container, { customer_id }) {
    const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const [profile] = await profiles.listProfiles([customer_id])
    const problems = profile?.photo_file_id ? await deletePhotoFile(container, profile.photo_file_id) : []
    await notesOf(container).deleteAllNotes(customer_id)
    await profiles.anonymizeProfile(customer_id, { keepsFile: problems.length > 0 })
    return problems
  },
}

/** Rows of a page of a change log. */
const CHANGES = 200

async function* readChanges(read: (page: BackwardsPage) => Promise<LoggedChange[]>): AsyncGenerator<LoggedChange[]> {
  let page: LoggedChange[]
  let after: string | null = null
  do {
    page = await read({ after, until: null, limit: CHANGES })
    yield page
    after = page.at(-1)?.position ?? null
  } while (page.length === CHANGES)
}

const notesOf = (container: MedusaContainer) => container.resolve<CustomerNoteModuleService>(CUSTOMER_NOTE_MODULE)

/** Deletes a photo's file before its id is removed from the row. @returns problems as text */
async function deletePhotoFile(container: MedusaContainer, fileId: string): Promise<string[]> {
  try {
    await withDeadline(FILE_MS, "the file provider", deleteFilesWorkflow(container).run({ input: { ids: [fileId] } }))
    return []
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`clientele: the file ${fileId} could not be deleted: ${errorText(error)}`)
    return ["the file of the customer's photo was not deleted"]
  }
}

export const contactsPart: PersonalData = {
  name: "contacts",
  tables: ["clientele_contact", "clientele_contact_change"],
  async export(container, { customer_id }) {
    const service = container.resolve<ContactModuleService>(CONTACT_MODULE)
    const contacts = await begun(
      inPages(CONTACTS, (after, take) => service.listContactsAfter(customer_id, after, take)),
    )
    const changes = await begun(readChanges((page) => service.listChanges(customer_id, page)))
    return { contacts, changes }
  },
  async count(container, { customer_id }) {
    const contacts = container.resolve<ContactModuleService>(CONTACT_MODULE)
    return { contacts: await contacts.countEveryContact(customer_id) }
  },
  async anonymize(container, { customer_id }) {
    await container.resolve<ContactModuleService>(CONTACT_MODULE).deleteAllContacts(customer_id)
    return []
  },
}

/** Limits, terms, amounts and dates stay. Free text about entries and items is deleted. */
export const creditPart: PersonalData = {
  name: "credit",
  tables: [
    "clientele_credit_account",
    "clientele_credit_member",
    "clientele_credit_entry",
    "clientele_credit_entry_note",
    "clientele_credit_receivable",
    "clientele_credit_dispute",
  ],
  async export(container, { customer_id }) {
    const credit = creditOf(container)
    const [accounts, membership, members, disputes, ledger, receivables] = await Promise.all([
      credit.listAccounts([customer_id]),
      credit.findMembership(customer_id),
      credit.listMembers(customer_id),
      credit.listDisputes(customer_id),
      begun(readCreditLedger(credit, customer_id)),
      begun(readCreditItems(credit, customer_id)),
    ])
    return { accounts, membership, members, disputes, ledger, receivables }
  },
  count: (container, { customer_id }) => creditOf(container).countPersonal(customer_id),
  async anonymize(container, { customer_id }) {
    await creditOf(container).anonymizeAccount(customer_id)
    return []
  },
}

const creditOf = (container: MedusaContainer) => container.resolve<CreditModuleService>(CREDIT_MODULE)

/** Rows in one read of an export. */
const CREDIT_PAGE = 200

async function* readCreditLedger(credit: CreditModuleService, accountId: string): AsyncGenerator<CreditEntry[]> {
  let cursor: string | null = null
  do {
    const page: { entries: CreditEntry[]; next_cursor: string | null } = await credit.listEntries(
      accountId,
      cursor,
      CREDIT_PAGE,
    )
    yield page.entries
    cursor = page.next_cursor
  } while (cursor)
}

async function* readCreditItems(credit: CreditModuleService, accountId: string): AsyncGenerator<ListedReceivable[]> {
  for (let offset = 0; ; offset += CREDIT_PAGE) {
    const statuses = ["open", "overdue", "paid"] as const
    const { receivables } = await credit.listReceivables(accountId, { statuses, limit: CREDIT_PAGE, offset })
    yield receivables
    if (receivables.length < CREDIT_PAGE) {
      return
    }
  }
}

/** Codes, points, amounts and dates of checks stay. Actors, data sent to a bureau, and sentences are deleted. */
export const creditChecksPart: PersonalData = {
  name: "credit_checks",
  tables: ["clientele_credit_check", "clientele_credit_check_detail", "clientele_credit_check_refresh"],
  export: (container, { customer_id }) => begun(readChecks(checksOf(container), customer_id)),
  async count(container, { customer_id }) {
    return { credit_checks: await checksOf(container).countPersonal(customer_id) }
  },
  async anonymize(container, { customer_id }) {
    await checksOf(container).anonymizeChecks(customer_id)
    return []
  },
}

const checksOf = (container: MedusaContainer) => container.resolve<CreditCheckModuleService>(CREDIT_CHECK_MODULE)

async function* readChecks(service: CreditCheckModuleService, customerId: string): AsyncGenerator<CreditCheck[]> {
  let cursor: string | null = null
  do {
    const page = await service.listChecks(customerId, cursor, CHECKS)
    yield page.checks
    cursor = page.next_cursor
  } while (cursor)
}

/**
 * The data of lists and search. They are rewritten from the remaining data, and again when Medusa's customer is anonymised.
 */
export const projectionPart: PersonalData = {
  name: "figures",
  tables: [
    "clientele_customer_index",
    "clientele_customer_order",
    "clientele_customer_order_line",
    "clientele_customer_movement",
    "clientele_customer_stats",
  ],
  export: (container, { customer_id }) =>
    container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE).listStats([customer_id]),
  count: async () => ({}),
  async anonymize(container, { customer_id }) {
    await refreshCustomers(container, [customer_id])
    return []
  },
}
