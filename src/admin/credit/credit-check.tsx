import { Badge, Button, Select, Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Answered, None, Note, Row } from "../components/section"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { type Check, creditKey } from "./credit"
import { useReasonSentence } from "./reason-sentence"

/** The newest credit check of a customer, with buttons to run another check and to apply the recommended limit. */
export const CreditCheck = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: [...creditKey(customerId), "check"],
    queryFn: () => call("GET /admin/customers/:id/credit-checks", { params: { id: customerId }, query: { limit: 1 } }),
  })
  const run = useChange(
    (body: { provider?: string }) =>
      call("POST /admin/customers/:id/credit-check", { params: { id: customerId }, body }),
    creditKey(customerId),
  )
  const [chosen, setChosen] = useState<string>()
  const { providers = [], default_provider } = answer.data ?? {}
  const provider = chosen ?? default_provider
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-3">
        <Text size="small" leading="compact" weight="plus">
          {t("clientele.check.title")}
        </Text>
        <div className="flex flex-wrap items-center gap-2">
          {providers.length > 1 && provider !== undefined && (
            <Providers ids={providers} value={provider} onChange={setChosen} />
          )}
          <Button
            size="small"
            variant="secondary"
            isLoading={run.isPending}
            onClick={() => run.run(provider === undefined ? {} : { provider })}
          >
            {t("clientele.check.run")}
          </Button>
        </div>
      </div>
      <Answered answer={answer}>
        {({ credit_checks: [newest] }) =>
          newest ? (
            <Result customerId={customerId} check={newest} hasOthers={providers.length > 1} />
          ) : (
            <Note>{t("clientele.check.none")}</Note>
          )
        }
      </Answered>
    </>
  )
}

type ProvidersProps = { ids: readonly string[]; value: string; onChange: (id: string) => void }

/** The choice of the provider, if the store has several. */
const Providers = ({ ids, value, onChange }: ProvidersProps) => {
  const { t } = useTranslation()
  const nameOf = useProviderName()
  return (
    <Select size="small" value={value} onValueChange={onChange}>
      <Select.Trigger aria-label={t("clientele.check.provider")} className="w-auto gap-x-1">
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        {ids.map((id) => (
          <Select.Item key={id} value={id}>
            {nameOf(id)}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
}

/** The host names its providers by ids; the built-in one has a name. */
function useProviderName(): (id: string) => string {
  const { t } = useTranslation()
  return (id) => (id === "internal" ? t("clientele.check.internal") : id)
}

type ResultProps = { customerId: string; check: Check }

const RISKS = { low: "green", medium: "orange", high: "red" } as const

const Result = ({ customerId, check, hasOthers }: ResultProps & { hasOthers: boolean }) => {
  const { t } = useTranslation()
  const nameOf = useProviderName()
  const { moment, number, money } = useFormat()
  const { credit_score, credit_rating, risk_assessment, recommended_credit_limit, error } = check
  return (
    <>
      <Row title={t("clientele.check.at")}>
        <time dateTime={check.last_checked}>{moment(check.last_checked)}</time>
      </Row>
      {hasOthers && <Row title={t("clientele.check.provider")}>{nameOf(check.provider)}</Row>}
      {check.status !== "ok" && (
        <Note>{t(error ? `clientele.check.failure.${error.code}` : `clientele.check.status.${check.status}`)}</Note>
      )}
      {credit_score !== null && (
        <Row title={t("clientele.check.score")}>
          <span className="tabular-nums">{number(credit_score)}</span>
          {credit_rating && ` · ${t(`clientele.check.rating.${credit_rating}`)}`}
        </Row>
      )}
      {risk_assessment && (
        <Row title={t("clientele.check.risk")}>
          <Badge size="2xsmall" color={RISKS[risk_assessment]}>
            {t(`clientele.check.risks.${risk_assessment}`)}
          </Badge>
        </Row>
      )}
      {check.status === "ok" && (
        <Row title={t("clientele.check.limit")}>
          <div className="flex flex-wrap items-center justify-between gap-2">
            {recommended_credit_limit === null ? (
              <None why={t("clientele.check.noLimit")} />
            ) : (
              <span className="tabular-nums">{money(Number(recommended_credit_limit), check.currency_code)}</span>
            )}
            <Apply customerId={customerId} check={check} />
          </div>
        </Row>
      )}
      <Reasons check={check} />
    </>
  )
}

/** Applies the recommended limit after a confirmation. It counts from the next order on. */
const Apply = ({ customerId, check }: ResultProps) => {
  const { t } = useTranslation()
  const { money, day } = useFormat()
  const confirm = useConfirm()
  const application = useChange(
    () =>
      call("POST /admin/customers/:id/credit-checks/:check_id/apply", {
        params: { id: customerId, check_id: check.id },
      }),
    creditKey(customerId),
  )
  const { recommended_credit_limit: limit, current_credit_limit, currency_code, applied_at, expires_at } = check
  if (applied_at) {
    return <span className="text-ui-fg-muted">{t("clientele.check.applied", { date: day(applied_at) })}</span>
  }
  if (limit === null) {
    return null
  }
  if (new Date(expires_at) < new Date()) {
    return <span className="text-ui-fg-muted">{t("clientele.check.expired", { date: day(expires_at) })}</span>
  }
  const apply = async () => {
    const to = money(Number(limit), currency_code)
    const question = {
      title: t("clientele.check.apply"),
      text:
        current_credit_limit === null
          ? t("clientele.check.applyFirst", { to })
          : t("clientele.check.applyText", { from: money(Number(current_credit_limit), currency_code), to }),
      confirm: t("clientele.check.apply"),
      isDanger: false,
    }
    if (await confirm(question)) {
      application.run(undefined)
    }
  }
  return (
    <Button size="small" variant="secondary" isLoading={application.isPending} onClick={() => void apply()}>
      {t("clientele.check.apply")}
    </Button>
  )
}

/** What each factor gave, in sentences. */
const Reasons = ({ check }: { check: Check }) => {
  const { t } = useTranslation()
  const { reasons } = check
  const sentenceOf = useReasonSentence()
  const { signed } = useFormat()
  if (reasons.length === 0) {
    return null
  }
  return (
    <ul className="flex flex-col gap-y-2 px-6 py-4" aria-label={t("clientele.check.reasons")}>
      {reasons.map((reason) => (
        <li key={`${reason.factor} ${reason.code}`} className="flex items-start justify-between gap-4">
          <Text size="small" className="min-w-0 break-words">
            {sentenceOf(check, reason)}
          </Text>
          <Text size="small" weight="plus" className="tabular-nums">
            {signed(reason.points)}
          </Text>
        </li>
      ))}
    </ul>
  )
}
