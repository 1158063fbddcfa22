import { Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { type Credit, creditKey, type OpenItem } from "./credit"
import { useOpenItems } from "./use-open-items"

const empty = () => ({ amount: "", method: "", reference: "", dated_on: "", key: crypto.randomUUID() })

type RecordPaymentProps = { customerId: string; currency: string; allocation: Credit["allocation"] }

/** Records money that came in. One key for each opened form, so that a repeated request counts once. */
export const RecordPayment = ({ customerId, currency, allocation }: RecordPaymentProps) => {
  const { t } = useTranslation()
  const [form, setForm] = useState(empty)
  const { data } = useOpenItems(customerId)
  const isAutomatic = allocation === "automatic"
  const save = () =>
    call("POST /admin/customers/:id/credit/payments", {
      params: { id: customerId },
      body: {
        amount: form.amount,
        method: form.method || null,
        reference: form.reference || null,
        dated_on: form.dated_on || null,
        idempotency_key: form.key,
      },
    })
  return (
    <FormDrawer
      title={t("clientele.credit.pay")}
      trigger={t("clientele.credit.pay")}
      changes={creditKey(customerId)}
      onOpen={() => setForm(empty())}
      onSave={save}
    >
      <Field
        name="amount"
        label={`${t("clientele.credit.amount")} (${currency.toUpperCase()})`}
        hint={t(isAutomatic ? "clientele.credit.payHint" : "clientele.credit.payHintManual")}
        value={form.amount}
        onChange={(amount) => setForm({ ...form, amount })}
        inputMode="decimal"
      />
      <Preview amount={Number(form.amount)} items={isAutomatic ? (data?.receivables ?? []) : []} currency={currency} />
      <Field
        name="dated_on"
        label={t("clientele.credit.date")}
        type="date"
        value={form.dated_on}
        onChange={(dated_on) => setForm({ ...form, dated_on })}
      />
      <Field
        name="method"
        label={t("clientele.credit.method")}
        value={form.method}
        onChange={(method) => setForm({ ...form, method })}
      />
      <Field
        name="reference"
        label={t("clientele.credit.reference")}
        value={form.reference}
        onChange={(reference) => setForm({ ...form, reference })}
      />
    </FormDrawer>
  )
}

type PreviewProps = { amount: number; items: readonly OpenItem[]; currency: string }

/** A preview of the allocation. The store computes it again when the payment is saved. */
const Preview = ({ amount, items, currency }: PreviewProps) => {
  const { t } = useTranslation()
  const { money, calendarDay } = useFormat()
  if (!(amount > 0)) {
    return null
  }
  const { paid, rest } = preview(amount, items)
  return (
    <div className="bg-ui-bg-subtle flex flex-col gap-y-2 rounded-lg p-3" aria-live="polite">
      {paid.length > 0 && (
        <Text size="small" weight="plus">
          {t("clientele.credit.covers")}
        </Text>
      )}
      {paid.map(({ item, part }) => (
        <div key={item.id} className="flex justify-between gap-4">
          <Text size="small">{item.due_at ? calendarDay(item.due_at) : (item.po_number ?? item.note ?? "-")}</Text>
          <Text size="small" className="tabular-nums">
            {t("clientele.credit.coversPart", {
              amount: money(part, currency),
              open: money(item.open_amount, currency),
            })}
          </Text>
        </div>
      ))}
      {rest > 0 && (
        <div className="flex justify-between gap-4">
          <Text size="small">{t("clientele.credit.rest")}</Text>
          <Text size="small" className="tabular-nums">
            {money(rest, currency)}
          </Text>
        </div>
      )}
    </div>
  )
}

function preview(amount: number, items: readonly OpenItem[]) {
  const paid: { item: OpenItem; part: number }[] = []
  let rest = amount
  for (const item of items) {
    const part = Math.min(rest, item.open_amount)
    if (part > 0) {
      paid.push({ item, part })
      rest -= part
    }
  }
  return { paid, rest }
}
