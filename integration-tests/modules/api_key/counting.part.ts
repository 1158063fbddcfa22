import { allowedOf, callAtOnce, callWith, type KeyStore, leftOf, newKey } from "./calls"

/** How a counter's store is made to believe that time has passed. */
type Clock = { endMinute: (key: string) => Promise<void>; endDay: (key: string) => Promise<void> }

/** What holds of every counter, wherever it counts. */
export function counting(open: () => KeyStore, clock: Clock): void {
  // Guards: `for no key update` in clientele_key_count; the one script of the Redis counter.
  it("M68: of 200 calls at once on two instances exactly 60 are allowed, and each counts once in both windows", async () => {
    const key = newKey()
    const calls = await callAtOnce(open(), key, 200)
    expect(allowedOf(calls)).toBe(60)
    expect(leftOf(await open().services[0].countCall(callWith(key)))).toEqual([0, 10_000 - 60])
    const seen = calls.filter((call) => call?.allowed).map((call) => leftOf(call)?.join())
    expect(new Set(seen).size).toBe(60)
  })

  it("R62: a test key has a budget of its own, and a refused call counts in no window", async () => {
    const [service] = open().services
    const key = newKey()
    await callAtOnce(open(), key, 61)
    for (let n = 0; n < 3; n++) {
      const refused = await service.countCall(callWith(key))
      expect(refused).toMatchObject({
        allowed: false,
        windows: [
          { quota: 60, left: 0 },
          { quota: 10_000, left: 9940 },
        ],
      })
    }
    // The same key as a test key: the windows go on, with other quotas.
    expect(await service.countCall(callWith(key, "test"))).toMatchObject({
      allowed: true,
      windows: [
        { quota: 120, left: 59 },
        { quota: 20_000, left: 19_939 },
      ],
    })
  })

  it("R62: a window ends by the store's clock, and begins with the next call", async () => {
    const [service] = open().services
    const key = newKey()
    await callAtOnce(open(), key, 60)
    const full = await service.countCall(callWith(key))
    expect(full?.allowed).toBe(false)
    expect(full?.windows[0].ends_in_ms).toBeLessThanOrEqual(60_000)
    await clock.endMinute(key)
    const next = await service.countCall(callWith(key))
    expect([next?.allowed, leftOf(next)]).toEqual([true, [59, 9939]])
    await clock.endDay(key)
    expect(leftOf(await service.countCall(callWith(key)))).toEqual([58, 9999])
  })
}
