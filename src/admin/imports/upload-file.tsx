import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { useNavigate } from "react-router-dom"
import { Choice, Field, FileField } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { importPage } from "./import-columns"
import { type Import, type ImportKind, importKinds } from "./import-kinds"
import { importsKey } from "./use-import"

const FRESH = { kind: "points" as ImportKind, file: undefined as File | undefined, batch: "", reason: "" }

/** Uploads a file, as a dry run. Then its page shows what it would do. */
export const UploadFile = () => {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [form, setForm] = useState(FRESH)
  const staged = useRef<Import>()
  const save = async () => {
    const { kind, file } = form
    const [batch, reason] = [form.batch.trim(), form.reason.trim()]
    const body = new FormData()
    if (file) {
      body.append("file", file)
    }
    const query = { kind, ...(batch ? { batch } : {}), ...(reason ? { reason } : {}) }
    staged.current = (await call("POST /admin/clientele/imports", { query, body })).import
  }
  return (
    <FormDrawer
      title={t("clientele.imports.upload")}
      trigger={t("clientele.imports.upload")}
      save={t("clientele.imports.check")}
      changes={importsKey}
      isDisabled={!form.file}
      onOpen={() => setForm(FRESH)}
      onClose={() => staged.current && navigate(importPage(staged.current))}
      onSave={save}
    >
      <Choice
        name="kind"
        label={t("clientele.imports.kind")}
        hint={t(`clientele.imports.kinds.${form.kind}.hint`)}
        value={form.kind}
        options={importKinds.map((value) => ({ value, label: t(`clientele.imports.kinds.${value}.name`) }))}
        onChange={(kind) => setForm({ ...form, kind })}
      />
      <FileField
        name="file"
        label={t("clientele.imports.csv")}
        hint={t("clientele.imports.csvHint")}
        accept=".csv,text/csv"
        file={form.file}
        onChange={(file) => setForm({ ...form, file })}
      />
      <Field
        name="batch"
        label={t("clientele.imports.batch")}
        hint={t("clientele.imports.batchHint")}
        value={form.batch}
        onChange={(batch) => setForm({ ...form, batch })}
      />
      <Field
        name="reason"
        label={t("clientele.imports.reason")}
        hint={t("clientele.imports.reasonHint")}
        value={form.reason}
        onChange={(reason) => setForm({ ...form, reason })}
      />
    </FormDrawer>
  )
}
