import { query } from "../../helpers/database"
import {
  asked,
  type CodeStore,
  challenge,
  ELSEWHERE,
  guessed,
  HOME,
  HOUR,
  lockMailbox,
  MINUTE,
  openCodeStore,
  outcome,
  outcomes,
} from "./store"

export function limits(): void {
  let store: CodeStore

  beforeAll(async () => {
    store = await openCodeStore()
  }, 180_000)

  afterAll(() => store?.close())

  /** Further apart than the cooldown. */
  const APART = 31_000
  const network = (i: number) => `203.0.113.${i}`

  async function fail(mailbox: string, times: number, more: Parameters<typeof guessed>[2] = {}) {
    const found: string[] = []
    for (let i = 0; i < times; i++) {
      found.push(await outcome(store.codes.verify(guessed(mailbox, "000000", more))))
    }
    return found
  }

  describe("sending", () => {
    // Guard: the first `if found` in clientele_code_issue.
    it("R42: a second request within 30 s gets the same challenge; a request for another cart, or after its use, gets a new one", async () => {
      const { codes } = store
      const first = await codes.issue(asked("soon@example.com"))
      expect(first.is_new).toBe(true)
      expect(await codes.issue(asked("soon@example.com"))).toEqual({ ...first, is_new: false })
      expect((await codes.issue(asked("soon@example.com", { cart_id: "cart_1" }))).is_new).toBe(true)
      expect((await codes.issue(asked("soon@example.com", { network: ELSEWHERE }))).is_new).toBe(true)
      await fail("soon@example.com", 5, { challenge_id: first.challenge_id })
      expect((await codes.issue(asked("soon@example.com"))).is_new).toBe(true)
      store.pass(APART)
      expect((await codes.issue(asked("soon@example.com"))).is_new).toBe(true)
    })

    it("R42: parallel requests make one challenge", async () => {
      const made = await Promise.all(
        Array.from({ length: 40 }, (_, i) => (i % 2 ? store.codes : store.other).issue(asked("once@example.com"))),
      )
      expect(made.filter(({ is_new }) => is_new)).toHaveLength(1)
      expect(new Set(made.map(({ challenge_id }) => challenge_id)).size).toBe(1)
    })

    // Guard: `p_per_network` in clientele_code_issue.
    it("M31: a network gets five mails for a mailbox within any hour", async () => {
      const { codes } = store
      for (let i = 0; i < 5; i++) {
        await codes.issue(asked("five@example.com"))
        store.pass(10 * MINUTE)
      }
      const refused = await codes.issue(asked("five@example.com")).catch((error) => error)
      expect(refused).toMatchObject({ code: "rate_limited", retry_after: 600 })
      expect(await outcome(codes.issue(asked("five@example.com", { network: ELSEWHERE })))).toBe("ok")
      expect(await outcome(codes.issue(asked("other@example.com")))).toBe("ok")
      store.pass(10 * MINUTE)
      expect(await outcome(codes.issue(asked("five@example.com")))).toBe("ok")
      store.pass(APART)
      expect(await outcome(codes.issue(asked("five@example.com")))).toBe("rate_limited")
    })

    // Guards: `p_per_mailbox` and clientele_code_lock in clientele_code_issue.
    it("M31: 100 requests from 100 networks at once make 20 challenges; the signed-in owner still gets five", async () => {
      const gate = await lockMailbox(store, "many@example.com")
      const requests = outcomes(
        Array.from({ length: 100 }, (_, i) =>
          (i % 2 ? store.codes : store.other).issue(asked("many@example.com", { network: network(i) })),
        ),
      )
      await gate.open(10)
      expect(await requests).toEqual({ ok: 20, rate_limited: 80 })
      for (let i = 0; i < 5; i++) {
        expect(await outcome(store.codes.issue(asked("many@example.com", { by_owner: true })))).toBe("ok")
        store.pass(APART)
      }
      expect(await outcome(store.codes.issue(asked("many@example.com", { by_owner: true })))).toBe("rate_limited")
      store.pass(HOUR)
      expect(await outcome(store.codes.issue(asked("many@example.com")))).toBe("ok")
    })
  })

  describe("sending to many mailboxes", () => {
    const LIMIT = 200
    const someone = (name: string, i: number) => `${name}-${i}@example.com`
    const many = (name: string, count: number, more: (i: number) => Parameters<typeof asked>[1]) =>
      outcomes(
        Array.from({ length: count }, (_, i) =>
          (i % 2 ? store.codes : store.other).issue(asked(someone(name, i), more(i))),
        ),
      )

    // Guards: the last `v_free is not null` in clientele_code_issue, and the lock of the site before it.
    it("R42: of 260 mailboxes that a network asks for at once on two instances, 200 are mailed", async () => {
      const from = { network: "192.0.2.77" }
      expect(await many("flood", LIMIT + 60, () => from)).toEqual({ ok: LIMIT, rate_limited: 60 })
      const { codes } = store
      expect(await outcome(codes.issue(asked("elsewhere@example.com", { network: "192.0.2.78" })))).toBe("ok")
      // Who was asked for before may ask again, who is signed in with the mailbox has a budget apart.
      const [known] = await query<{ mailbox: string }>(
        store.database,
        "select mailbox from clientele_code_challenge where mailbox like 'flood-%' limit 1",
      )
      store.pass(APART)
      expect(await outcome(codes.issue(asked(known?.mailbox ?? "", from)))).toBe("ok")
      expect(await outcome(codes.issue(asked("owner@example.com", { ...from, by_owner: true })))).toBe("ok")
      const refused = await codes.issue(asked("late@example.com", from)).catch((error) => error)
      expect(refused).toMatchObject({ code: "rate_limited", retry_after: (HOUR - APART) / 1000 })
      store.pass(HOUR)
      expect(await outcome(codes.issue(asked("late@example.com", from)))).toBe("ok")
    })

    // Guard: siteOf (domain/network.ts).
    it("R42: the networks of an IPv6 /48 count as one", async () => {
      const network = (i: number) => ({ network: `2001:db8:48:${i.toString(16)}::/64` })
      expect(await many("six", LIMIT + 20, network)).toEqual({ ok: LIMIT, rate_limited: 20 })
      expect(await outcome(store.codes.issue(asked("seven@example.com", { network: "2001:db8:49:0::/64" })))).toBe("ok")
    })

    // Guard: `c.by_owner = p_by_owner` in the count over the site.
    it("R42: signed-in customers are limited, too, so accounts for strangers' mailboxes do not help", async () => {
      const signedIn = { network: "192.0.2.79", by_owner: true }
      expect(await many("account", LIMIT + 20, () => signedIn)).toEqual({ ok: LIMIT, rate_limited: 20 })
      expect(await outcome(store.codes.issue(asked("guest@example.com", { network: "192.0.2.79" })))).toBe("ok")
    })
  })

  describe("guessing", () => {
    // Guard: `p_per_network` in clientele_code_guess.
    it("M25: a mailbox and network have 20 failures a day across codes, and a new request resets nothing", async () => {
      const { codes } = store
      const found: string[] = []
      for (let i = 0; i < 4; i++) {
        const { id } = await challenge(codes, "twenty@example.com")
        found.push(...(await fail("twenty@example.com", 5, { challenge_id: id })))
        store.pass(APART)
      }
      expect(new Set(found)).toEqual(new Set(["code_invalid"]))
      const { id, code } = await challenge(codes, "twenty@example.com")
      const right = guessed("twenty@example.com", code, { challenge_id: id })
      expect(await outcome(codes.verify(right))).toBe("rate_limited")
      // Not even the window's edge lets more through: the first failure has to be a day old.
      store.pass(24 * HOUR - 6 * APART)
      expect(await fail("twenty@example.com", 1)).toEqual(["rate_limited"])
      store.pass(2 * APART + 1)
      expect(await fail("twenty@example.com", 6)).toEqual([...Array(5).fill("code_invalid"), "rate_limited"])
    })

    // Guard: `f.network = p_network` in clientele_code_guess.
    it("M25: a stranger who uses up the guesses of a network does not keep the owner out", async () => {
      const { codes } = store
      const mine = await challenge(codes, "locked@example.com", { network: HOME })
      for (let i = 0; i < 4; i++) {
        const theirs = await challenge(codes, "locked@example.com", { network: ELSEWHERE })
        await fail("locked@example.com", 5, { challenge_id: theirs.id, network: ELSEWHERE })
        store.pass(APART)
      }
      expect(await fail("locked@example.com", 1, { network: ELSEWHERE })).toEqual(["rate_limited"])
      expect(await outcome(codes.verify(guessed("locked@example.com", mine.code)))).toBe("ok")
    })

    // Guard: the loop over all live challenges in clientele_code_guess; with `limit 1` the stranger's newest is compared alone.
    it("M25: the owner can use an earlier code without its challenge, although a stranger in the same network requests more codes", async () => {
      const { codes, database } = store
      const mine = await challenge(codes, "shared@example.com")
      for (let i = 0; i < 4; i++) {
        store.pass(APART)
        await challenge(codes, "shared@example.com")
      }
      expect(await fail("shared@example.com", 1)).toEqual(["code_invalid"])
      expect(await outcome(codes.verify(guessed("shared@example.com", mine.code)))).toBe("ok")
      // The wrong guess counts for each of the five that it was compared with, the right one for none.
      const [row] = await query<{ failures: number }>(
        database,
        "select count(*)::int as failures from clientele_code_failure where mailbox = 'shared@example.com'",
      )
      expect(row?.failures).toBe(5)
    })

    // Guard: `limit v_left` in clientele_code_guess; without it the fourth guess of the second part is compared with five.
    it("M24, M25: guesses without a challenge are compared no more often than others: 5 a code, 20 a day", async () => {
      const { codes, other, database } = store
      const made: Awaited<ReturnType<typeof challenge>>[] = []
      for (let i = 0; i < 5; i++) {
        made.push(await challenge(codes, "spread@example.com"))
        store.pass(APART)
      }
      const named = guessed("spread@example.com", made[0]?.wrong ?? "", { challenge_id: made[0]?.id ?? "" })
      await outcomes(Array.from({ length: 3 }, () => codes.verify(named)))
      await outcomes(
        Array.from({ length: 300 }, (_, i) => (i % 2 ? codes : other).verify(guessed("spread@example.com", "x"))),
      )
      const [row] = await query<{ compared: number; guesses: number; most: number }>(
        database,
        `select (select count(*)::int from clientele_code_failure where mailbox = 'spread@example.com') as compared,
         sum(guesses)::int as guesses, max(guesses)::int as most
       from clientele_code_challenge where mailbox = 'spread@example.com'`,
      )
      expect(row).toEqual({ compared: 20, guesses: 20, most: 5 })
      expect(await outcome(codes.verify(guessed("spread@example.com", made[1]?.code ?? "")))).toBe("rate_limited")
    })

    // Guard: `c.by_owner <= p_by_owner` in clientele_code_guess.
    it("M25: a guest's guesses without a challenge use up no code of the signed-in owner", async () => {
      const { codes } = store
      const mine = await challenge(codes, "signed@example.com", { by_owner: true })
      await fail("signed@example.com", 6)
      expect(await outcome(codes.verify(guessed("signed@example.com", mine.code, { by_owner: true })))).toBe("ok")
    })

    // Guard: `f.compared` in clientele_code_guess.
    it("M25: guesses without a challenge, from any number of networks, use up no budget of the owner", async () => {
      const { codes } = store
      const mine = await challenge(codes, "noise@example.com")
      for (let i = 0; i < 10; i++) await fail("noise@example.com", 20, { network: network(i) })
      expect(await outcome(codes.verify(guessed("noise@example.com", mine.code)))).toBe("ok")
    })

    // Guards: `p_per_mailbox` in clientele_code_guess; `not f.by_owner` there and `p_by_owner`.
    it("M25: a mailbox has 60 failures a day from all networks together, and the signed-in owner has 20 more", async () => {
      const { codes, other, database } = store
      const ids: string[] = []
      for (let i = 0; i < 15; i++) ids.push((await challenge(codes, "sixty@example.com", { network: network(i) })).id)
      const guesses = ids.flatMap((challenge_id, i) =>
        Array.from({ length: 6 }, (_, n) =>
          (n % 2 ? codes : other).verify(guessed("sixty@example.com", "000000", { challenge_id, network: network(i) })),
        ),
      )
      const found = await outcomes(guesses)
      expect((found["code_invalid"] ?? 0) + (found["rate_limited"] ?? 0)).toBe(90)
      const [row] = await query<{ compared: number }>(
        database,
        "select count(*)::int as compared from clientele_code_failure where mailbox = 'sixty@example.com' and compared",
      )
      expect(row?.compared).toBe(60)
      expect(await fail("sixty@example.com", 1, { network: ELSEWHERE })).toEqual(["rate_limited"])

      const owner = { by_owner: true, network: ELSEWHERE }
      expect(await fail("sixty@example.com", 19, owner)).toEqual(Array(19).fill("code_invalid"))
      const mine = await challenge(codes, "sixty@example.com", owner)
      expect(await outcome(codes.verify(guessed("sixty@example.com", mine.code, owner)))).toBe("ok")
      expect(await fail("sixty@example.com", 2, owner)).toEqual(["code_invalid", "rate_limited"])
    })

    // Guard: the `delete` in clientele_code_accept.
    it("M25: a right code does not count as a failure", async () => {
      const { codes } = store
      for (let i = 0; i < 25; i++) {
        const { code } = await challenge(codes, "right@example.com")
        expect(await outcome(codes.verify(guessed("right@example.com", code)))).toBe("ok")
        store.pass(15 * MINUTE)
      }
      const failures = await query(
        store.database,
        "select 1 from clientele_code_failure where mailbox = 'right@example.com'",
      )
      expect(failures).toEqual([])
    })

    // Guard: clientele_code_lock in clientele_code_guess.
    it("M24: 300 parallel guesses of one network make 20 failures, and the rest is refused", async () => {
      const found = await outcomes(
        Array.from({ length: 300 }, (_, i) =>
          (i % 2 ? store.codes : store.other).verify(guessed("flood@example.com", "000000")),
        ),
      )
      expect(found).toEqual({ code_invalid: 20, rate_limited: 280 })
    })
  })

  describe("guessing at many mailboxes", () => {
    const PER_SITE = 60
    const PER_SITE_OF_OWNERS = 30
    const someone = (name: string, i: number) => `${name}-${i}@example.com`
    const guessMany = (name: string, count: number, more: (i: number) => Parameters<typeof guessed>[2]) =>
      outcomes(
        Array.from({ length: count }, (_, i) => {
          const instance = store.strict[i % 2] as (typeof store.strict)[number]
          return instance.verify(guessed(someone(name, i), "000000", more(i)))
        }),
      )
    const failuresAt = async (name: string) =>
      (
        await query<{ failures: number }>(
          store.database,
          "select count(*)::int as failures from clientele_code_failure where mailbox like $1",
          [`${name}-%`],
        )
      )[0]?.failures

    // Guards: `v_free is not null` after the site's lock in clientele_code_guess, and that lock.
    it("M50: of 200 guesses of a site at as many mailboxes, on two instances at once, 60 are counted and no row is written past them", async () => {
      const from = { network: "192.0.2.150" }
      expect(await guessMany("wide", 200, () => from)).toEqual({ code_invalid: PER_SITE, rate_limited: 140 })
      expect(await failuresAt("wide")).toBe(PER_SITE)
      expect(store.warnings.filter((line) => line.includes("network.trustedProxies"))).toHaveLength(2)
      const [strict] = store.strict
      const refused = await strict.verify(guessed("wide-late@example.com", "000000", from)).catch((error) => error)
      expect(refused).toMatchObject({ code: "rate_limited", retry_after: 24 * 3600 })
      const elsewhere = guessed("wide-else@example.com", "000000", { network: "192.0.2.151" })
      expect(await outcome(strict.verify(elsewhere))).toBe("code_invalid")
    })

    // Guard: siteOf in verify (service.ts).
    it("M31 M50: the networks of an IPv6 /48 share one budget", async () => {
      const network = (i: number) => ({ network: `2001:db8:50:${i.toString(16)}::/64` })
      expect(await guessMany("wide-six", 90, network)).toEqual({ code_invalid: PER_SITE, rate_limited: 30 })
    })

    // Guard: `f.by_owner = p_by_owner` in the count of the site.
    it("M25 M50: guests who use up a site leave its signed-in owners a budget, which is limited as well", async () => {
      const from = { network: "192.0.2.152" }
      const mine = await challenge(store.codes, "wide-owner@example.com", { ...from, by_owner: true })
      await guessMany("wide-guest", PER_SITE + 1, () => from)
      const right = guessed("wide-owner@example.com", mine.code, { ...from, by_owner: true, challenge_id: mine.id })
      expect(await outcome(store.strict[0].verify(right))).toBe("ok")
      const owners = await guessMany("wide-account", 40, () => ({ ...from, by_owner: true }))
      expect(owners).toEqual({ code_invalid: PER_SITE_OF_OWNERS, rate_limited: 10 })
    })

    // Guard: `v_left` bounded by the site's room in clientele_code_guess.
    it("M50: a guess without a challenge is compared no more often than the site's budget has room", async () => {
      const from = { network: "192.0.2.153" }
      for (let i = 0; i < 5; i++) {
        await challenge(store.codes, "wide-many@example.com", from)
        store.pass(APART)
      }
      await guessMany("wide-filler", PER_SITE - 2, () => from)
      const guess = guessed("wide-many@example.com", "x", from)
      expect(await outcome(store.strict[0].verify(guess))).toBe("code_invalid")
      expect(await outcome(store.strict[0].verify(guess))).toBe("rate_limited")
      const [row] = await query<{ guesses: number }>(
        store.database,
        "select sum(guesses)::int as guesses from clientele_code_challenge where mailbox = 'wide-many@example.com'",
      )
      expect(row?.guesses).toBe(2)
    })

    it("M50: a site's guesses are counted again once they are a day old", async () => {
      const from = { network: "192.0.2.154" }
      await guessMany("wide-day", PER_SITE + 1, () => from)
      store.pass(24 * HOUR - 1)
      expect(await outcome(store.strict[1].verify(guessed("wide-day-2@example.com", "000000", from)))).toBe(
        "rate_limited",
      )
      store.pass(1)
      expect(await outcome(store.strict[1].verify(guessed("wide-day-2@example.com", "000000", from)))).toBe(
        "code_invalid",
      )
    })
  })
}
