import type { MedusaContainer } from "@medusajs/framework/types"
import type { GaugeReading } from "../../kernel/instruments"
import { observeGauges, type Source } from "../../kernel/metrics"
import { CREDIT_MODULE } from "../../modules/credit"
import { JOB_QUEUE_MODULE } from "../../modules/job_queue"
import { POINTS_MODULE } from "../../modules/points"
import { WEBHOOK_MODULE } from "../../modules/webhook"

type Readable = { readGauges(): Promise<GaugeReading[]> }

let stop: (() => void) | undefined

/**
 * Registers the plugin's gauges with the host's OpenTelemetry SDK, if there is one (ADR 0068). Without one nothing is read.
 */
export function observeStore(container: MedusaContainer): void {
  const source =
    (module: string): Source =>
    async () =>
      container.resolve<Readable>(module).readGauges()
  stop?.()
  stop = observeGauges({
    points: source(POINTS_MODULE),
    credit: source(CREDIT_MODULE),
    webhooks: source(WEBHOOK_MODULE),
    queue: source(JOB_QUEUE_MODULE),
  })
}
