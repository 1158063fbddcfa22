import type { TestBackend } from "./backends"
import { failingCases } from "./contract-failing"
import { outageCases } from "./contract-outage"
import { runningCases } from "./contract-running"
import { stalledCases } from "./contract-stalled"
import { stoppingCases } from "./contract-stopping"
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
