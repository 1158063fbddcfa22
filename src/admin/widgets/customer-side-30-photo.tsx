import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { useTranslation } from "react-i18next"
import { Answered, Section } from "../components/section"
import { Photo } from "../profile/photo"
import { useProfile } from "../profile/use-profile"

/** A customer's photo (contract R13). */
const CustomerPhoto = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  return (
    <Section title={t("clientele.photo.title")}>
      <Answered answer={useProfile(id)}>{({ customer }) => <Photo profile={customer} />}</Answered>
    </Section>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-photo", zone: "customer.details.side" })

export default CustomerPhoto
