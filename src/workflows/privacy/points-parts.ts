import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { DUNNING_TEMPLATE } from "../../kernel/options"
import { CREDIT_MODULE, type CreditModuleService } from "../../modules/credit"
import { DATA_IMPORT_MODULE, type DataImportModuleService } from "../../modules/data_import"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { type Entry, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { listMails, type MailRow } from "./mailbox-rows"
import { allOf, begun } from "./pages"
import type { PersonalData } from "./personal-data"

/** Entries of a page. */
const PAGE = 500

export const pointsPart: PersonalData = {
  name: "points",
  tables: [
    "clientele_points_account",
    "clientele_points_entry",
    "clientele_points_entry_note",
    "clientele_points_lot",
    "clientele_points_lot_use",
    "clientele_points_hold",
  ],
  async export(container, { mailbox }) {
    const points = container.resolve<PointsModuleService>(POINTS_MODULE)
    const account = mailbox ? await points.findAccount(mailbox) : null
    if (!mailbox || !account) {
      return null
    }
    return { ...account, ledger: await begun(readLedger(points, mailbox)), next_cursor: null }
  },
  async count(container, { mailbox, before_successor }) {
    const points = container.resolve<PointsModuleService>(POINTS_MODULE)
    return points.countPersonal(mailbox ?? before_successor?.mailbox ?? "", before_successor?.deleted_at)
  },
  async anonymize(container, { mailbox, before_successor }) {
    const points = container.resolve<PointsModuleService>(POINTS_MODULE)
    if (mailbox) {
      await points.anonymizeMailbox(mailbox)
    } else if (before_successor) {
      await points.anonymizeNotes(before_successor.mailbox, before_successor.deleted_at)
    }
    return []
  },
}

async function* readLedger(points: PointsModuleService, mailbox: string): AsyncGenerator<Entry[]> {
  let cursor: string | null = null
  do {
    const page = await points.listEntries(mailbox, cursor, PAGE)
    yield page.entries
    cursor = page.next_cursor
  } while (cursor)
}

/**
 * Lines of imported files, while they are kept. It comes before the points, because it waits for lines that are being
 * posted.
 */
export const importsPart: PersonalData = {
  name: "imports",
  tables: ["clientele_import_row"],
  export: (container, { mailbox, customer_id }) => begun(importsOf(container).personalPages(mailbox, [customer_id])),
  count: async (container, { mailbox, customer_id }) => ({
    import_rows: await importsOf(container).countPersonal(mailbox, [customer_id]),
  }),
  async anonymize(container, { mailbox, customer_id }) {
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    // A worker can have been killed between the posting of a receivable and the record of it on the line.
    await importsOf(container).anonymizePerson(mailbox, [customer_id], async (db, keys) =>
      (await credit.listEntriesOfKeys(keys, db)).map(({ key, account_id, entry_id }) => ({
        ...{ key, customer_id: account_id, entry_id, is_new: null },
      })),
    )
    return []
  },
}

const importsOf = (container: MedusaContainer) => container.resolve<DataImportModuleService>(DATA_IMPORT_MODULE)

export const codesPart: PersonalData = {
  name: "codes",
  tables: [
    "clientele_code_challenge",
    "clientele_code_failure",
    "clientele_code_token",
    "clientele_code_verification",
    "clientele_code_email_change",
    "clientele_code_mail",
  ],
  export: (container, { customer_id, mailbox }) =>
    container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).exportFor(customer_id, mailbox),
  count: (container, { customer_id, mailbox }) =>
    container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).countFor(customer_id, mailbox),
  async anonymize(container, { customer_id, mailbox }) {
    await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).deleteCodesOf(customer_id, mailbox)
    return []
  },
}

type NotificationModule = { deleteNotifications(ids: string[]): Promise<void> }

/** The rows of Medusa's Notification module about mails with codes and dunning mails. */
export const mailsPart: PersonalData = {
  name: "mails",
  tables: [],
  async export(container, { mailbox }) {
    const mails = mailbox ? await allOf(readMails(container, mailbox)) : []
    return mails.map(({ id, status, created_at }) => ({ id, status, created_at }))
  },
  async count(container, { mailbox }) {
    return { mails: mailbox ? (await allOf(readMails(container, mailbox))).length : 0 }
  },
  async anonymize(container, { mailbox }) {
    const ids = mailbox ? (await allOf(readMails(container, mailbox))).map(({ id }) => id) : []
    if (ids.length > 0) {
      await container.resolve<NotificationModule>(Modules.NOTIFICATION).deleteNotifications(ids)
    }
    return []
  },
}

function readMails(container: MedusaContainer, mailbox: string): AsyncIterable<MailRow[]> {
  const { template } = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).mail
  const { dunning } = container.resolve<CreditModuleService>(CREDIT_MODULE).options
  return listMails(container, mailbox, [template, DUNNING_TEMPLATE, ...dunning.map((level) => level.template)])
}
