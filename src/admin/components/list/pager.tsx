import { Button, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useFormat } from "../../lib/format"
import type { List } from "./use-list"

/** Shows the range of the rows and their total, with buttons for the other pages. */
export const Pager = <Row,>({ list }: { list: List<Row> }) => {
  const { t } = useTranslation()
  const format = useFormat()
  const { count, count_is_estimate } = list.answer.data ?? {}
  const range = { from: format.number(list.first), to: format.number(list.last) }
  const shown =
    count === undefined
      ? t("clientele.list.range", range)
      : t(count_is_estimate ? "clientele.list.rangeOfAbout" : "clientele.list.rangeOf", {
          ...range,
          total: format.number(count),
        })
  const nothing = t(list.answer.isPending ? "clientele.state.loading" : "clientele.list.nothing")
  return (
    <div className="flex items-center justify-between gap-4 px-6 py-4">
      <Text size="small" className="text-ui-fg-subtle tabular-nums" role="status">
        {list.last >= list.first ? shown : nothing}
      </Text>
      <div className="flex items-center gap-x-2">
        <Button size="small" variant="transparent" disabled={!list.hasPrevious} onClick={list.previous}>
          {t("clientele.list.previous")}
        </Button>
        <Button size="small" variant="transparent" disabled={!list.hasNext} onClick={list.next}>
          {t("clientele.list.next")}
        </Button>
      </div>
    </div>
  )
}
