import type { ProviderSendNotificationDTO } from "@medusajs/framework/types"
import { AbstractNotificationProviderService, ModuleProvider, Modules } from "@medusajs/framework/utils"
import { appendToOutbox } from "../../../src/providers/outbox/file"

const refused = new Set<string>()

/**
 * Never answers for addresses that begin with `hanging`, and prints that it was called. Refuses the first mail to each that begins
 * with `refused`. All others get their mails.
 */
class HangingMailer extends AbstractNotificationProviderService {
  static override identifier = "hanging"

  override async send({ to, content }: ProviderSendNotificationDTO): Promise<Record<string, never>> {
    if (to.startsWith("hanging")) {
      process.stdout.write("the mailer hangs\n")
      await new Promise(() => undefined)
    }
    if (to.startsWith("refused") && !refused.has(to)) {
      refused.add(to)
      throw new Error(`550 ${to} is not here`)
    }
    const { subject = "", text = "", html = "" } = content ?? {}
    await appendToOutbox({ to, template: null, subject, text, html, at: new Date().toISOString() })
    return {}
  }
}

export default ModuleProvider(Modules.NOTIFICATION, { services: [HangingMailer] })
