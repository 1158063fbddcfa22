import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { useTranslation } from "react-i18next"
import { Section } from "../components/section"
import { NoteList } from "../notes/note-list"
import { SaveNote } from "../notes/save-note"

/** The notes of admin users about a customer (contract R14). */
const CustomerNotes = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  return (
    <Section title={t("clientele.notes.title")} actions={<SaveNote customerId={id} />}>
      <NoteList customerId={id} />
    </Section>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-notes", zone: "customer.details" })

export default CustomerNotes
