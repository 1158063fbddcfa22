import { createMedusaContainer } from "@medusajs/framework/utils"
import { emit, withCustomers } from "../../src/workflows/shared/events/emit"

const posted = { entry_id: "1", points: 5, balance_after: 5 }

beforeEach(() => {
  jest.spyOn(process.stderr, "write").mockReturnValue(true)
})

afterEach(() => jest.restoreAllMocks())

// Guards: `boundedly` resolves the bus inside its callback; the catch in logSafely (src/workflows/shared/events/emit.ts).
test("M53: committed work does not fail if the container has lost its event bus and logger", async () => {
  const container = createMedusaContainer()
  const data = { ...posted, customer_ids: [] }
  await expect(emit(container, [{ name: "clientele.points.adjusted", data }])).resolves.toBeUndefined()
  expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining("1 events (clientele.points.adjusted)"))
})

test("M53: an event has no customers where the container cannot read them any more", async () => {
  const event = { name: "clientele.points.adjusted", account_id: "7", data: posted } as const
  expect(await withCustomers(createMedusaContainer(), [event])).toEqual([
    { name: "clientele.points.adjusted", data: { ...posted, customer_ids: [] } },
  ])
})
