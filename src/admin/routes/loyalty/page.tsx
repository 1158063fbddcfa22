import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Gift } from "@medusajs/icons"
import { Heading, Tabs } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useSearchParams } from "react-router-dom"
import { SetupGuide } from "../../health/setup-guide"
import { Accounts } from "../../loyalty/accounts"
import { ChangeLog } from "../../loyalty/change-log"
import { Overview } from "../../loyalty/overview"
import { ProgrammeSettings } from "../../loyalty/programme-settings"
import { ReportDays } from "../../loyalty/report-days"
import { Simulator } from "../../loyalty/simulator"

const TABS = {
  overview: () => <Overview />,
  accounts: () => <Accounts />,
  settings: () => (
    <div className="flex flex-col gap-y-3">
      <ProgrammeSettings />
      <ChangeLog />
    </div>
  ),
  simulator: () => <Simulator />,
  report: () => <ReportDays />,
} as const

type Tab = keyof typeof TABS

const isTab = (text: string | null): text is Tab => text !== null && text in TABS

/** `/app/loyalty`: the points programme (contract R66). The tab is in the address, so that it can be linked. */
const LoyaltyPage = () => {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const asked = params.get("tab")
  const tab = isTab(asked) ? asked : "overview"
  return (
    <div className="flex flex-col gap-y-3">
      <SetupGuide />
      <Tabs value={tab} onValueChange={(next) => setParams({ tab: next }, { replace: true })}>
        <div className="flex flex-col gap-y-3">
          <div className="flex flex-wrap items-center justify-between gap-3" data-clientele="head">
            <Heading>{t("clientele.loyalty.title")}</Heading>
            <Tabs.List className="max-w-full flex-wrap">
              {(Object.keys(TABS) as Tab[]).map((name) => (
                <Tabs.Trigger key={name} value={name}>
                  {t(`clientele.loyalty.${name}`)}
                </Tabs.Trigger>
              ))}
            </Tabs.List>
          </div>
          <Tabs.Content value={tab}>{TABS[tab]()}</Tabs.Content>
        </div>
      </Tabs>
    </div>
  )
}

export const config = defineRouteConfig({
  label: "clientele.loyalty.title",
  icon: Gift,
  rank: 4,
  translationNs: "translation",
})

export default LoyaltyPage
