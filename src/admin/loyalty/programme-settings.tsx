import { Button, toast } from "@medusajs/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { Answered, Section } from "../components/section"
import { call } from "../lib/call"
import { ExampleOrder } from "./example-order"
import type { SettingKey, Settings } from "./loyalty"
import { OneSetting } from "./one-setting"
import { changesOf, type Draft, SETTING_GROUPS } from "./setting-fields"
import { useSettings } from "./use-settings"

/** All settings with their explanations, and an example order under the typed values (contract R30, R66). */
export const ProgrammeSettings = () => {
  const { t } = useTranslation()
  const answer = useSettings()
  return (
    <Section title={t("clientele.loyalty.settings")}>
      <Answered answer={answer}>{({ settings }) => <SettingsForm settings={settings} />}</Answered>
    </Section>
  )
}

type Problems = Partial<Record<SettingKey, string>>

/** Saves each changed setting. A setting that depends on another change is tried once more after it. */
async function saveAll(changes: Draft): Promise<Problems> {
  const save = async (key: string, value: unknown): Promise<[string, string] | null> => {
    try {
      await call("PUT /admin/loyalty/settings/:key", { params: { key }, body: { value } })
      return null
    } catch (error) {
      return [key, (error as Error).message]
    }
  }
  const once = async (keys: string[]) => {
    const problems: [string, string][] = []
    for (const key of keys) {
      const problem = await save(key, changes[key as SettingKey])
      problems.push(...(problem ? [problem] : []))
    }
    return problems
  }
  const refused = await once(Object.keys(changes))
  return Object.fromEntries(await once(refused.map(([key]) => key)))
}

const SettingsForm = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Draft>({})
  const changes = changesOf(draft, settings)
  const count = Object.keys(changes).length
  // At once, as `isPending` comes after a second click (M74).
  const sent = useRef(false)
  const { mutate, isPending, data, reset } = useMutation({
    mutationFn: saveAll,
    onSettled: () => {
      sent.current = false
    },
    onSuccess: async (problems) => {
      await queries.invalidateQueries({ queryKey: ["clientele"] })
      // A refused setting keeps its typed value.
      setDraft((now) => Object.fromEntries(Object.entries(now).filter(([key]) => key in problems)))
      if (Object.keys(problems).length === 0) {
        toast.success(t("clientele.form.saved"))
      }
    },
  })
  const problems: Problems = data ?? {}
  const set = (key: SettingKey, value: unknown) => {
    reset()
    setDraft((now) => ({ ...now, [key]: value }))
  }
  return (
    <form
      noValidate
      className="divide-y"
      onSubmit={(event) => {
        event.preventDefault()
        if (!sent.current && count > 0) {
          sent.current = true
          mutate(changes)
        }
      }}
    >
      <ExampleOrder changes={changes} />
      {SETTING_GROUPS.map(({ name, fields }) => (
        <fieldset key={name} className="flex flex-col gap-y-4 px-6 py-4">
          <legend className="txt-compact-medium-plus float-left w-full">{t(`clientele.loyalty.group.${name}`)}</legend>
          {fields.map((field) => (
            <OneSetting
              key={field.key}
              field={field}
              value={field.key in draft ? draft[field.key] : settings[field.key]}
              problem={problems[field.key]}
              onChange={(value) => set(field.key, value)}
            />
          ))}
        </fieldset>
      ))}
      <div className="bg-ui-bg-base sticky bottom-0 flex items-center justify-end gap-2 rounded-b-lg px-6 py-4">
        <Button
          size="small"
          variant="secondary"
          type="button"
          disabled={count === 0}
          onClick={() => {
            reset()
            setDraft({})
          }}
        >
          {t("clientele.loyalty.discard")}
        </Button>
        <Button size="small" type="submit" isLoading={isPending} disabled={count === 0}>
          {count === 0 ? t("clientele.form.save") : t("clientele.loyalty.saveChanges", { count })}
        </Button>
      </div>
    </form>
  )
}
