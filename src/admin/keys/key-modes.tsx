import { StatusBadge } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import type { ClienteleRoutes } from "../../types"
import type { ListColumn } from "../components/list/list-table"
import { PagedList } from "../components/list/paged-list"
import { type ListQuery, useList } from "../components/list/use-list"
import { RowActions } from "../components/row-actions"
import { Given, None } from "../components/section"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"

type Key = ClienteleRoutes["GET /admin/clientele/api-keys"]["response"]["api_keys"][number]

const keysKey = ["clientele", "keys"] as const

const read = async (query: ListQuery, signal: AbortSignal) => {
  const { api_keys, count } = await call("GET /admin/clientele/api-keys", { query, signal })
  return { rows: api_keys, count }
}

/** The store's secret keys with their modes (contract R61). Medusa's own page creates and revokes keys. */
export const KeyModes = () => {
  const { t } = useTranslation()
  const list = useList<Key>({ queryKey: keysKey, read, prefix: "keys." })
  return (
    <PagedList
      name="keys"
      title={t("clientele.keys.title")}
      level="h2"
      list={list}
      columns={useKeyColumns()}
      empty={t("clientele.keys.none")}
    />
  )
}

function useKeyColumns(): readonly ListColumn<Key>[] {
  const { t } = useTranslation()
  const { moment } = useFormat()
  return useMemo(
    () => [
      { id: "title", title: t("clientele.keys.name"), cell: ({ title }) => <Given>{title}</Given> },
      {
        id: "redacted",
        title: t("clientele.keys.key"),
        cell: ({ redacted }) => <span className="font-mono">{redacted}</span>,
      },
      {
        id: "mode",
        title: t("clientele.keys.mode"),
        cell: ({ mode }) => (
          <StatusBadge color={mode === "live" ? "green" : "orange"}>{t(`clientele.keys.modes.${mode}`)}</StatusBadge>
        ),
      },
      {
        id: "last_used_at",
        title: t("clientele.keys.lastUsed"),
        cell: ({ last_used_at }) => (last_used_at ? moment(last_used_at) : <None />),
      },
      {
        id: "actions",
        title: t("clientele.rows.column"),
        cell: (one) => (one.revoked_at ? t("clientele.keys.revoked") : <Mode one={one} />),
        hasControls: true,
      },
    ],
    [t, moment],
  )
}

const Mode = ({ one }: { one: Key }) => {
  const { t } = useTranslation()
  const confirm = useConfirm()
  const mode = one.mode === "live" ? "test" : "live"
  const change = useChange(
    () => call("POST /admin/clientele/api-keys/:id/mode", { params: { id: one.id }, body: { mode } }),
    keysKey,
  )
  const title = t(`clientele.keys.make.${mode}`)
  const ask = async () => {
    if (
      await confirm({ title, text: t(`clientele.keys.makeText.${mode}`), confirm: title, isDanger: mode === "live" })
    ) {
      change.run(undefined)
    }
  }
  return <RowActions of={one.title} actions={[{ label: title, onClick: () => void ask() }]} />
}
