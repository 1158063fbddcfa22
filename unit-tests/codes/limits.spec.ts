import { parseOptions } from "../../src/kernel/options"
import { chanceOfOneHit, FAILURE_LIMITS, siteFailureLimits } from "../../src/modules/one_time_code/domain/limits"

const { failuresPerDay } = parseOptions({}).network

it("M50: with the default budgets, an attacker with ten sites hits a code on less than one day in a thousand", () => {
  expect(chanceOfOneHit(10, failuresPerDay)).toBeLessThan(0.001)
})

it("M50: the chance grows with sites and budgets, and counts the owners' budget", () => {
  const { per_site, per_site_of_owners } = siteFailureLimits(100)
  expect([per_site, per_site_of_owners]).toEqual([100, 50])
  expect(chanceOfOneHit(1, 100)).toBeCloseTo(150e-6)
  expect(siteFailureLimits(1).per_site_of_owners).toBe(1)
})

it("M50: one site's budget has room for every failure that one shopper may make", () => {
  expect(failuresPerDay).toBeGreaterThanOrEqual(FAILURE_LIMITS.per_network)
  expect(siteFailureLimits(failuresPerDay).per_site_of_owners).toBeGreaterThanOrEqual(FAILURE_LIMITS.per_owner)
})
