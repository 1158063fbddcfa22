import { useState } from "react"
import { useTranslation } from "react-i18next"
import { useParams } from "react-router-dom"
import { PagedList } from "../../../../components/list/paged-list"
import { type ListQuery, useList } from "../../../../components/list/use-list"
import { Answered, Section } from "../../../../components/section"
import { call } from "../../../../lib/call"
import { useDeliveryColumns } from "../../../../webhooks/delivery-columns"
import { NewSecret } from "../../../../webhooks/new-secret"
import { RecoverWebhook } from "../../../../webhooks/recover-webhook"
import { SaveWebhook } from "../../../../webhooks/save-webhook"
import { type Delivery, deliveriesKey, useWebhook } from "../../../../webhooks/use-webhook"
import { WebhookActions } from "../../../../webhooks/webhook-actions"
import { WebhookFacts } from "../../../../webhooks/webhook-facts"

const STATUSES = ["pending", "delivered", "failed"] as const

/** `/app/settings/webhooks/:id`: an endpoint and its deliveries (contract R63). */
const WebhookPage = () => {
  const id = useParams().id ?? ""
  const answer = useWebhook(id)
  const [secret, setSecret] = useState<string>()
  const [isRecovering, setRecovering] = useState(false)
  return (
    <div className="flex flex-col gap-y-3">
      <Section
        title={answer.data?.url ?? "…"}
        actions={
          answer.data && (
            <>
              <SaveWebhook webhook={answer.data} />
              <WebhookActions webhook={answer.data} onSecret={setSecret} onRecover={() => setRecovering(true)} />
            </>
          )
        }
      >
        <Answered answer={answer}>{(webhook) => <WebhookFacts webhook={webhook} />}</Answered>
      </Section>
      {answer.data && <Deliveries id={id} />}
      {isRecovering && <RecoverWebhook id={id} onClose={() => setRecovering(false)} />}
      {secret && <NewSecret secret={secret} onClose={() => setSecret(undefined)} />}
    </div>
  )
}

const isLive = ({ rows }: { rows: Delivery[] }) => rows.some(({ status }) => status === "pending")

const Deliveries = ({ id }: { id: string }) => {
  const { t } = useTranslation()
  const read = async (query: ListQuery, signal: AbortSignal) => {
    const { deliveries, next_cursor } = await call("GET /admin/webhooks/:id/deliveries", {
      params: { id },
      query,
      signal,
    })
    return { rows: deliveries, next_cursor }
  }
  const list = useList<Delivery>({ queryKey: deliveriesKey(id), read, filterIds: ["status"], isLive })
  return (
    <PagedList
      name="webhook-deliveries"
      title={t("clientele.webhooks.deliveries")}
      level="h2"
      list={list}
      columns={useDeliveryColumns()}
      filters={[
        {
          id: "status",
          label: t("clientele.webhooks.state"),
          options: STATUSES.map((value) => ({ value, label: t(`clientele.webhooks.status.${value}`) })),
        },
      ]}
      empty={t("clientele.webhooks.noDeliveries")}
    />
  )
}

export default WebhookPage
