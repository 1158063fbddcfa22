import { appendFile } from "node:fs/promises"
import type { ProviderSendNotificationDTO, ProviderSendNotificationResultsDTO } from "@medusajs/framework/types"
import { AbstractNotificationProviderService, ModuleProvider, Modules } from "@medusajs/framework/utils"

/** The demo's email provider: it writes each mail as one line of JSON to the file that DEMO_MAILS names. */
class DemoMailer extends AbstractNotificationProviderService {
  static identifier = "demo-mailer"

  async send({ to, content }: ProviderSendNotificationDTO): Promise<ProviderSendNotificationResultsDTO> {
    const mail = { to, subject: content?.subject, text: content?.text }
    await appendFile(process.env.DEMO_MAILS ?? "mails.jsonl", `${JSON.stringify(mail)}\n`, { mode: 0o600 })
    return {}
  }
}

export default ModuleProvider(Modules.NOTIFICATION, { services: [DemoMailer] })
