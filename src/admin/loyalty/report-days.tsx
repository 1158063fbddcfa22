import { Button, Input, Label, Table, toast } from "@medusajs/ui"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import { Answered, Section } from "../components/section"
import { call } from "../lib/call"
import { download, fetchFile } from "../lib/download-file"
import { useFormat } from "../lib/format"
import { daysAgo, loyaltyKey, type Report } from "./loyalty"

const COLUMNS = ["opening", "earned", "reversed", "redeemed", "returned", "expired", "adjusted", "closing"] as const

/** The report by day, and the same as a file for a spreadsheet (contract R48). */
export const ReportDays = () => {
  const { t } = useTranslation()
  const [from, setFrom] = useState(() => daysAgo(29))
  const [to, setTo] = useState(() => daysAgo(0))
  const query = { from, to }
  const answer = useQuery({
    queryKey: [...loyaltyKey, "days", from, to],
    queryFn: async () => (await call("GET /admin/loyalty/report", { query })) as { report: Report },
    placeholderData: (before) => before,
    retry: false,
  })
  const { mutate, isPending } = useMutation({
    mutationFn: () => saveReport(query),
    onError: (error) => toast.error(error.message),
  })
  const actions = (
    <>
      <Day label={t("clientele.loyalty.from")} value={from} onChange={setFrom} />
      <Day label={t("clientele.loyalty.to")} value={to} onChange={setTo} />
      <Button size="small" variant="secondary" isLoading={isPending} onClick={() => mutate()}>
        {t("clientele.loyalty.csv")}
      </Button>
    </>
  )
  return (
    <Section title={t("clientele.loyalty.report")} actions={actions}>
      <Answered answer={answer}>{({ report }) => <Rows report={report} />}</Answered>
    </Section>
  )
}

const Day = ({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) => {
  const id = useId()
  return (
    <div className="flex items-center gap-x-2">
      <Label size="small" htmlFor={id}>
        {label}
      </Label>
      <Input id={id} type="date" size="small" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  )
}

const Rows = ({ report }: { report: Report }) => {
  const { t } = useTranslation()
  const { number, calendarDay } = useFormat()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <section aria-label={t("clientele.loyalty.report")} tabIndex={0} className="max-h-[36rem] overflow-auto">
      <Table>
        <Table.Header className="sticky top-0">
          <Table.Row>
            <Table.HeaderCell>{t("clientele.chart.day")}</Table.HeaderCell>
            <Table.HeaderCell>{t("clientele.loyalty.currency")}</Table.HeaderCell>
            {COLUMNS.map((column) => (
              <Table.HeaderCell key={column} className="text-right">
                {t(`clientele.loyalty.column.${column}`)}
              </Table.HeaderCell>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {[...report.roll_forward].reverse().map((row) => (
            <Table.Row key={`${row.date} ${row.currency_code}`}>
              <Table.Cell className="whitespace-nowrap">{calendarDay(row.date)}</Table.Cell>
              <Table.Cell>{row.currency_code.toUpperCase()}</Table.Cell>
              {COLUMNS.map((column) => (
                <Table.Cell key={column} className="text-right tabular-nums">
                  {number(row[column])}
                </Table.Cell>
              ))}
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </section>
  )
}

async function saveReport({ from, to }: { from: string; to: string }): Promise<void> {
  const file = await fetchFile("/admin/loyalty/report", { from, to, format: "csv" }, "text/csv")
  download(file, `points-${from}-${to}.csv`)
}
