import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { useTranslation } from "react-i18next"
import { Section } from "../components/section"
import { ContactList } from "../contacts/contact-list"
import { SaveContact } from "../contacts/save-contact"

/** The people at a customer (contract R20). */
const CustomerContacts = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  return (
    <Section title={t("clientele.contacts.title")} actions={<SaveContact customerId={id} />}>
      <ContactList customerId={id} />
    </Section>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-contacts", zone: "customer.details" })

export default CustomerContacts
