import { toast } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { webhooksKey } from "./use-webhook"

/** The day on which a receiver was last known to work, in the reader's own time zone. */
const yesterday = () => new Date(Date.now() - 86_400_000).toLocaleDateString("sv")

/** Sends what did not arrive since a day. */
export const RecoverWebhook = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const { t } = useTranslation()
  const [day, setDay] = useState(yesterday)
  const recover = async () => {
    const since = new Date(`${day}T00:00:00`)
    const { recovered } = await call("POST /admin/webhooks/:id/recover", {
      params: { id },
      body: { since: since.toISOString() },
    })
    toast.info(t("clientele.webhooks.recovered", { count: recovered }))
  }
  return (
    <FormDrawer
      title={t("clientele.webhooks.recover")}
      save={t("clientele.webhooks.recoverSend")}
      changes={webhooksKey}
      onSave={recover}
      onClose={onClose}
      isDisabled={day === ""}
    >
      <Field
        name="since"
        type="date"
        label={t("clientele.webhooks.since")}
        hint={t("clientele.webhooks.recoverHint")}
        value={day}
        onChange={setDay}
      />
    </FormDrawer>
  )
}
