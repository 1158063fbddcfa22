import { openPointsStore, type PointsStore, settle, settlement, trialBalance } from "./store"

let store: PointsStore
beforeAll(async () => {
  store = await openPointsStore()
})
afterAll(async () => {
  await store.close()
})
const DAY = 86_400_000
const own = (n: number) => ({ order_id: `o${n}`, mailbox: `m${n % 4}@example.com` })

let seed = Number(process.env.SEED ?? 7)
const rnd = (n: number) => {
  seed = (seed * 1103515245 + 12345) % 2147483648
  return Math.floor((seed / 2147483648) * n)
}

it("mix with merges", async () => {
  const services = [store.points, store.another(), store.another(), store.another()]
  const errors = new Map<string, number>()
  const mb = (n: number) => `m${n % 4}@example.com`
  const client = async (c: number) => {
    const p = services[c % 4]!
    const holds: string[] = []
    for (let r = 0; r < 60; r++) {
      try {
        switch (rnd(8)) {
          case 0:
            await settle(
              p,
              { ...own(rnd(40)), target: rnd(100), expires_at: rnd(2) ? new Date(Date.now() + rnd(2000)) : null },
              rnd(2) === 0,
            )
            break
          case 1:
          case 2: {
            const { ticket } = await p.drawReading([])
            const ids = [...new Set(Array.from({ length: 8 }, () => rnd(40)))]
            await p.settle(
              ids.map((n) => settlement({ ...own(n), target: rnd(100) })),
              ticket,
              rnd(2) === 0,
            )
            break
          }
          case 3:
            if (process.env.NOMERGE) break
            else {
              const a = rnd(4)
              await p.merge({ from: mb(a), to: mb(a + 1 + rnd(3)), stated_reason: "x", actor_id: "u" })
              break
            }
          case 4:
            await p.adjust({
              mailbox: mb(rnd(4)),
              points: rnd(200) - 80 || 1,
              stated_reason: "x",
              actor_id: "u",
              allow_negative: rnd(2) === 0,
            })
            break
          case 5:
            holds.push(
              (
                await p.placeHold({
                  mailbox: mb(rnd(4)),
                  cart_id: `c${rnd(10)}`,
                  points: 1 + rnd(40),
                  currency_code: "usd",
                  points_per_currency_discount: 100,
                  expires_at: new Date(Date.now() + DAY),
                })
              ).id,
            )
            break
          case 6: {
            const h = holds.pop()
            if (h) await p.postHold(h, `r${c}_${r}`, 1)
            break
          }
          default:
            await p.expireDue("0", 100)
        }
      } catch (e) {
        const k = `${(e as any).code}: ${String((e as Error).message).slice(0, 160)}`
        errors.set(k, (errors.get(k) ?? 0) + 1)
      }
    }
  }
  await Promise.all(Array.from({ length: 16 }, (_, c) => client(c)))
  const dl = await store.db.raw("select deadlocks from pg_stat_database where datname = current_database()")
  console.log(
    "deadlocks",
    dl.rows,
    [...errors.entries()].filter(([k]) => !/insufficient|hold_(expired|conflict)/.test(k)),
  )

  expect(await trialBalance(store.points)).toEqual([])
}, 120000)
