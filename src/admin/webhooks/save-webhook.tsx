import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Area, Choice, Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { type Webhook, webhooksKey } from "./use-webhook"

const formOf = (webhook?: Webhook) => ({
  url: webhook?.url ?? "https://",
  description: webhook?.description ?? "",
  events: (webhook?.events ?? ["*"]).join("\n"),
  payload: webhook?.payload ?? ("full" as const),
})

type SaveWebhookProps = {
  /** The one that is changed; without it an endpoint is added. */
  webhook?: Webhook
  /** Receives the new endpoint's secret. The store returns it only once. */
  onSecret?: (secret: string) => void
}

/** Adds an endpoint, or changes one. */
export const SaveWebhook = ({ webhook, onSecret }: SaveWebhookProps) => {
  const { t } = useTranslation()
  const [form, setForm] = useState(() => formOf(webhook))
  const save = async () => {
    const events = form.events.split(/[\s,]+/).filter(Boolean)
    const body = { url: form.url.trim(), description: form.description.trim() || null, events, payload: form.payload }
    if (webhook) {
      await call("PATCH /admin/webhooks/:id", { params: { id: webhook.id }, body })
    } else {
      onSecret?.((await call("POST /admin/webhooks", { body })).secret)
    }
  }
  const title = t(webhook ? "clientele.webhooks.edit" : "clientele.webhooks.add")
  return (
    <FormDrawer
      title={title}
      trigger={webhook ? t("clientele.form.edit") : title}
      changes={webhooksKey}
      onOpen={() => setForm(formOf(webhook))}
      onSave={save}
    >
      <Field
        name="url"
        type="url"
        label={t("clientele.webhooks.url")}
        hint={t("clientele.webhooks.urlHint")}
        value={form.url}
        onChange={(url) => setForm({ ...form, url })}
      />
      <Area
        name="events"
        label={t("clientele.webhooks.events")}
        hint={t("clientele.webhooks.eventsHint")}
        value={form.events}
        onChange={(events) => setForm({ ...form, events })}
      />
      <Choice
        name="payload"
        label={t("clientele.webhooks.payload")}
        hint={t("clientele.webhooks.payloadHint")}
        value={form.payload}
        options={(["full", "thin"] as const).map((value) => ({
          value,
          label: t(`clientele.webhooks.payloads.${value}`),
        }))}
        onChange={(payload) => setForm({ ...form, payload })}
      />
      <Field
        name="description"
        label={t("clientele.webhooks.description")}
        value={form.description}
        onChange={(description) => setForm({ ...form, description })}
      />
    </FormDrawer>
  )
}
