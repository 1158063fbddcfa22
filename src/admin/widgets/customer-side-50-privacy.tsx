import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { useTranslation } from "react-i18next"
import { Note, Section } from "../components/section"
import { Anonymise } from "../privacy/anonymise"
import { ExportButton } from "../privacy/export-button"

/** Exports or anonymises the data of a person (contract R18). */
const CustomerPrivacy = ({ data: { id, email } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  return (
    <Section title={t("clientele.privacy.title")}>
      <Note>{t("clientele.privacy.text")}</Note>
      <div className="flex flex-wrap justify-end gap-2 px-6 py-4">
        <ExportButton customerId={id} />
        <Anonymise customerId={id} word={email || id} />
      </div>
    </Section>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-privacy", zone: "customer.details.side" })

export default CustomerPrivacy
