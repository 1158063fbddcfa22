import { useTranslation } from "react-i18next"
import { Given, None, Note, Row } from "../components/section"
import { useFormat } from "../lib/format"
import { useUserNames } from "../lib/use-user-names"
import { IMPORT_KINDS, type Import } from "./import-kinds"
import { ImportProgress } from "./import-progress"
import { soundRows } from "./use-import"

/** What an import would do or did, and who let it. */
export const ImportFacts = ({ one }: { one: Import }) => {
  const { t } = useTranslation()
  const { number, moment, money } = useFormat()
  const names = useUserNames([one.created_by, one.confirmed_by, one.reversed_by])
  const by = (id: string | null, at: string | null) => {
    const name = names.get(id ?? "")
    return [at && moment(at), name].filter(Boolean).join(" · ")
  }
  const counts = (["rows", "refused", "unchanged", "applied", "reversed", "kept"] as const).filter(
    (name) => name === "rows" || one[name] > 0,
  )
  return (
    <>
      {one.status === "ready" && (
        <Note>
          {t("clientele.imports.dryRun", { sound: number(soundRows(one)), rows: number(one.rows) })}
          {one.refused > 0 && ` ${t("clientele.imports.refusedHint", { count: one.refused })}`}
        </Note>
      )}
      {(one.status === "applying" || one.status === "reversing") && <ImportProgress one={one} />}
      <Row title={t("clientele.imports.kind")}>{t(`clientele.imports.kinds.${one.kind}.name`)}</Row>
      {counts.map((name) => (
        <Row key={name} title={t(`clientele.imports.${name}`)} isNumber>
          {number(one[name])}
        </Row>
      ))}
      {IMPORT_KINDS[one.kind].sums.map((name) => (
        <Row key={name} title={t(`clientele.imports.kinds.${one.kind}.${name}`)} isNumber>
          {number(one[name])}
        </Row>
      ))}
      {one.totals.map(({ amount, currency_code }) => (
        <Row key={currency_code} title={t("clientele.imports.total")} isNumber>
          {money(Number(amount), currency_code)}
        </Row>
      ))}
      <Row title={t("clientele.imports.reason")}>{one.reason ? <Given>{one.reason}</Given> : <None />}</Row>
      <Row title={t("clientele.imports.batch")}>
        {/* Without a batch of its own a file is its own batch. */}
        {one.batch && one.batch !== one.id ? <Given>{one.batch}</Given> : <None />}
      </Row>
      <Row title={t("clientele.imports.uploaded")}>{by(one.created_by, one.created_at)}</Row>
      {one.confirmed_at && <Row title={t("clientele.imports.confirmed")}>{by(one.confirmed_by, one.confirmed_at)}</Row>}
      {one.finished_at && <Row title={t("clientele.imports.finished")}>{by(one.reversed_by, one.finished_at)}</Row>}
    </>
  )
}
