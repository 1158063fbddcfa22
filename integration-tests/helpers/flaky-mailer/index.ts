import type { ProviderSendNotificationDTO } from "@medusajs/framework/types"
import { AbstractNotificationProviderService, ModuleProvider, Modules } from "@medusajs/framework/utils"
import { appendToOutbox } from "../../../src/providers/outbox/file"

const seen = new Set<string>()

/** Sends each address its first mail and then says that it failed, as a mailer does whose answer is lost. */
class FlakyMailer extends AbstractNotificationProviderService {
  static override identifier = "flaky"

  override async send({ to, content }: ProviderSendNotificationDTO): Promise<Record<string, never>> {
    const { subject = "", text = "", html = "" } = content ?? {}
    await appendToOutbox({ to, template: null, subject, text, html, at: new Date().toISOString() })
    if (!seen.has(to)) {
      seen.add(to)
      throw new Error(`timeout after sending to ${to}: ${text}`)
    }
    return {}
  }
}

export default ModuleProvider(Modules.NOTIFICATION, { services: [FlakyMailer] })
