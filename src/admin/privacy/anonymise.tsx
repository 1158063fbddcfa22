import { Text } from "@medusajs/ui"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field, Toggle } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { Answered } from "../components/section"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"

const ANONYMISE = "POST /admin/customers/:id/anonymize"

type AnonymiseProps = {
  customerId: string
  /** The word that the user must type to confirm that this is the right customer. */
  word: string
}

/** Lists the data that would be removed, and anonymises after the user typed the word. This cannot be undone. */
export const Anonymise = ({ customerId, word }: AnonymiseProps) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [typed, setTyped] = useState("")
  const [force, setForce] = useState(false)
  const [isOpen, setOpen] = useState(false)
  const save = async () => {
    const { anonymized, problems } = await call(ANONYMISE, { params: { id: customerId }, body: { force } })
    // Also if some parts failed: the other parts are removed.
    await queries.invalidateQueries()
    if (!anonymized) {
      throw new Error(problems.join(" "))
    }
  }
  return (
    <FormDrawer
      title={t("clientele.privacy.anonymise")}
      trigger={t("clientele.privacy.anonymise")}
      save={t("clientele.privacy.anonymise")}
      changes={["clientele"]}
      isDanger
      isDisabled={typed.trim() !== word}
      onOpen={() => {
        setTyped("")
        setForce(false)
        setOpen(true)
      }}
      onClose={() => setOpen(false)}
      onSave={save}
    >
      <Text size="small">{t("clientele.privacy.explained")}</Text>
      {isOpen && <Preview customerId={customerId} />}
      <Toggle
        label={t("clientele.privacy.force")}
        hint={t("clientele.privacy.forceHint")}
        value={force}
        onChange={setForce}
      />
      <Field label={t("clientele.privacy.confirm", { word })} value={typed} onChange={setTyped} autoComplete="off" />
    </FormDrawer>
  )
}

/** The dry run, read each time the form opens. */
const Preview = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const { number } = useFormat()
  const answer = useQuery({
    queryKey: ["clientele", "anonymise", customerId],
    queryFn: () => call(ANONYMISE, { params: { id: customerId }, body: { dry_run: true } }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Answered answer={answer}>
      {({ would_remove = {} }) => (
        <div className="bg-ui-bg-subtle flex flex-col gap-y-2 rounded-lg p-3">
          <Text size="small" weight="plus">
            {t("clientele.privacy.removes")}
          </Text>
          <ul className="flex flex-col gap-y-1">
            {Object.entries(would_remove)
              .filter(([, count]) => count > 0)
              .map(([kind, count]) => (
                <li key={kind} className="flex justify-between gap-4">
                  <Text size="small">
                    {t(`clientele.privacy.kinds.${kind}`, { defaultValue: kind.replaceAll("_", " ") })}
                  </Text>
                  <Text size="small" className="tabular-nums">
                    {number(count)}
                  </Text>
                </li>
              ))}
          </ul>
        </div>
      )}
    </Answered>
  )
}
