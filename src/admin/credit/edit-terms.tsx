import { Label, Select } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import { Field, FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { type Credit, creditKey } from "./credit"

/** The usual ones; the API takes any of net_0 to net_120. */
const TERMS = ["net_0", "net_7", "net_14", "net_30", "net_45", "net_60", "net_90", "eom"]

const HOLDS = ["none", "orders", "shipping"] as const

const formOf = (credit: Credit | null) => ({
  credit_limit: credit?.credit_limit == null ? "" : String(credit.credit_limit),
  payment_terms: credit?.payment_terms ?? "net_30",
  on_hold: credit?.on_hold ?? ("none" as const),
})

type EditTermsProps = { customerId: string; credit: Credit | null }

/** Agrees on limit and terms; the first ones make the account. */
export const EditTerms = ({ customerId, credit }: EditTermsProps) => {
  const { t } = useTranslation()
  const [form, setForm] = useState(() => formOf(credit))
  const title = t(credit ? "clientele.credit.edit" : "clientele.credit.agree")
  const known = TERMS.includes(form.payment_terms) ? TERMS : [form.payment_terms, ...TERMS]
  const save = () =>
    call("POST /admin/customers/:id/credit", {
      params: { id: customerId },
      body: { ...form, credit_limit: form.credit_limit === "" ? null : form.credit_limit },
    })
  return (
    <FormDrawer
      title={title}
      trigger={title}
      changes={creditKey(customerId)}
      onOpen={() => setForm(formOf(credit))}
      onSave={save}
    >
      <Field
        label={t("clientele.credit.limit")}
        hint={t("clientele.credit.termsHint")}
        value={form.credit_limit}
        onChange={(credit_limit) => setForm({ ...form, credit_limit })}
        inputMode="decimal"
      />
      <Choice
        label={t("clientele.credit.terms")}
        value={form.payment_terms}
        options={known.map((terms) => ({
          value: terms,
          label:
            terms === "eom" ? t("clientele.credit.termsEom") : t("clientele.credit.termsNet", { days: terms.slice(4) }),
        }))}
        onChange={(payment_terms) => setForm({ ...form, payment_terms })}
      />
      <Choice
        label={t("clientele.credit.onHold")}
        value={form.on_hold}
        options={HOLDS.map((value) => ({ value, label: t(`clientele.credit.hold.${value}`) }))}
        onChange={(on_hold) => setForm({ ...form, on_hold })}
      />
    </FormDrawer>
  )
}

type ChoiceProps<Value extends string> = {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div className="flex flex-col gap-y-2">
      <Label size="small" weight="plus" htmlFor={id}>
        {label}
      </Label>
      <Select value={value} onValueChange={(next) => onChange(next as Value)}>
        <Select.Trigger id={id}>
          <Select.Value />
        </Select.Trigger>
        <Select.Content>
          {options.map((option) => (
            <Select.Item key={option.value} value={option.value}>
              {option.label}
            </Select.Item>
          ))}
        </Select.Content>
      </Select>
    </div>
  )
}
