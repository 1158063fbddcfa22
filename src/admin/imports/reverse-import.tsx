import { Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import type { Import } from "./import-kinds"
import { importsKey } from "./use-import"

/** Reverses an import after the user typed the file's name. */
export const ReverseImport = ({ one }: { one: Import }) => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState("")
  const word = one.file_name ?? one.id
  return (
    <FormDrawer
      title={t("clientele.imports.reverse")}
      trigger={t("clientele.imports.reverse")}
      save={t("clientele.imports.reverse")}
      changes={importsKey}
      isDanger
      isDisabled={typed.trim() !== word}
      onOpen={() => setTyped("")}
      onSave={() => call("POST /admin/clientele/imports/:id/reverse", { params: { id: one.id } })}
    >
      <Text size="small">{t("clientele.imports.reverseText", { count: one.applied })}</Text>
      <Text size="small">{t(`clientele.imports.kinds.${one.kind}.reverseHint`)}</Text>
      <Field label={t("clientele.privacy.confirm", { word })} value={typed} onChange={setTyped} autoComplete="off" />
    </FormDrawer>
  )
}
