import { Button, Text } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import { useFormat } from "../lib/format"
import type { PointsEntry } from "./points"
import { WhyEntry } from "./why-entry"

/** One ledger entry, with its explanation on demand. */
export const EntryLine = ({ entry, author }: { entry: PointsEntry; author: string | undefined }) => {
  const { t } = useTranslation()
  const { signed, number, day } = useFormat()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <li className="flex flex-col gap-y-2">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <Text size="small" leading="compact">
            {t(`clientele.points.reason.${entry.reason}`)}
          </Text>
          <Text size="xsmall" className="text-ui-fg-muted break-words">
            <time dateTime={entry.created_at}>{day(entry.created_at)}</time>
            {entry.stated_reason && ` · ${entry.stated_reason}`}
          </Text>
        </div>
        <div className="flex shrink-0 items-start gap-2">
          <div className="text-right">
            <Text size="small" leading="compact" weight="plus" className="tabular-nums">
              {signed(entry.points)}
            </Text>
            <Text size="xsmall" className="text-ui-fg-muted tabular-nums">
              {number(entry.balance_after)}
            </Text>
          </div>
          <Button
            size="small"
            variant="transparent"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {t("clientele.points.whyEntry")}
          </Button>
        </div>
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen && <WhyEntry entry={entry} author={author} />}
      </div>
    </li>
  )
}
