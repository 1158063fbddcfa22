import type { ProviderSendNotificationDTO } from "@medusajs/framework/types"
import { AbstractNotificationProviderService, ModuleProvider, Modules } from "@medusajs/framework/utils"
import { appendToOutbox } from "../../../src/providers/outbox/file"

const seen = new Set<string>()

/**
 * An email provider whose behaviour depends on the address. `hanging…`: never answers, and prints that it was called.
 * `refused…`: refuses the first mail. `flaky…`: sends the first mail and then reports a failure, like a provider whose
 * answer is lost. All other addresses get their mails.
 */
class MailerByAddress extends AbstractNotificationProviderService {
  static override identifier = "by-address"

  override async send({ to, content }: ProviderSendNotificationDTO): Promise<Record<string, never>> {
    if (to.startsWith("hanging")) {
      process.stdout.write("the mailer hangs\n")
      await new Promise(() => undefined)
    }
    const isFirst = !seen.has(to)
    seen.add(to)
    const { subject = "", text = "", html = "" } = content ?? {}
    if (isFirst && to.startsWith("refused")) throw new Error(`550 ${to} is not here`)
    await appendToOutbox({ to, template: null, subject, text, html, at: new Date().toISOString() })
    if (isFirst && to.startsWith("flaky")) throw new Error(`timeout after sending to ${to}: ${text}`)
    return {}
  }
}

export default ModuleProvider(Modules.NOTIFICATION, { services: [MailerByAddress] })
