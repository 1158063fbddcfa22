import { Text } from "@medusajs/ui"
import { Fragment } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { Folded, isLongText, LongText } from "../components/long-text"
import { useFormat } from "../lib/format"
import type { TimelineEvent } from "./use-timeline"
import { shownChanges, useValueWords } from "./use-value-words"

/** One event of the timeline: its kind, time, author and changed fields. */
export const TimelineEntry = ({ event }: { event: TimelineEvent }) => {
  const { t } = useTranslation()
  const { moment } = useFormat()
  const { kind, action, at, actor_name, text, order_id, order_display_id, changes, currency_code } = event
  const what =
    kind === "points" || kind === "merge"
      ? t(`clientele.points.reason.${action}`)
      : t(`clientele.timeline.${kind}.${action}`)
  return (
    <li className="flex items-start justify-between gap-4 px-6 py-3">
      <div className="flex min-w-0 flex-col gap-y-1">
        <Text size="small" leading="compact" weight="plus">
          {what}
          {order_id && (
            <>
              {" "}
              <Link to={`/orders/${order_id}`} className="text-ui-fg-base underline">
                {order_display_id === null ? t("clientele.timeline.theOrder") : `#${order_display_id}`}
              </Link>
            </>
          )}
        </Text>
        {text && (
          <LongText className="text-ui-fg-subtle">
            {action === "dunning" ? t("clientele.timeline.level", { level: text }) : text}
          </LongText>
        )}
        {changes && changes.length > 0 && <Changes changes={changes} action={action} currency={currency_code} />}
        <Text size="xsmall" className="text-ui-fg-subtle">
          <time dateTime={at}>{moment(at)}</time>
          {actor_name && (
            <>
              {" · "}
              <bdi>{actor_name}</bdi>
            </>
          )}
        </Text>
      </div>
      <Worth event={event} />
    </li>
  )
}

const Worth = ({ event: { amount, currency_code, points } }: { event: TimelineEvent }) => {
  const { t } = useTranslation()
  const { money, signed } = useFormat()
  const words = [
    amount !== null && currency_code ? money(amount, currency_code) : null,
    points === null ? null : t("clientele.timeline.pointsValue", { points: signed(points) }),
  ].filter((word) => word !== null)
  return words.map((word) => (
    <Text key={word} size="small" leading="compact" weight="plus" className="whitespace-nowrap text-right tabular-nums">
      {word}
    </Text>
  ))
}

type ChangesProps = { changes: NonNullable<TimelineEvent["changes"]>; action: string; currency: string | null }

/** Fields with what they were and are; only the fields where the values are not kept. */
const Changes = ({ changes, action, currency }: ChangesProps) => {
  const { t } = useTranslation()
  const words = useValueWords(changes, currency)
  // An added item has no old value, and a removed item has no new value.
  const values = { created: ["to"], removed: ["from"] } as Record<string, ("from" | "to")[]>
  const rows = shownChanges(changes).map(({ field, ...both }) => ({
    field,
    shown:
      both.from === undefined && both.to === undefined
        ? []
        : (values[action] ?? ["from", "to"]).map((which) => ({ which, word: words(field, both[which]) })),
  }))
  return (
    <ul className="flex flex-col gap-y-1">
      {rows.map(({ field, shown }) => (
        <li key={field}>
          <Folded isLong={isLongText(shown.map(({ word }) => word).join(""))} className="text-ui-fg-subtle">
            {t(`clientele.timeline.field.${field}`, { defaultValue: field.replaceAll("_", " ") })}
            {shown.map(({ which, word }, index) => (
              <Fragment key={which}>
                {index === 0 ? ": " : " → "}
                <bdi>{word}</bdi>
              </Fragment>
            ))}
          </Folded>
        </li>
      ))}
    </ul>
  )
}
