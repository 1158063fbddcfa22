import { defineRouteConfig } from "@medusajs/admin-sdk"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { PagedList } from "../../../components/list/paged-list"
import { type ListQuery, useList } from "../../../components/list/use-list"
import { call } from "../../../lib/call"
import { NewSecret } from "../../../webhooks/new-secret"
import { SaveWebhook } from "../../../webhooks/save-webhook"
import { type Webhook, webhooksKey } from "../../../webhooks/use-webhook"
import { useWebhookColumns } from "../../../webhooks/webhook-columns"

const read = async (query: ListQuery, signal: AbortSignal) => {
  const { webhooks, count } = await call("GET /admin/webhooks", { query, signal })
  return { rows: webhooks, count }
}

/** `/app/settings/webhooks`: the receivers of webhooks (contract R63). */
const WebhooksPage = () => {
  const { t } = useTranslation()
  const [secret, setSecret] = useState<string>()
  const list = useList<Webhook>({ queryKey: webhooksKey, read })
  return (
    <>
      <PagedList
        name="webhooks"
        title={t("clientele.webhooks.title")}
        list={list}
        columns={useWebhookColumns()}
        actions={<SaveWebhook onSecret={setSecret} />}
        empty={t("clientele.webhooks.none")}
        to={({ id }) => `/settings/webhooks/${id}`}
      />
      {secret && <NewSecret secret={secret} onClose={() => setSecret(undefined)} />}
    </>
  )
}

export const config = defineRouteConfig({ label: "clientele.webhooks.menu", translationNs: "translation" })

export default WebhooksPage
