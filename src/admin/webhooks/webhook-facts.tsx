import { useTranslation } from "react-i18next"
import { Given, None, Note, Row } from "../components/section"
import { useFormat } from "../lib/format"
import type { Webhook } from "./use-webhook"
import { WebhookState } from "./webhook-state"

/** The events and the status of an endpoint. */
export const WebhookFacts = ({ webhook }: { webhook: Webhook }) => {
  const { t } = useTranslation()
  const { moment } = useFormat()
  return (
    <>
      {webhook.disabled_at && webhook.disabled_because && (
        <Note>
          {t(`clientele.webhooks.disabledHint.${webhook.disabled_because}`, { at: moment(webhook.disabled_at) })}
        </Note>
      )}
      <Row title={t("clientele.webhooks.state")}>
        <WebhookState webhook={webhook} />
      </Row>
      <Row title={t("clientele.webhooks.description")}>
        {webhook.description ? <Given>{webhook.description}</Given> : <None />}
      </Row>
      <Row title={t("clientele.webhooks.events")}>
        {webhook.events.map((event) => (
          <div key={event} className="break-all">
            {event}
          </div>
        ))}
      </Row>
      <Row title={t("clientele.webhooks.payload")}>{t(`clientele.webhooks.payloads.${webhook.payload}`)}</Row>
      {webhook.failing_since && <Row title={t("clientele.webhooks.failingSince")}>{moment(webhook.failing_since)}</Row>}
      {webhook.previous_secret_until && new Date(webhook.previous_secret_until) > new Date() && (
        <Row title={t("clientele.webhooks.previousSecret")}>
          {t("clientele.webhooks.until", { at: moment(webhook.previous_secret_until) })}
        </Row>
      )}
    </>
  )
}
