import { StatusBadge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { LINK } from "../components/link"
import { Note } from "../components/section"
import { ConfigLines } from "./config-lines"
import { CONFIG_LINES, type Health } from "./use-health"

type Finding = Health["findings"][number]

const COLORS = { error: "red", warning: "orange", hint: "grey" } as const

/** The findings of the health check, each with its fix. */
export const Findings = ({ findings }: { findings: readonly Finding[] }) => {
  const { t } = useTranslation()
  if (findings.length === 0) {
    return <Note>{t("clientele.health.allWell")}</Note>
  }
  return (
    <ul className="divide-y">
      {findings.map((finding) => (
        <li key={finding.code} className="flex flex-col gap-y-2 px-6 py-4">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <Text size="small" leading="compact" weight="plus">
              {t(`clientele.health.finding.${finding.code}.title`, { count: finding.count })}
            </Text>
            <StatusBadge color={COLORS[finding.level]}>{t(`clientele.health.level.${finding.level}`)}</StatusBadge>
          </div>
          <Text size="small" className="text-ui-fg-subtle">
            {t(`clientele.health.finding.${finding.code}.fix`)}
          </Text>
          <Orders orders={finding.orders} />
          <Help code={finding.code} />
        </li>
      ))}
    </ul>
  )
}

const Orders = ({ orders }: { orders: Finding["orders"] }) =>
  orders.length > 0 && (
    <div className="flex flex-wrap gap-x-3 gap-y-1">
      {orders.map(({ id, display_id }) => (
        <Link key={id} to={`/orders/${id}`} className={`${LINK} txt-compact-small`}>
          {display_id === null ? id : `#${display_id}`}
        </Link>
      ))}
    </div>
  )

const Help = ({ code }: { code: Finding["code"] }) => {
  const { t } = useTranslation()
  if (code === "no_email_provider") {
    return <ConfigLines file="medusa-config.ts" lines={CONFIG_LINES.email_provider} />
  }
  if (code === "no_code_secret") {
    return <ConfigLines file="medusa-config.ts" lines={CONFIG_LINES.code_secret} />
  }
  return code === "outbox_keeps_mails" ? (
    <Link to="/outbox" className={`${LINK} txt-compact-small`}>
      {t("clientele.setup.toOutbox")}
    </Link>
  ) : null
}
