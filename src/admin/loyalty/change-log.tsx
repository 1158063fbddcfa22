import { Table } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { ClienteleRoutes } from "../../types"
import { Pagination } from "../components/pagination"
import { Answered, Note, Section } from "../components/section"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { loyaltyKey } from "./loyalty"

type Change = ClienteleRoutes["GET /admin/loyalty/setting-changes"]["response"]["changes"][number]

const PAGE = 10

/** The changes of settings: time, admin user, old value and new value. */
export const ChangeLog = () => {
  const { t } = useTranslation()
  const [page, setPage] = useState(0)
  const answer = useQuery({
    queryKey: [...loyaltyKey, "changes", page],
    queryFn: () => call("GET /admin/loyalty/setting-changes", { query: { limit: PAGE, offset: page * PAGE } }),
    placeholderData: (before) => before,
  })
  return (
    <Section title={t("clientele.loyalty.changes")}>
      <Answered answer={answer}>
        {({ changes, count }) =>
          count === 0 ? (
            <Note>{t("clientele.loyalty.noChanges")}</Note>
          ) : (
            <>
              <Rows changes={changes} />
              <Pagination count={count} size={PAGE} page={page} onPage={setPage} />
            </>
          )
        }
      </Answered>
    </Section>
  )
}

const Rows = ({ changes }: { changes: Change[] }) => {
  const { t } = useTranslation()
  const { moment } = useFormat()
  const say = useValue()
  return (
    <div className="overflow-x-auto">
      <Table aria-label={t("clientele.loyalty.changes")}>
        <Table.Header>
          <Table.Row>
            {(["when", "setting", "before", "after", "who"] as const).map((head) => (
              <Table.HeaderCell key={head}>{t(`clientele.loyalty.change.${head}`)}</Table.HeaderCell>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {changes.map((change) => (
            <Table.Row key={`${change.changed_at} ${change.key}`}>
              <Table.Cell className="whitespace-nowrap">{moment(change.changed_at)}</Table.Cell>
              <Table.Cell className="min-w-40">{t(`clientele.loyalty.setting.${change.key}.name`)}</Table.Cell>
              <Table.Cell className="break-words tabular-nums">{say(change.key, change.previous)}</Table.Cell>
              <Table.Cell className="break-words tabular-nums">{say(change.key, change.value)}</Table.Cell>
              <Table.Cell>
                <bdi>{change.changed_by_name ?? actor(change.changed_by, t("clientele.loyalty.change.options"))}</bdi>
              </Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </div>
  )
}

/** Deleted users and keys have no name. The plugin's options and the command have names of their own. */
const actor = (id: string | null, options: string) => (id === "options" ? options : (id ?? "–"))

type Rates = Record<string, { points_per_currency_unit: number; points_per_currency_discount: number }>

/** A setting's value in words. */
function useValue() {
  const { t } = useTranslation()
  const { number } = useFormat()
  const rates = (all: Rates) =>
    Object.entries(all)
      .map(([code, { points_per_currency_unit: earned, points_per_currency_discount: paid }]) =>
        [code.toUpperCase(), number(earned), number(paid)].join(" "),
      )
      .join("; ") || t("clientele.loyalty.noneOther")
  const none = (key: Change["key"]) =>
    t(key === "loyalty_points_ttl_days" ? "clientele.loyalty.never" : "clientele.loyalty.standard")
  const words: Record<string, (key: Change["key"], value: never) => string> = {
    boolean: (_, value: boolean) => t(value ? "clientele.loyalty.on" : "clientele.loyalty.off"),
    number: (_, value: number) => number(value),
    string: (key, value: string) => t(`clientele.loyalty.setting.${key}.${value}`),
    object: (key, value: Rates | null) => (value === null ? none(key) : rates(value)),
  }
  return (key: Change["key"], value: unknown): string => words[typeof value]?.(key, value as never) ?? ""
}
