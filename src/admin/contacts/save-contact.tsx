import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field, Toggle } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { type Contact, contactsKey } from "./shown-contact"

const formOf = (contact?: Contact) => ({
  name: contact?.name ?? "",
  title: contact?.title ?? "",
  email: contact?.email ?? "",
  phone: contact?.phone_original ?? contact?.phone ?? "",
  is_primary: contact?.is_primary ?? false,
})

type SaveContactProps = {
  customerId: string
  /** The one that is changed; without it a contact is added. */
  contact?: Contact
  onClose?: () => void
}

/** Adds a contact by a button, or changes one while it is there. */
export const SaveContact = ({ customerId, contact, onClose }: SaveContactProps) => {
  const { t } = useTranslation()
  const [form, setForm] = useState(() => formOf(contact))
  const before = formOf(contact)
  const save = () => {
    const { name, title, email, phone, is_primary } = form
    const body = {
      name,
      title: title || null,
      email: email || null,
      // A national number that was typed with a country cannot be read again without it.
      ...(phone === before.phone ? {} : { phone: phone || null }),
      ...(is_primary === before.is_primary ? {} : { is_primary }),
    }
    return contact
      ? call("PATCH /admin/customers/:id/contacts/:contact_id", {
          params: { id: customerId, contact_id: contact.id },
          body,
        })
      : call("POST /admin/customers/:id/contacts", { params: { id: customerId }, body })
  }
  const title = t(contact ? "clientele.contacts.edit" : "clientele.contacts.add")
  return (
    <FormDrawer
      title={title}
      {...(contact ? {} : { trigger: title })}
      {...(onClose ? { onClose } : {})}
      changes={contactsKey(customerId)}
      onOpen={() => setForm(formOf(contact))}
      onSave={save}
    >
      <Field
        name="name"
        label={t("clientele.contacts.name")}
        value={form.name}
        onChange={(name) => setForm({ ...form, name })}
      />
      <Field
        name="title"
        label={t("clientele.contacts.role")}
        value={form.title}
        onChange={(title) => setForm({ ...form, title })}
      />
      <Field
        name="email"
        label={t("clientele.contacts.email")}
        type="email"
        value={form.email}
        onChange={(email) => setForm({ ...form, email })}
      />
      <Field
        name="phone"
        label={t("clientele.contacts.phone")}
        hint={t("clientele.contacts.phoneHint")}
        type="tel"
        value={form.phone}
        onChange={(phone) => setForm({ ...form, phone })}
      />
      <Toggle
        label={t("clientele.contacts.primary")}
        hint={t("clientele.contacts.primaryHint")}
        value={form.is_primary}
        onChange={(is_primary) => setForm({ ...form, is_primary })}
      />
    </FormDrawer>
  )
}
