import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Area, Choice, Field, Toggle } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { type Profile, profileKey } from "./profile"
import { changesOf, formOf, type ProfileForm, type TextField } from "./profile-form"

const KINDS = ["person", "business"] as const

/** Changes what Medusa's own form has no room for. */
export const EditProfile = ({ profile }: { profile: Profile }) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [before, setBefore] = useState(() => formOf(profile))
  const [form, setForm] = useState(before)
  const set = (changes: Partial<ProfileForm>) => setForm({ ...form, ...changes })
  const open = () => {
    const fresh = formOf(profile)
    setBefore(fresh)
    setForm(fresh)
  }
  const save = async () => {
    const body = changesOf(before, form)
    if (Object.keys(body).length > 0) {
      await call("PATCH /admin/customer-profiles/:id", { params: { id: profile.id }, body })
      // Medusa's own card of the customer shows name and company.
      await queries.invalidateQueries({ queryKey: ["customers"] })
    }
  }
  const text = (name: TextField | "name", type?: "date" | "tel" | "url") => (
    <Field
      name={name}
      label={t(`clientele.profile.${name}`)}
      value={form[name]}
      onChange={(value) => set({ [name]: value })}
      type={type ?? "text"}
      inputMode={name === "discount_rate" ? "decimal" : "text"}
    />
  )
  const area = (name: "description" | "notes") => (
    <Area
      name={name}
      label={t(`clientele.profile.${name}`)}
      value={form[name]}
      onChange={(value) => set({ [name]: value })}
    />
  )
  return (
    <FormDrawer
      title={t("clientele.profile.edit")}
      trigger={t("clientele.form.edit")}
      changes={profileKey(profile.id)}
      onOpen={open}
      onSave={save}
    >
      <Choice
        name="is_business"
        label={t("clientele.profile.kind")}
        value={form.is_business ? "business" : "person"}
        options={KINDS.map((value) => ({ value, label: t(`clientele.profile.${value}`) }))}
        onChange={(kind) => set({ is_business: kind === "business" })}
      />
      {text("name")}
      {text("company_name")}
      {text("tax_id")}
      {text("external_id")}
      {text("website", "url")}
      {text("whatsapp_number", "tel")}
      {text("fax", "tel")}
      {text("discount_rate")}
      {text("preferred_shipping")}
      {text("customer_since", "date")}
      {area("description")}
      {area("notes")}
      <Toggle
        label={t("clientele.profile.active")}
        hint={t("clientele.profile.activeHint")}
        value={form.is_active}
        onChange={(is_active) => set({ is_active })}
      />
    </FormDrawer>
  )
}
