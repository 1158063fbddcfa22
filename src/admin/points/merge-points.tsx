import { Button, Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { ClienteleRoutes } from "../../types"
import { Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { Answered } from "../components/section"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { pointsKey } from "./points"

type Preview = ClienteleRoutes["GET /admin/customers/:id/loyalty/merge"]["response"]["merge"]

/** `asked` is the address whose preview is shown: only that one can be merged. */
const empty = () => ({ email: "", reason: "", asked: "", key: crypto.randomUUID() })

/** Moves the points of another address to this customer. It shows a preview and asks first, because a merge cannot be undone. */
export const MergePoints = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const { number } = useFormat()
  const confirm = useConfirm()
  const [form, setForm] = useState(empty)
  const { email, reason, asked, key } = form
  const preview = useQuery({
    queryKey: [...pointsKey(customerId), "merge", asked],
    queryFn: () =>
      call("GET /admin/customers/:id/loyalty/merge", { params: { id: customerId }, query: { email: asked } }),
    enabled: asked !== "",
    retry: false,
    gcTime: 0,
  })
  const isShown = asked !== "" && asked === email.trim() && preview.isSuccess
  const ask = async () =>
    confirm({
      title: t("clientele.points.merge"),
      text: t("clientele.points.mergeText", { email: asked, points: number(preview.data?.merge.points_balance ?? 0) }),
      confirm: t("clientele.points.mergeNow"),
    })
  const save = () =>
    call("POST /admin/customers/:id/loyalty/merge", {
      params: { id: customerId },
      body: { email: asked, reason, idempotency_key: key },
    })
  return (
    <FormDrawer
      title={t("clientele.points.merge")}
      trigger={t("clientele.points.mergeShort")}
      save={t("clientele.points.mergeNow")}
      changes={pointsKey(customerId)}
      isDisabled={!isShown}
      ask={ask}
      onOpen={() => setForm(empty())}
      onSave={save}
    >
      <Text size="small">{t("clientele.points.mergeHint")}</Text>
      <Field
        name="email"
        label={t("clientele.points.mergeEmail")}
        type="email"
        value={email}
        onChange={(next) => setForm({ ...form, email: next })}
        autoComplete="off"
      />
      <Button
        size="small"
        variant="secondary"
        type="button"
        className="self-start"
        disabled={email.trim() === ""}
        isLoading={preview.isFetching}
        onClick={() => setForm({ ...form, asked: email.trim() })}
      >
        {t("clientele.points.mergePreview")}
      </Button>
      <div aria-live="polite">
        {asked !== "" && asked === email.trim() && (
          <Answered answer={preview}>{({ merge }) => <Moves merge={merge} />}</Answered>
        )}
      </div>
      <Field
        name="reason"
        label={t("clientele.points.why")}
        hint={t("clientele.points.whyHint")}
        value={reason}
        onChange={(next) => setForm({ ...form, reason: next })}
      />
    </FormDrawer>
  )
}

const Moves = ({ merge }: { merge: Preview }) => {
  const { t } = useTranslation()
  const { number, day } = useFormat()
  const figures = [
    ["balance", merge.points_balance],
    ["available", merge.points_available],
    ["held", merge.points_held],
    ["pending", merge.points_pending],
    ["earned", merge.lifetime_earned],
    ["redeemed", merge.lifetime_redeemed],
  ] as const
  return (
    <div className="bg-ui-bg-subtle flex flex-col gap-y-1 rounded-lg p-3">
      <Text size="small" weight="plus" className="break-words">
        {t("clientele.points.mergeMoves", { email: merge.email })}
      </Text>
      {figures.map(([name, points]) => (
        <div key={name} className="flex justify-between gap-4">
          <Text size="small">{t(`clientele.points.${name}`)}</Text>
          <Text size="small" className="tabular-nums">
            {number(points)}
          </Text>
        </div>
      ))}
      {merge.next_expiry && (
        <Text size="small">
          {t("clientele.points.nextExpiry")}:{" "}
          {t("clientele.points.nextExpiryValue", {
            points: number(merge.next_expiry.points),
            date: day(merge.next_expiry.at),
          })}
        </Text>
      )}
    </div>
  )
}
