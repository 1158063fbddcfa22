import type { Command } from "commander"
import {
  type DeadJob,
  JOB_QUEUE_MODULE,
  type JobQueueModuleService,
  type QueueCounts,
  type QueueHealth,
} from "../../modules/job_queue"
import { EXIT, type ExitCode, type Output } from "../output"
import type { Run } from "../run"
import { type Column, count, moment, table } from "../table"

const COUNTS: Column<QueueCounts>[] = [
  { title: "queue", value: (row) => row.name },
  { title: "waiting", value: (row) => row.waiting, right: true },
  { title: "active", value: (row) => row.active, right: true },
  { title: "delayed", value: (row) => row.delayed, right: true },
  { title: "dead", value: (row) => row.dead, right: true },
]

const DEAD: Column<DeadJob>[] = [
  { title: "job", value: (row) => row.job_id },
  { title: "name", value: (row) => row.name },
  { title: "runs", value: (row) => row.attempts, right: true },
  { title: "died", value: (row) => moment(row.at) },
  { title: "payload", value: (row) => JSON.stringify(row.payload) },
  { title: "reason", value: (row) => row.failed_reason },
]

const EXAMPLES = `
Exit code 1 where the queue is not reachable or has dead jobs. The sweep awards what a dead job did not, so none of them
costs a shopper points.

Examples:
  $ npx clientele queue
  $ npx clientele queue --dead
  $ npx clientele queue --retry awards-17`

type Options = { dead?: boolean; retry?: string; json?: boolean }

export function addQueue(program: Command, run: Run): void {
  program
    .command("queue")
    .description("shows the state of the job queue, and retries dead jobs")
    .option("--dead", "lists the newest dead jobs")
    .option("--retry <job>", "retries a dead job")
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) =>
      run(async (container, out) => {
        const queue = container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE)
        if (options.retry) {
          return retry(queue, out, options.retry, options.json)
        }
        return show(queue, out, options)
      }),
    )
}

async function show(queue: JobQueueModuleService, out: Output, options: Options): Promise<ExitCode> {
  const health = await queue.health()
  const dead = options.dead && health.reachable ? await queue.dead() : undefined
  if (options.json) {
    const { backend, reachable, queues } = health
    out.json({ backend, reachable, queues, dead })
  } else {
    print(out, health, dead)
  }
  const isWell = health.reachable && health.queues.every((one) => one.dead === 0)
  return isWell ? EXIT.fine : EXIT.differences
}

async function retry(queue: JobQueueModuleService, out: Output, jobId: string, json = false): Promise<ExitCode> {
  const added = await queue.retry(jobId)
  if (json) {
    out.json(added)
  } else {
    out.print(`${jobId} is queued again as ${added.job_id} and runs when a worker is free`)
  }
  return EXIT.fine
}

function print(out: Output, health: QueueHealth, dead: DeadJob[] | undefined): void {
  if (!health.reachable) {
    out.print(`backend ${health.backend}: ${health.message}`)
    return
  }
  out.print(`backend ${health.backend}, reachable`)
  out.print(table(health.queues, COUNTS).join("\n"))
  const deadCount = health.queues.reduce((total, queue) => total + queue.dead, 0)
  if (dead && dead.length > 0) {
    out.print()
    out.print(table(dead, DEAD).join("\n"))
  } else if (deadCount > 0) {
    out.print(
      `${count(deadCount, "dead job")}. To see why: \`clientele queue --dead\`. To retry one: \`clientele queue --retry <job>\``,
    )
  }
}
