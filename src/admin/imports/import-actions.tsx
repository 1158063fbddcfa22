import { Button } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { FileButton } from "../components/file-button"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { download, fetchFile } from "../lib/download-file"
import { useFormat } from "../lib/format"
import type { Import } from "./import-kinds"
import { ReverseImport } from "./reverse-import"
import { importsKey, soundRows } from "./use-import"

/** What can be done with an import as it stands. */
export const ImportActions = ({ one }: { one: Import }) => {
  const { t } = useTranslation()
  const problems = async () => {
    const query = { problems: true, format: "csv" }
    download(await fetchFile(`/admin/clientele/imports/${one.id}/rows`, query, "text/csv"), "problems.csv")
  }
  return (
    <>
      {one.refused + one.kept > 0 && <FileButton label={t("clientele.imports.downloadProblems")} onFetch={problems} />}
      {one.status === "ready" && <Decision one={one} />}
      {one.status === "applied" && <ReverseImport one={one} />}
    </>
  )
}

const Decision = ({ one }: { one: Import }) => {
  const { t } = useTranslation()
  const { number } = useFormat()
  const confirm = useConfirm()
  const params = { id: one.id }
  const posting = useChange(
    () => call("POST /admin/clientele/imports/:id/confirm", { params, body: { skip_refused: one.refused > 0 } }),
    importsKey,
  )
  const ending = useChange(() => call("POST /admin/clientele/imports/:id/cancel", { params }), importsKey)
  const count = soundRows(one)
  const post = async () => {
    const title = t("clientele.imports.post", { count })
    const text =
      one.refused > 0
        ? t("clientele.imports.postSoundText", { refused: number(one.refused) })
        : t("clientele.imports.postText")
    if (await confirm({ title, text, confirm: title, isDanger: false })) {
      posting.run(undefined)
    }
  }
  const end = async () => {
    const title = t("clientele.imports.cancel")
    if (await confirm({ title, text: t("clientele.imports.cancelText"), confirm: title })) {
      ending.run(undefined)
    }
  }
  return (
    <>
      <Button size="small" variant="secondary" isLoading={ending.isPending} onClick={() => void end()}>
        {t("clientele.imports.cancel")}
      </Button>
      <Button size="small" isLoading={posting.isPending} disabled={count === 0} onClick={() => void post()}>
        {t("clientele.imports.post", { count })}
      </Button>
    </>
  )
}
