import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { Button, Select } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Answered, Note, Section } from "../components/section"
import { TimelineEntry } from "../timeline/timeline-entry"
import { type TimelineArea, type TimelineEvent, useTimeline } from "../timeline/use-timeline"

const KINDS = [
  "order",
  "payment",
  "refund",
  "points",
  "merge",
  "credit",
  "note",
  "contact",
  "profile",
  "mail",
  "signup",
] as const satisfies readonly TimelineEvent["kind"][]

const ALL = "all"

/** Everything that happened with a customer, newest first (contract R29). */
const CustomerTimeline = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  const [kind, setKind] = useState<TimelineEvent["kind"] | null>(null)
  const answer = useTimeline(id, kind)
  const choice = (
    <Select
      size="small"
      value={kind ?? ALL}
      onValueChange={(value) => setKind(KINDS.find((one) => one === value) ?? null)}
    >
      <Select.Trigger aria-label={t("clientele.timeline.filter")} className="w-40">
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        <Select.Item value={ALL}>{t("clientele.timeline.all")}</Select.Item>
        {KINDS.map((one) => (
          <Select.Item key={one} value={one}>
            {t(`clientele.timeline.kind.${one}`)}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
  return (
    <Section title={t("clientele.timeline.title")} actions={choice}>
      <Answered answer={answer}>
        {({ pages }) => (
          <>
            <Events events={pages.flatMap(({ events }) => events)} />
            <NotPermitted areas={pages[0]?.not_permitted ?? []} />
          </>
        )}
      </Answered>
      {answer.hasNextPage && (
        <div className="flex justify-center px-6 py-3">
          <Button
            size="small"
            variant="secondary"
            isLoading={answer.isFetchingNextPage}
            onClick={() => void answer.fetchNextPage()}
          >
            {t("clientele.timeline.more")}
          </Button>
        </div>
      )}
    </Section>
  )
}

const Events = ({ events }: { events: readonly TimelineEvent[] }) => {
  const { t } = useTranslation()
  if (events.length === 0) {
    return <Note>{t("clientele.timeline.none")}</Note>
  }
  return (
    <ul className="divide-y">
      {events.map((event) => (
        <TimelineEntry key={event.id} event={event} />
      ))}
    </ul>
  )
}

/** Names the areas that the user's role hides. Without this note the list would look complete. */
const NotPermitted = ({ areas }: { areas: readonly TimelineArea[] }) => {
  const { t } = useTranslation()
  return areas.length === 0 ? null : (
    <Note>
      {t("clientele.timeline.notPermitted", {
        areas: areas.map((area) => t(`clientele.timeline.area.${area}`)).join(", "),
      })}
    </Note>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-timeline", zone: "customer.details" })

export default CustomerTimeline
