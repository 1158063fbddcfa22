import { decimal } from "../../src/kernel/money"
import { MOST_CHANGED, SimulationTally } from "../../src/workflows/points/simulation"

const order = (mailbox: string | null, today: number, proposed: number) => ({
  ...{ day: "2026-01-01", currency_code: "usd", mailbox, revenue: decimal(1) },
  ...{ today: { points: today, value: decimal(0) }, proposed: { points: proposed, value: decimal(0) } },
})

// Guards: the comparison with the last customer, and the sort, in keepLargest.
it("R50: of many customers, in whatever order they come, the ten whose points change most are shown; ties go by address", () => {
  const tally = new SimulationTally()
  // Changes from -15 to +15, each for about 30 customers, in a scattered order.
  const customers = Array.from({ length: 1000 }, (_, n) => ({
    email: `c${String((n * 389) % 1000).padStart(4, "0")}@example.com`,
    change: ((n * 611) % 31) - 15,
  }))
  for (const { email, change } of customers) {
    tally.add(order(email, 20, 20))
    tally.add(order(email, 20, 20 + change))
  }
  tally.add(order(null, 5, 500))
  const expected = customers
    .filter(({ change }) => change !== 0)
    .sort((one, other) => Math.abs(other.change) - Math.abs(one.change) || (one.email < other.email ? -1 : 1))
    .slice(0, MOST_CHANGED)
    .map(({ email, change }) => ({ email, today: 40, proposed: 40 + change }))
  const result = tally.result()
  expect(result.most_changed).toEqual(expected)
  const count = (holds: (change: number) => boolean) => customers.filter(({ change }) => holds(change)).length
  expect(result.customers).toEqual({
    gain: count((change) => change > 0),
    lose: count((change) => change < 0),
    same: count((change) => change === 0),
  })
})
