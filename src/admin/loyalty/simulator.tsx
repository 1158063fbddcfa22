import { Button, Text } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"
import { useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { Choice } from "../components/fields"
import { splitProblems } from "../components/form-problems"
import { Answered, Section } from "../components/section"
import { call } from "../lib/call"
import { daysAgo, type SettingKey, type Settings } from "./loyalty"
import { OneSetting } from "./one-setting"
import { changesOf, type Draft, SETTING_GROUPS } from "./setting-fields"
import { SimulationResult } from "./simulation-result"
import { useSettings } from "./use-settings"

const PERIODS = ["30", "90", "365"] as const

/** The settings that change the points of past orders or the value of points. */
const SIMULATED: ReadonlySet<SettingKey> = new Set([
  "loyalty_award_trigger",
  "loyalty_points_per_currency_unit",
  "loyalty_min_order_subtotal_to_earn",
  "loyalty_points_per_currency_discount",
  "loyalty_currency_rates",
])
const FIELDS = SETTING_GROUPS.flatMap(({ fields }) => fields).filter(({ key }) => SIMULATED.has(key))

/** What past orders would earn under proposed settings, beside today's (contract R50). Nothing is saved. */
export const Simulator = () => {
  const { t } = useTranslation()
  const answer = useSettings()
  return (
    <Section title={t("clientele.loyalty.simulator")}>
      <Answered answer={answer}>{({ settings }) => <Proposal settings={settings} />}</Answered>
    </Section>
  )
}

const Proposal = ({ settings }: { settings: Settings }) => {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<Draft>({})
  const [days, setDays] = useState<(typeof PERIODS)[number]>("90")
  const changes = changesOf(draft, settings)
  // At once, as `isPending` comes after a second click (M74).
  const sent = useRef(false)
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: () =>
      call("POST /admin/loyalty/simulate", { body: { from: daysAgo(Number(days) - 1), settings: changes } }),
    onSettled: () => {
      sent.current = false
    },
  })
  const { of, other } = splitProblems(error?.message ?? "")
  const general = [
    ...other.filter(Boolean),
    ...[...of].filter(([key]) => !SIMULATED.has(key as SettingKey)).map(([, text]) => text),
  ]
  const set = (key: SettingKey, value: unknown) => {
    reset()
    setDraft((now) => ({ ...now, [key]: value }))
  }
  return (
    <>
      <form
        noValidate
        className="flex flex-col gap-y-4 px-6 py-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!sent.current) {
            sent.current = true
            mutate()
          }
        }}
      >
        <Text size="small" className="text-ui-fg-subtle">
          {t("clientele.loyalty.simulation.hint")}
        </Text>
        {FIELDS.map((field) => (
          <OneSetting
            key={field.key}
            field={field}
            value={field.key in draft ? draft[field.key] : settings[field.key]}
            problem={of.get(field.key)}
            onChange={(value) => set(field.key, value)}
          />
        ))}
        <div className="flex flex-wrap items-end justify-between gap-4">
          <div className="w-40">
            <Choice
              label={t("clientele.loyalty.period")}
              value={days}
              onChange={setDays}
              options={PERIODS.map((count) => ({
                value: count,
                label: t("clientele.loyalty.lastDays", { count: Number(count) }),
              }))}
            />
          </div>
          <Button size="small" type="submit" isLoading={isPending}>
            {t("clientele.loyalty.simulation.run")}
          </Button>
        </div>
        {general.length > 0 && (
          <Text size="small" className="text-ui-fg-error" role="alert">
            {general.join("; ")}
          </Text>
        )}
      </form>
      <div aria-live="polite" aria-busy={isPending}>
        {data && <SimulationResult simulation={data.simulation} />}
      </div>
    </>
  )
}
