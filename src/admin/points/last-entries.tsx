import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Note } from "../components/section"
import { useFormat } from "../lib/format"
import type { Points } from "./points"

/** How many fit beside the customer's other cards. */
const SHOWN = 5

/** The newest rows of the ledger, with what each did and why. */
export const LastEntries = ({ entries }: { entries: Points["ledger"] }) => {
  const { t } = useTranslation()
  const { signed, number, day } = useFormat()
  if (entries.length === 0) {
    return <Note>{t("clientele.points.noEntries")}</Note>
  }
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("clientele.points.entries")}
      </Text>
      <ul className="flex flex-col gap-y-3">
        {entries.slice(0, SHOWN).map((entry) => (
          <li key={entry.id} className="flex items-start justify-between gap-4">
            <div className="min-w-0">
              <Text size="small" leading="compact">
                {t(`clientele.points.reason.${entry.reason}`)}
              </Text>
              <Text size="xsmall" className="text-ui-fg-muted break-words">
                <time dateTime={entry.created_at}>{day(entry.created_at)}</time>
                {entry.stated_reason && ` · ${entry.stated_reason}`}
              </Text>
            </div>
            <div className="text-right">
              <Text size="small" leading="compact" weight="plus" className="tabular-nums">
                {signed(entry.points)}
              </Text>
              <Text size="xsmall" className="text-ui-fg-muted tabular-nums">
                {number(entry.balance_after)}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}
