import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Choice, Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { type Credit, creditKey } from "./credit"
import { useTerms } from "./use-terms"

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
  const words = useTerms()
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
        name="credit_limit"
        label={t("clientele.credit.limit")}
        hint={t("clientele.credit.termsHint")}
        value={form.credit_limit}
        onChange={(credit_limit) => setForm({ ...form, credit_limit })}
        inputMode="decimal"
      />
      <Choice
        label={t("clientele.credit.terms")}
        value={form.payment_terms}
        options={known.map((terms) => ({ value: terms, label: words(terms) }))}
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
