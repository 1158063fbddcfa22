import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { type Entry, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import type { PersonalData } from "./personal-data"

const PAGE = 200

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
    const account = mailbox ? await points.getAccount(mailbox) : null
    if (!mailbox || !account) {
      return null
    }
    const ledger: Entry[] = []
    let cursor: string | null = null
    do {
      const page = await points.listEntries(mailbox, cursor, PAGE)
      ledger.push(...page.entries)
      cursor = page.next_cursor
    } while (cursor)
    return { ...account, ledger, next_cursor: null }
  },
  async anonymize(container, { mailbox }) {
    if (mailbox) {
      await container.resolve<PointsModuleService>(POINTS_MODULE).anonymizeMailbox(mailbox)
    }
    return []
  },
}

export const codesPart: PersonalData = {
  name: "codes",
  tables: [
    "clientele_code_challenge",
    "clientele_code_failure",
    "clientele_code_token",
    "clientele_code_proof",
    "clientele_code_email_change",
  ],
  export: (container, { customer_id, mailbox }) =>
    container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).exportFor(customer_id, mailbox),
  async anonymize(container, { customer_id, mailbox }) {
    await container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).forget(customer_id, mailbox)
    return []
  },
}

type Notification = { id: string; status?: string; created_at: string | Date }
type NotificationModule = {
  listNotifications(filters: object, config: object): Promise<Notification[]>
  deleteNotifications(ids: string[]): Promise<void>
}

/** More mails than the limits let anybody have asked for in years. */
const ALL_MAILS = 10_000

/** What Medusa's Notification module keeps of the mails with codes: to whom and when, never the code. */
export const mailsPart: PersonalData = {
  name: "mails",
  tables: [],
  async export(container, { mailbox }) {
    const mails = mailbox ? await readMails(container, mailbox) : []
    return mails.map(({ id, status, created_at }) => ({ id, status, created_at }))
  },
  async anonymize(container, { mailbox }) {
    const ids = mailbox ? (await readMails(container, mailbox)).map(({ id }) => id) : []
    if (ids.length > 0) {
      await container.resolve<NotificationModule>(Modules.NOTIFICATION).deleteNotifications(ids)
    }
    return []
  },
}

async function readMails(container: MedusaContainer, mailbox: string): Promise<Notification[]> {
  const { template } = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE).mail
  return container
    .resolve<NotificationModule>(Modules.NOTIFICATION)
    .listNotifications({ to: mailbox, template }, { take: ALL_MAILS })
}
