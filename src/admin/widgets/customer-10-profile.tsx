import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { StatusBadge } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { LINK } from "../components/link"
import { LongText } from "../components/long-text"
import { Answered, Given, None, Row, Section } from "../components/section"
import { useFormat } from "../lib/format"
import { EditProfile } from "../profile/edit-profile"
import type { Profile } from "../profile/profile"
import { useProfile } from "../profile/use-profile"

/** What Medusa's own card of a customer has no room for (contract R2). */
const CustomerProfile = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  const answer = useProfile(id)
  const profile = answer.data?.customer
  return (
    <Section title={t("clientele.profile.title")} actions={profile && <EditProfile profile={profile} />}>
      <Answered answer={answer}>{({ customer }) => <Facts profile={customer} />}</Answered>
    </Section>
  )
}

/** Rare fields show only for customers that have them. */
const RARE = ["whatsapp_number", "fax", "preferred_shipping", "description", "notes"] as const

const text = (value: string | null): ReactNode => (value ? <Given>{value}</Given> : <None />)

const Facts = ({ profile }: { profile: Profile }) => {
  const { t } = useTranslation()
  const { percent, day } = useFormat()
  const { website, discount_rate } = profile
  return (
    <>
      <Row title={t("clientele.profile.kind")}>
        {t(profile.is_business ? "clientele.profile.business" : "clientele.profile.person")}
      </Row>
      <Row title={t("clientele.profile.name")}>{text(profile.name)}</Row>
      <Row title={t("clientele.profile.status")}>
        <StatusBadge color={profile.is_active ? "green" : "grey"}>
          {t(profile.is_active ? "clientele.profile.active" : "clientele.profile.inactive")}
        </StatusBadge>
      </Row>
      <Row title={t("clientele.profile.tax_id")}>{text(profile.tax_id)}</Row>
      <Row title={t("clientele.profile.external_id")}>{text(profile.external_id)}</Row>
      <Row title={t("clientele.profile.customer_since")}>
        <time dateTime={profile.customer_since}>{day(profile.customer_since)}</time>
      </Row>
      {website && (
        <Row title={t("clientele.profile.website")}>
          <a href={website} target="_blank" rel="noreferrer noopener" className={LINK}>
            {website}
          </a>
        </Row>
      )}
      {discount_rate !== null && <Row title={t("clientele.profile.discount_rate")}>{percent(discount_rate / 100)}</Row>}
      {RARE.map((field) => {
        const value = profile[field]
        return (
          value && (
            <Row key={field} title={t(`clientele.profile.${field}`)}>
              <LongText>{value}</LongText>
            </Row>
          )
        )
      })}
    </>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-profile", zone: "customer.details" })

export default CustomerProfile
