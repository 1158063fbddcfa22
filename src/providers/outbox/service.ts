import type { ProviderSendNotificationDTO, ProviderSendNotificationResultsDTO } from "@medusajs/framework/types"
import { AbstractNotificationProviderService } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import { appendToOutbox, isOutboxAllowed } from "./file"

/** An email provider for development that sends nothing: `GET /admin/clientele/outbox` shows what it was given. */
export class OutboxProviderService extends AbstractNotificationProviderService {
  static override identifier = "clientele-outbox"

  /** @throws `invalid_option` in production */
  constructor() {
    super()
    if (!isOutboxAllowed()) {
      throw clienteleError(
        "invalid_option",
        "medusa-plugin-clientele/providers/outbox is for development. Register an email provider in medusa-config.ts.",
      )
    }
  }

  override async send(mail: ProviderSendNotificationDTO): Promise<ProviderSendNotificationResultsDTO> {
    await appendToOutbox({
      to: mail.to,
      template: mail.template ?? null,
      subject: mail.content?.subject ?? "",
      text: mail.content?.text ?? "",
      html: mail.content?.html ?? "",
      at: new Date().toISOString(),
    })
    return {}
  }
}
