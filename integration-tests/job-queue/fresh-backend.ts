import type { TestBackend } from "./backends"
import { closeServices } from "./harness"
import { resetJobs } from "./jobs"

/** Every test of the file, or of the block around this, finds the backend empty and leaves no service open. */
export function freshBackend(backend: TestBackend): void {
  beforeAll(() => backend.start())
  beforeEach(async () => {
    await backend.reset()
    resetJobs()
  })
  afterEach(() => closeServices())
  afterAll(() => backend.stop())
}
