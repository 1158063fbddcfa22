import type { TestBackend } from "./backends"
import { failingCases } from "./contract-failing.part"
import { outageCases } from "./contract-outage.part"
import { runningCases } from "./contract-running.part"
import { stalledCases } from "./contract-stalled.part"
import { stoppingCases } from "./contract-stopping.part"
import { freshBackend } from "./fresh-backend"

/** What the queue promises, whatever it runs on. */
export function describeContract(name: "postgres" | "redis", backend: TestBackend): void {
  describe(`queue on ${name}`, () => {
    freshBackend(backend)

    runningCases(name, backend)
    failingCases(backend)
    stoppingCases(backend)
    stalledCases(backend)
    outageCases(backend)
  })
}
