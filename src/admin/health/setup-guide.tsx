import { CheckCircleSolid, CircleDottedLine } from "@medusajs/icons"
import { Button, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { Section } from "../components/section"
import { useChange } from "../components/use-change"
import { call } from "../lib/call"
import { ConfigLines } from "./config-lines"
import { CONFIG_LINES, type Health, useHealth } from "./use-health"

type Step = { name: string; done: boolean; help?: ReactNode }

const isOver = ({ steps, first }: Health) => steps.every(({ done }) => done) && first.redeemed

/** The steps from a new store to its first redeemed point, with their states. Empty when all steps are done. */
export const SetupGuide = () => {
  const { t } = useTranslation()
  const { data: health } = useHealth((now) => !isOver(now))
  if (!health || isOver(health)) {
    return null
  }
  const steps = stepsOf(health)
  const next = steps.find(({ done }) => !done)?.name
  return (
    <Section title={t("clientele.setup.title")}>
      <ol className="divide-y">
        {steps.map((step) => (
          <li key={step.name} className="flex gap-x-3 px-6 py-4" aria-current={step.name === next ? "step" : undefined}>
            {step.done ? (
              <CheckCircleSolid className="text-ui-tag-green-icon shrink-0" aria-hidden />
            ) : (
              <CircleDottedLine className="text-ui-fg-muted shrink-0" aria-hidden />
            )}
            <div className="flex min-w-0 flex-1 flex-col gap-y-2">
              <Text size="small" leading="compact" weight="plus">
                {t(`clientele.setup.${step.name}.title`)}
                <span className="sr-only"> {t(step.done ? "clientele.setup.done" : "clientele.setup.todo")}</span>
              </Text>
              {!step.done && (
                <>
                  <Text size="small" className="text-ui-fg-subtle">
                    {t(`clientele.setup.${step.name}.help`)}
                  </Text>
                  {step.help}
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  )
}

function stepsOf({ steps, first, findings }: Health): Step[] {
  const done = (name: Health["steps"][number]["step"]) => steps.some((one) => one.step === name && one.done)
  const mails = findings.some(({ code }) => code === "outbox_keeps_mails")
  return [
    { name: "currency", done: done("currency"), help: <GoTo to="/settings/store" label="toStore" /> },
    {
      name: "email_provider",
      done: done("email_provider"),
      help: <ConfigLines file="medusa-config.ts" lines={CONFIG_LINES.email_provider} />,
    },
    {
      name: "code_secret",
      done: done("code_secret"),
      help: <ConfigLines file="medusa-config.ts" lines={CONFIG_LINES.code_secret} />,
    },
    // The rates have sensible first values, so this step is done with the programme.
    { name: "rates", done: done("programme"), help: <GoTo to="/loyalty?tab=settings" label="toSettings" /> },
    { name: "programme", done: done("programme"), help: <SwitchOn /> },
    { name: "earn", done: first.earned, help: <GoTo to="/orders" label="toOrders" /> },
    { name: "redeem", done: first.redeemed, help: mails && <GoTo to="/outbox" label="toOutbox" /> },
  ]
}

const GoTo = ({ to, label }: { to: string; label: string }) => {
  const { t } = useTranslation()
  return (
    <div>
      <Button size="small" variant="secondary" asChild>
        <Link to={to}>{t(`clientele.setup.${label}`)}</Link>
      </Button>
    </div>
  )
}

const SwitchOn = () => {
  const { t } = useTranslation()
  const { run, isPending } = useChange(
    () =>
      call("PUT /admin/loyalty/settings/:key", { params: { key: "loyalty_points_enabled" }, body: { value: true } }),
    ["clientele"],
  )
  return (
    <div>
      <Button size="small" isLoading={isPending} onClick={() => run(undefined)}>
        {t("clientele.setup.switchOn")}
      </Button>
    </div>
  )
}
