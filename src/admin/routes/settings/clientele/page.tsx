import { defineRouteConfig } from "@medusajs/admin-sdk"
import { StatusBadge } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Answered, Row, Section } from "../../../components/section"
import { DeadJobs } from "../../../health/dead-jobs"
import { Findings } from "../../../health/findings"
import { type Health, useHealth } from "../../../health/use-health"
import { KeyModes } from "../../../keys/key-modes"
import { useFormat } from "../../../lib/format"

const always = () => true

/** `/app/settings/clientele`: the plugin's health, with a fix for each finding (contract R66). */
const ClienteleSettings = () => {
  const { t } = useTranslation()
  const answer = useHealth(always)
  const state = answer.data && (
    <StatusBadge color={answer.data.healthy ? "green" : "red"}>
      {t(answer.data.healthy ? "clientele.health.healthy" : "clientele.health.unhealthy")}
    </StatusBadge>
  )
  return (
    <div className="flex flex-col gap-y-3">
      <Section title={t("clientele.health.title")} actions={state}>
        <Answered answer={answer}>{({ findings }) => <Findings findings={findings} />}</Answered>
      </Section>
      <Section title={t("clientele.health.queue")}>
        <Answered answer={answer}>{({ queue }) => <Queue queue={queue} />}</Answered>
      </Section>
      <Section title={t("clientele.health.deadJobs")}>
        <Answered answer={answer}>{({ dead_jobs }) => <DeadJobs jobs={dead_jobs} />}</Answered>
      </Section>
      <KeyModes />
    </div>
  )
}

const Queue = ({ queue }: { queue: Health["queue"] }) => {
  const { t } = useTranslation()
  const { number } = useFormat()
  return (
    <>
      <Row title={t("clientele.health.backend")} isNumber>
        {queue.backend === "redis" ? "Redis" : "PostgreSQL"}
      </Row>
      {(["waiting", "active", "delayed", "dead"] as const).map((state) => (
        <Row key={state} title={t(`clientele.health.state.${state}`)} isNumber>
          {number(queue[state])}
        </Row>
      ))}
    </>
  )
}

export const config = defineRouteConfig({ label: "clientele.health.menu", translationNs: "translation" })

export default ClienteleSettings
