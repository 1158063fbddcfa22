import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Note } from "../components/section"
import { useUserNames } from "../lib/use-user-names"
import { AllEntries } from "./all-entries"
import { EntryLine } from "./entry-line"
import type { Points } from "./points"

/** How many fit beside the customer's other cards. */
const SHOWN = 5

type LastEntriesProps = { customerId: string; entries: Points["ledger"] }

/** The newest ledger entries with their explanations. */
export const LastEntries = ({ customerId, entries }: LastEntriesProps) => {
  const { t } = useTranslation()
  const shown = entries.slice(0, SHOWN)
  const names = useUserNames(shown.map(({ actor_id }) => actor_id))
  if (entries.length === 0) {
    return <Note>{t("clientele.points.noEntries")}</Note>
  }
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      <div className="flex items-center justify-between gap-4">
        <Text size="small" leading="compact" weight="plus">
          {t("clientele.points.entries")}
        </Text>
        {entries.length > SHOWN && <AllEntries customerId={customerId} />}
      </div>
      <ul className="flex flex-col gap-y-3">
        {shown.map((entry) => (
          <EntryLine key={entry.id} entry={entry} author={names.get(entry.actor_id ?? "")} />
        ))}
      </ul>
    </div>
  )
}
