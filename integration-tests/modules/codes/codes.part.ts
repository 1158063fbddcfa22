import { query } from "../../helpers/database"
import {
  asked,
  type CodeStore,
  challenge,
  ELSEWHERE,
  guessed,
  HOUR,
  MINUTE,
  openCodeStore,
  outcome,
  outcomes,
} from "./store"

export function codes(): void {
  let store: CodeStore

  beforeAll(async () => {
    store = await openCodeStore()
  }, 180_000)

  afterAll(() => store?.close())

  const guessesAt = async (id: string) =>
    (
      await query<{ guesses: number }>(store.database, "select guesses from clientele_code_challenge where id = $1", [
        id,
      ])
    )[0]?.guesses

  // Guard: `c.guesses < p_per_code` in clientele_code_guess; the table's CHECK refuses the sixth besides.
  it("M24: of 300 parallel guesses from 30 networks on two instances five are compared", async () => {
    const { id, wrong } = await challenge(store.codes, "m24@example.com")
    const found = await outcomes(
      Array.from({ length: 300 }, (_, i) =>
        (i % 2 ? store.codes : store.other).verify(
          guessed("m24@example.com", wrong, { challenge_id: id, network: `203.0.113.${i % 30}` }),
        ),
      ),
    )
    expect(found).toEqual({ code_invalid: 300 })
    expect(await guessesAt(id)).toBe(5)
    const compared = await query(
      store.database,
      "select count(*)::int as compared from clientele_code_failure where mailbox = 'm24@example.com' and compared",
    )
    expect(compared).toEqual([{ compared: 5 }])
  })

  // Guard: the same.
  it("M24: after five wrong guesses the right code is refused as well", async () => {
    const { id, code, wrong } = await challenge(store.codes, "m24b@example.com")
    for (let i = 0; i < 5; i++)
      await outcome(store.codes.verify(guessed("m24b@example.com", wrong, { challenge_id: id })))
    expect(await outcome(store.codes.verify(guessed("m24b@example.com", code, { challenge_id: id })))).toBe(
      "code_invalid",
    )
  })

  // Guard: `used_at is null` in clientele_code_accept (and, before it, in clientele_code_guess).
  it("M26: the right code, sent 50 times in parallel to two instances, makes one token", async () => {
    const { id, code } = await challenge(store.codes, "m26@example.com")
    const found = await outcomes(
      Array.from({ length: 50 }, (_, i) =>
        (i % 2 ? store.codes : store.other).verify(
          guessed("m26@example.com", code, { challenge_id: id, network: `203.0.113.${i}` }),
        ),
      ),
    )
    expect(found).toEqual({ ok: 1, code_invalid: 49 })
    const tokens = await query(store.database, "select 1 from clientele_code_token where mailbox = 'm26@example.com'")
    expect(tokens).toHaveLength(1)
  })

  // Guard: `used_at is null` in clientele_code_accept.
  it("M26: of parallel guesses that are all counted before the first is accepted, one is accepted", async () => {
    const { id, code } = await challenge(store.codes, "m26b@example.com")
    const accept = store.db.raw.bind(store.db)
    const [guess] = (
      await accept(
        "select * from clientele_code_guess(?, 'm26b@example.com', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), false, ?, 5, '1 day', 20, 60, 20, 60, 30)",
        [id, store.codes.clock()],
      )
    ).rows
    expect(await outcome(store.codes.verify(guessed("m26b@example.com", code, { challenge_id: id })))).toBe("ok")
    const { rows } = await accept(
      "select clientele_code_accept(?, array[?]::bigint[], 'ctok_second', decode(repeat('01', 32), 'hex'), ?, ?::timestamptz + interval '1 hour') as accepted",
      [id, guess.failure_id, store.codes.clock(), store.codes.clock()],
    )
    expect(rows).toEqual([{ accepted: false }])
  })

  // Guards: `expires_at > p_now` and `c.id = p_challenge` in clientele_code_guess; `used_at is null` in clientele_code_accept.
  it("M27: used, expired, superseded, wrong and never made codes get the same refusal", async () => {
    const { codes } = store
    const messages = new Set<string>()
    const refused = async (mailbox: string, code: string, id: string | null) => {
      const error = await codes.verify(guessed(mailbox, code, { challenge_id: id })).catch((reason) => reason)
      expect(error).toMatchObject({ code: "code_invalid", type: "not_allowed" })
      messages.add(error.message)
    }
    const used = await challenge(codes, "used@example.com")
    await codes.verify(guessed("used@example.com", used.code, { challenge_id: used.id }))
    await refused("used@example.com", used.code, used.id)
    await refused("used@example.com", used.code, null)

    const first = await challenge(codes, "superseded@example.com")
    store.pass(MINUTE)
    const second = await challenge(codes, "superseded@example.com")
    await refused("superseded@example.com", first.code, second.id)
    // A code is superseded inside its own challenge only: named, the first is as good as before.
    expect(await outcome(codes.verify(guessed("superseded@example.com", first.code, { challenge_id: first.id })))).toBe(
      "ok",
    )

    const expired = await challenge(codes, "expired@example.com")
    store.pass(10 * MINUTE)
    await refused("expired@example.com", expired.code, expired.id)
    await refused("expired@example.com", expired.code, null)

    const { challenge_id: unmade } = await codes.issue(asked("unmade@example.com"))
    await refused("unmade@example.com", "000000", unmade)
    await refused("nobody@example.com", "000000", null)
    await refused("nobody@example.com", "000000", "code_unknown")
    const { id, wrong } = await challenge(codes, "wrong@example.com")
    await refused("wrong@example.com", wrong, id)
    expect(messages.size).toBe(1)
  })

  // Guards: `c.used_at is null` and `c.guesses < p_per_code` in clientele_code_guess.
  it("R43: without a challenge id, a code of any live challenge is accepted", async () => {
    const { codes } = store
    const made: Awaited<ReturnType<typeof challenge>>[] = []
    for (let i = 0; i < 3; i++) {
      made.push(await challenge(codes, "newest@example.com"))
      store.pass(MINUTE)
    }
    const [first, second, third] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]]
    expect(await outcome(codes.verify(guessed("newest@example.com", third.code)))).toBe("ok")
    expect(await outcome(codes.verify(guessed("newest@example.com", third.code)))).toBe("code_invalid")
    const spend = guessed("newest@example.com", second.wrong, { challenge_id: second.id })
    for (let i = 0; i < 5; i++) await outcome(codes.verify(spend))
    expect(await outcome(codes.verify(guessed("newest@example.com", second.code)))).toBe("code_invalid")
    expect(await outcome(codes.verify(guessed("newest@example.com", first.code)))).toBe("ok")
  })

  // Guards: `c.mailbox = p_mailbox` and `c.network = p_network` in clientele_code_guess.
  it("M28: a code is valid for its own mailbox and challenge; without a challenge id, only from its own network", async () => {
    const { codes } = store
    const mine = await challenge(codes, "mine@example.com")
    const theirs = await challenge(codes, "theirs@example.com")
    const tries = [
      guessed("theirs@example.com", mine.code, { challenge_id: mine.id }),
      guessed("theirs@example.com", mine.code, { challenge_id: theirs.id }),
      guessed("theirs@example.com", mine.code),
      guessed("mine@example.com", mine.code, { challenge_id: theirs.id }),
      guessed("mine@example.com", mine.code, { network: ELSEWHERE }),
    ]
    expect(await outcomes(tries.map((one) => codes.verify(one)))).toEqual({ code_invalid: 5 })
    expect(await outcome(codes.verify(guessed("mine@example.com", mine.code)))).toBe("ok")
    // With its challenge it may come from anywhere: a phone changes networks.
    expect(
      await outcome(
        codes.verify(guessed("theirs@example.com", theirs.code, { challenge_id: theirs.id, network: ELSEWHERE })),
      ),
    ).toBe("ok")
  })

  // Guard: `coalesce` in keepNonce.
  it("M23: every run of the mail's job mails the same code, also when they run at once", async () => {
    const { challenge_id: id } = await store.codes.issue(asked("again@example.com"))
    const subject = { id, mailbox: "again@example.com" }
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? store.codes : store.other).makeCode(subject)),
    )
    expect(new Set(made).size).toBe(1)
    expect(await outcome(store.codes.verify(guessed("again@example.com", made[0] ?? "")))).toBe("ok")
  })

  it("R42: challenges and failures are deleted after a day, tokens 30 days after their expiry", async () => {
    const { codes, database } = store
    const { id, code, wrong } = await challenge(codes, "old@example.com")
    await outcome(codes.verify(guessed("old@example.com", wrong, { challenge_id: id })))
    await codes.verify(guessed("old@example.com", code, { challenge_id: id }))
    const left = async () =>
      (
        await query<{ challenges: number; failures: number; tokens: number }>(
          database,
          `select (select count(*)::int from clientele_code_challenge) as challenges,
           (select count(*)::int from clientele_code_failure) as failures,
           (select count(*)::int from clientele_code_token) as tokens`,
        )
      )[0]
    store.pass(23 * HOUR)
    await codes.cleanUp()
    expect((await left())?.challenges).toBeGreaterThan(0)
    store.pass(HOUR + 1)
    await codes.cleanUp()
    expect(await left()).toMatchObject({ challenges: 0, failures: 0 })
    expect((await left())?.tokens).toBeGreaterThan(0)
    store.pass(30 * 24 * HOUR)
    await codes.cleanUp()
    expect(await left()).toEqual({ challenges: 0, failures: 0, tokens: 0 })
  })

  it("R42: a challenge whose job was lost is listed a minute later, and a challenge that needs no mail is not", async () => {
    const { codes } = store
    const lost = await codes.issue(asked("lost@example.com"))
    await challenge(codes, "made@example.com")
    const unneeded = await codes.issue(asked("unneeded@example.com"))
    await codes.noteMail(unneeded.challenge_id, "not_needed")
    expect(await codes.listUnsent(10)).toEqual([])
    store.pass(MINUTE + 1)
    expect(await codes.listUnsent(10)).toEqual([lost.challenge_id])
    store.pass(10 * MINUTE)
    expect(await codes.listUnsent(10)).toEqual([])
  })
}
