import { useTranslation } from "react-i18next"
import { useParams } from "react-router-dom"
import { PagedList } from "../../../../components/list/paged-list"
import { type ListQuery, useList } from "../../../../components/list/use-list"
import { Answered, Section } from "../../../../components/section"
import { ImportActions } from "../../../../imports/import-actions"
import { ImportFacts } from "../../../../imports/import-facts"
import type { Import } from "../../../../imports/import-kinds"
import { ImportState } from "../../../../imports/import-state"
import { type ShownRow, useRowColumns } from "../../../../imports/row-columns"
import { importsKey, useImport } from "../../../../imports/use-import"
import { call } from "../../../../lib/call"

/** `/app/settings/imports/:id`: what a file would do, its progress, and its rows with their problems (contract R49). */
const ImportPage = () => {
  const { t } = useTranslation()
  const answer = useImport(useParams().id ?? "")
  const one = answer.data
  return (
    <div className="flex flex-col gap-y-3">
      <Section
        title={one ? (one.file_name ?? t("clientele.imports.nameless")) : "…"}
        actions={
          one && (
            <>
              <ImportState status={one.status} />
              <ImportActions one={one} />
            </>
          )
        }
      >
        <Answered answer={answer}>{(found) => <ImportFacts one={found} />}</Answered>
      </Section>
      {one && <Rows one={one} />}
    </div>
  )
}

/** The rows go on after a line; the list calls that a cursor. */
const Rows = ({ one: { id, kind, status } }: { one: Import }) => {
  const { t } = useTranslation()
  const read = async ({ cursor, offset: _offset, ...query }: ListQuery, signal: AbortSignal) => {
    const answer = await call("GET /admin/clientele/imports/:id/rows", {
      params: { id },
      query: { ...query, ...(cursor ? { after: cursor } : {}) },
      signal,
    })
    if (typeof answer === "string") {
      throw new Error(answer)
    }
    const rows: ShownRow[] = answer.rows.map((row) => ({ id: String(row.line), ...row }))
    return { rows, next_cursor: answer.next_after === null ? null : String(answer.next_after) }
  }
  const list = useList<ShownRow>({ queryKey: [...importsKey, "rows", id, status], read, filterIds: ["problems"] })
  return (
    <PagedList
      name={`import-rows-${kind}`}
      title={t("clientele.imports.rowsTitle")}
      level="h2"
      list={list}
      columns={useRowColumns(kind)}
      filters={[
        {
          id: "problems",
          label: t("clientele.imports.problems"),
          options: [{ value: "true", label: t("clientele.imports.withProblems") }],
        },
      ]}
      empty={t("clientele.imports.noRows")}
    />
  )
}

export default ImportPage
