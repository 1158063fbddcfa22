import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { pointsKey } from "./points"

const empty = () => ({ points: "", reason: "", key: crypto.randomUUID() })

/** Gives or takes points. One key for each opened form, so that a repeated request counts once. */
export const AdjustPoints = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const [form, setForm] = useState(empty)
  const save = () =>
    call("POST /admin/customers/:id/loyalty/adjustments", {
      params: { id: customerId },
      body: { points: Number(form.points), reason: form.reason, idempotency_key: form.key },
    })
  return (
    <FormDrawer
      title={t("clientele.points.adjust")}
      trigger={t("clientele.points.adjust")}
      changes={pointsKey(customerId)}
      onOpen={() => setForm(empty())}
      onSave={save}
    >
      <Field
        name="points"
        label={t("clientele.points.change")}
        hint={t("clientele.points.adjustHint")}
        value={form.points}
        onChange={(points) => setForm({ ...form, points })}
        inputMode="numeric"
      />
      <Field
        name="reason"
        label={t("clientele.points.why")}
        hint={t("clientele.points.whyHint")}
        value={form.reason}
        onChange={(reason) => setForm({ ...form, reason })}
      />
    </FormDrawer>
  )
}
