import { Button, Table, Text, toast } from "@medusajs/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRef } from "react"
import { useTranslation } from "react-i18next"
import { Note } from "../components/section"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { type Health, healthKey } from "./use-health"

type DeadJob = Health["dead_jobs"][number]

/** Dead jobs with their errors. A button retries a job once. */
export const DeadJobs = ({ jobs }: { jobs: readonly DeadJob[] }) => {
  const { t } = useTranslation()
  if (jobs.length === 0) {
    return <Note>{t("clientele.health.noDeadJobs")}</Note>
  }
  return (
    <div className="overflow-x-auto">
      <Table aria-label={t("clientele.health.deadJobs")}>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("clientele.health.job")}</Table.HeaderCell>
            <Table.HeaderCell>{t("clientele.health.died")}</Table.HeaderCell>
            <Table.HeaderCell className="text-right">{t("clientele.health.runs")}</Table.HeaderCell>
            <Table.HeaderCell>{t("clientele.health.reason")}</Table.HeaderCell>
            <Table.HeaderCell>
              <span className="sr-only">{t("clientele.health.retry")}</span>
            </Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {jobs.map((job) => (
            <Row key={job.job_id} job={job} />
          ))}
        </Table.Body>
      </Table>
    </div>
  )
}

const Row = ({ job }: { job: DeadJob }) => {
  const { t } = useTranslation()
  const { moment, number } = useFormat()
  const queries = useQueryClient()
  // At once, as `isPending` comes after a second click (M74).
  const sent = useRef(false)
  const { mutate, isPending, isSuccess } = useMutation({
    mutationFn: () => call("POST /admin/clientele/jobs/:id/retry", { params: { id: job.job_id } }),
    onSuccess: () => {
      toast.success(t("clientele.health.retried"))
      return queries.invalidateQueries({ queryKey: healthKey })
    },
    onError: (error) => {
      sent.current = false
      toast.error(error.message)
    },
  })
  return (
    <Table.Row>
      <Table.Cell className="py-2">
        <Text size="small" leading="compact">
          {job.name}
        </Text>
        <Text size="xsmall" className="text-ui-fg-subtle">
          {job.job_id}
        </Text>
      </Table.Cell>
      <Table.Cell className="whitespace-nowrap">{moment(job.at)}</Table.Cell>
      <Table.Cell className="text-right tabular-nums">{number(job.attempts)}</Table.Cell>
      <Table.Cell className="min-w-48 break-words py-2">{job.failed_reason}</Table.Cell>
      <Table.Cell className="text-right">
        <Button
          size="small"
          variant="secondary"
          isLoading={isPending}
          disabled={isSuccess}
          onClick={() => {
            if (!sent.current) {
              sent.current = true
              mutate()
            }
          }}
        >
          {t("clientele.health.retry")}
        </Button>
      </Table.Cell>
    </Table.Row>
  )
}
