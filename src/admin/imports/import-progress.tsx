import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useFormat } from "../lib/format"
import type { Import } from "./import-kinds"
import { soundRows } from "./use-import"

/** How many rows a worker has done. */
const doneOf = (one: Import) =>
  one.status === "reversing"
    ? { done: one.reversed + one.kept, total: one.applied + one.reversed + one.kept }
    : { done: one.applied, total: soundRows(one) }

/** The bar of an import that a worker posts or reverses. */
export const ImportProgress = ({ one }: { one: Import }) => {
  const { t } = useTranslation()
  const { number } = useFormat()
  const { done, total } = doneOf(one)
  const text = t(`clientele.imports.progress.${one.status}`, { done: number(done), total: number(total) })
  return (
    <div className="flex flex-col gap-y-2 px-6 py-4">
      <Text size="small" leading="compact" weight="plus" role="status">
        {text}
      </Text>
      <div
        className="bg-ui-bg-component-hover h-2 overflow-hidden rounded-full"
        role="progressbar"
        aria-label={t(`clientele.imports.status.${one.status}`)}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <div className="bg-ui-tag-blue-icon h-full" style={{ width: `${total > 0 ? (done / total) * 100 : 0}%` }} />
      </div>
    </div>
  )
}
