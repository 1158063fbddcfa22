import { lazy } from "../../src/kernel/lazy"

it("makes a value at its first use, once, and tries again after a failure", () => {
  let calls = 0
  const value = lazy(() => {
    calls += 1
    if (calls === 1) throw new Error("not yet")
    return { calls }
  })
  expect(calls).toBe(0)
  expect(value).toThrow("not yet")
  expect(value()).toEqual({ calls: 2 })
  expect(value()).toBe(value())
})
