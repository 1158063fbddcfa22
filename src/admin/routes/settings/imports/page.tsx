import { defineRouteConfig } from "@medusajs/admin-sdk"
import { useTranslation } from "react-i18next"
import { FileButton } from "../../../components/file-button"
import { PagedList } from "../../../components/list/paged-list"
import { type ListQuery, useList } from "../../../components/list/use-list"
import { importPage, useImportColumns } from "../../../imports/import-columns"
import { IMPORT_KINDS, type Import, importKinds } from "../../../imports/import-kinds"
import { UploadFile } from "../../../imports/upload-file"
import { importsKey, isRunning } from "../../../imports/use-import"
import { call } from "../../../lib/call"
import { download, fetchFile } from "../../../lib/download-file"

const read = async (query: ListQuery, signal: AbortSignal) => {
  const { imports, count } = await call("GET /admin/clientele/imports", { query, signal })
  return { rows: imports, count }
}

const isLive = ({ rows }: { rows: Import[] }) => rows.some(isRunning)

/** `/app/settings/imports`: files of balances that were imported, and exports (contract R49). */
const ImportsPage = () => {
  const { t } = useTranslation()
  const list = useList<Import>({ queryKey: importsKey, read, isLive })
  const exported = importKinds.filter((kind) => IMPORT_KINDS[kind].isExported)
  return (
    <PagedList
      name="imports"
      title={t("clientele.imports.title")}
      list={list}
      columns={useImportColumns()}
      actions={
        <>
          {exported.map((kind) => (
            <FileButton
              key={kind}
              label={t(`clientele.imports.kinds.${kind}.export`)}
              onFetch={async () =>
                download(await fetchFile(`/admin/clientele/exports/${kind}`, {}, "text/csv"), `${kind}.csv`)
              }
            />
          ))}
          <UploadFile />
        </>
      }
      empty={t("clientele.imports.none")}
      to={importPage}
    />
  )
}

export const config = defineRouteConfig({ label: "clientele.imports.title", translationNs: "translation" })

export default ImportsPage
