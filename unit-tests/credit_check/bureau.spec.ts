import { gzipSync } from "node:zlib"
import {
  drip,
  type FakeBureau,
  hangUp,
  huge,
  json,
  silence,
  startBureau,
} from "../../integration-tests/helpers/fake-bureau"
import { CreditBureauService } from "../../src/providers/credit-bureau/service"
import { newSnapshot } from "./snapshots"

let bureau: FakeBureau

beforeAll(async () => {
  bureau = await startBureau()
})

afterAll(async () => {
  await bureau?.close()
})

const SUBJECT = {
  customer_id: "cus_1",
  external_id: null,
  company_name: "Müller & Söhne",
  first_name: "Ada",
  last_name: null,
  email: "ada@example.com",
  phone: null,
  tax_id: "DE 123/45",
  website: null,
}

const QUESTION = { check_id: "ccheck_1", subject: SUBJECT, snapshot: newSnapshot() }

/** Leaves a good answer enough time on a busy machine. */
const PLENTY = { timeoutMs: 20_000 }

function options(change: Record<string, unknown> = {}) {
  return {
    url: `${bureau.url}/firms/{tax_id}`,
    allowedHosts: ["127.0.0.1"],
    allowLoopback: true,
    answer: { score: "score" },
    ...PLENTY,
    ...change,
  }
}

const ask = (change: Record<string, unknown> = {}, subject: Partial<typeof SUBJECT> = {}) =>
  new CreditBureauService({}, options(change)).check(
    { ...QUESTION, subject: { ...SUBJECT, ...subject } },
    { signal: new AbortController().signal },
  )

const failure = (code: string) => expect.objectContaining({ code })

describe("a bureau that works", () => {
  it("R26: gets only the facts that the options name, escaped, and the answer is read by the options", async () => {
    bureau.behave(
      json({
        result: { scores: [{ value: 82 }], grade: "A", limit: 15000.5, cur: "EUR", director: "Grace Hopper" },
        ref: 4711,
        why: [{ c: "LATE", t: "Two late payments" }, { c: 7 }],
      }),
    )
    const answer = await ask({
      scoreRange: [0, 100],
      headers: { authorization: "Bearer secret" },
      answer: {
        ...{ score: "result.scores.0.value", rating: "result.grade", ratings: { A: "excellent" } },
        ...{ limit: "result.limit", limitCurrency: "result.cur", reference: "ref" },
        reasons: { list: "why", code: "c", text: "t" },
      },
    })
    expect(answer).toEqual({
      status: "ok",
      model_version: "http",
      credit_score: 751,
      credit_rating: "excellent",
      risk_assessment: null,
      recommended_credit_limit: "15000.5",
      limit_currency_code: "eur",
      confidence: null,
      reference: "4711",
      reasons: [
        { code: "LATE", factor: "bureau", points: 0, text: "Two late payments" },
        { code: "7", factor: "bureau", points: 0, text: "7" },
      ],
      sent: { tax_id: "DE 123/45" },
    })
    expect(bureau.seen).toHaveLength(1)
    expect(bureau.seen[0]).toMatchObject({ method: "GET", url: "/firms/DE%20123%2F45", body: "" })
    expect(bureau.seen[0]?.headers["authorization"]).toBe("Bearer secret")
    expect(JSON.stringify(bureau.seen)).not.toContain("ada@example.com")
  })

  it("R26: may use a scale on which a low score is good", async () => {
    bureau.behave(json({ score: "100" }))
    expect(await ask({ scoreRange: [600, 100] })).toMatchObject({ credit_score: 850 })
  })

  it("R26: gets the named facts as the body of a POST, without unknown ones", async () => {
    bureau.behave(json({ score: 640 }))
    const body = { name: "company_name", vat: "tax_id", tel: "phone" }
    expect(await ask({ url: `${bureau.url}/checks`, method: "POST", body })).toMatchObject({
      credit_score: 640,
      sent: { company_name: "Müller & Söhne", tax_id: "DE 123/45" },
    })
    expect(JSON.parse(bureau.seen[0]?.body ?? "")).toEqual({ name: "Müller & Söhne", vat: "DE 123/45" })
  })

  it("R26: gives not_found for a customer that it does not know", async () => {
    bureau.behave(json({ error: "unknown" }, 404))
    expect(await ask()).toMatchObject({ status: "not_found", credit_score: null })
  })

  it.each([[null], [".."], ["."]])(
    "R26: is not asked about a customer without the fact in the URL: %j",
    async (tax_id) => {
      bureau.behave(json({ score: 700 }))
      expect(await ask({}, { tax_id: tax_id as string })).toMatchObject({
        status: "insufficient_data",
        reasons: [{ code: "facts_missing", text: "The bureau needs data that the customer does not have: tax_id." }],
      })
      expect(bureau.seen).toEqual([])
    },
  )
})

describe("a bureau that fails", () => {
  it("R26: is asked again after a 500, a cut connection and a 503, and the answer counts", async () => {
    bureau.behave(json({}, 500), hangUp, json({}, 503, { "retry-after": "0" }), json({ score: 700 }))
    expect(await ask({ retries: 3 })).toMatchObject({ credit_score: 700 })
    expect(bureau.seen).toHaveLength(4)
  })

  it("M62: is given up after the retries", async () => {
    bureau.behave(json({}, 500))
    await expect(ask({ retries: 1 })).rejects.toEqual(failure("provider_failed"))
    expect(bureau.seen).toHaveLength(2)
  })

  it("R26: gets a POST again after a 500 only with an idempotency header, and then with the same key", async () => {
    const post = { method: "POST", body: { vat: "tax_id" } }
    bureau.behave(json({}, 500), json({ score: 700 }))
    await expect(ask(post)).rejects.toEqual(failure("provider_failed"))
    expect(bureau.seen).toHaveLength(1)
    bureau.behave(json({}, 500), json({ score: 700 }))
    expect(await ask({ ...post, idempotencyHeader: "Idempotency-Key" })).toMatchObject({ credit_score: 700 })
    expect(bureau.seen.map(({ headers }) => headers["idempotency-key"])).toEqual(["ccheck_1", "ccheck_1"])
  })

  it.each([400, 401, 403, 422])("M62: gets no second request after a %i", async (status) => {
    bureau.behave(json({ error: "no" }, status), json({ score: 700 }))
    await expect(ask()).rejects.toEqual(failure("refused"))
    expect(bureau.seen).toHaveLength(1)
  })

  it("R26: is asked again after the wait that its 429 names", async () => {
    bureau.behave(json({}, 429, { "retry-after": "1" }), json({ score: 700 }))
    const began = Date.now()
    expect(await ask()).toMatchObject({ credit_score: 700 })
    expect(Date.now() - began).toBeGreaterThanOrEqual(990)
  })

  it("M62: ends the check at once with a 429 that asks for more than the remaining time", async () => {
    bureau.behave(json({}, 429, { "retry-after": "3600" }))
    await expect(ask()).rejects.toEqual(failure("rate_limited"))
    expect(bureau.seen).toHaveLength(1)
  })

  it.each([
    ["says nothing", silence],
    ["drips its answer", drip],
  ])("M62: that %s is given up when the time of all attempts is over", async (_, behaviour) => {
    bureau.behave(behaviour)
    const began = Date.now()
    await expect(ask({ timeoutMs: 300, retries: 5 })).rejects.toEqual(failure("timeout"))
    // Five attempts, or a bureau's own timeout, would take far longer.
    expect(Date.now() - began).toBeLessThan(10_000)
  })

  it("M62: is unreachable if it is down", async () => {
    const gone = await startBureau()
    await gone.close()
    await expect(ask({ url: `${gone.url}/{tax_id}`, retries: 1 })).rejects.toEqual(failure("unreachable"))
  })

  it("M62: a redirect is not followed", async () => {
    const other = await startBureau()
    bureau.behave(json({ score: 850 }, 302, { location: `${other.url}/elsewhere` }))
    await expect(ask()).rejects.toEqual(failure("redirected"))
    expect(other.seen).toEqual([])
    await other.close()
  })

  it("M62: sends 50 MB, of which only the first kilobytes are read", async () => {
    const large = await startBureau()
    large.behave(huge(50 * 1024 * 1024))
    await expect(ask({ url: `${large.url}/{tax_id}`, maxBytes: 4096 })).rejects.toEqual(failure("answer_too_large"))
    await large.close()
    expect(large.written()).toBeGreaterThan(4096)
    expect(large.written()).toBeLessThan(20 * 1024 * 1024)
  })

  it("M62: cannot send a small answer that unpacks to 50 MB", async () => {
    const packed = gzipSync(Buffer.alloc(50 * 1024 * 1024, " "))
    bureau.behave((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(packed)
    })
    expect(packed.length).toBeLessThan(100_000)
    await expect(ask()).rejects.toEqual(failure("answer_too_large"))
  })
})

describe("a bureau that lies", () => {
  const MAPPED = { score: "score", limit: "limit", reasons: { list: "why", code: "code" } }

  it.each([
    ["a score beyond the range", { score: 9999 }],
    ["a score below the range", { score: 299 }],
    ["half a point", { score: 700.5 }],
    ["a score in words", { score: "excellent" }],
    ["no score", {}],
    ["a list", []],
    ["null", null],
    ["a negative limit", { score: 700, limit: -1 }],
    ["a limit in exponents", { score: 700, limit: 1e21 }],
    ["a limit that is no number", { score: 700, limit: "1e3" }],
    ["reasons that are no list", { score: 700, why: { code: "A" } }],
    ["a reason without a code", { score: 700, why: [{}] }],
    ["a reason of 200 characters", { score: 700, why: [{ code: "x".repeat(200) }] }],
  ])("M62: %s is not believed", async (_, body) => {
    bureau.behave(json(body))
    await expect(ask({ answer: MAPPED, limitCurrency: "usd" })).rejects.toEqual(failure("answer_invalid"))
    expect(bureau.seen).toHaveLength(1)
  })

  it("M62: an inherited property is not a value of the answer", async () => {
    bureau.behave(json({}))
    await expect(ask({ scoreRange: [0, 100], answer: { score: "constructor.length" } })).rejects.toEqual(
      failure("answer_invalid"),
    )
  })

  it.each([
    ["HTML", "<html>700</html>"],
    ["half of its JSON", '{"score": 700'],
    ["bytes that are no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["nothing", ""],
  ])("M62: %s is not an answer", async (_, body) => {
    bureau.behave((response) => void response.writeHead(200, { "content-type": "application/json" }).end(body))
    await expect(ask()).rejects.toEqual(failure("answer_invalid"))
  })

  it("M62: cannot put text into an error", async () => {
    bureau.behave(json({ score: "Grace Hopper" }))
    const error = await ask({ headers: { authorization: "Bearer secret" } }).catch((one: Error) => one)
    expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toMatch(/Grace|secret|DE 123/)
  })
})

describe("options of the bureau", () => {
  it.each([
    [{ url: "http://api.bureau.example/{tax_id}", allowedHosts: ["api.bureau.example"] }, "url: must be https"],
    [{ url: "https://evil.example/{tax_id}", allowedHosts: ["api.bureau.example"] }, "url: must be https"],
    [{ url: "https://user:pw@api.bureau.example/", allowedHosts: ["api.bureau.example"] }, "url: must be https"],
    [{ url: "https://{website}/", allowedHosts: ["api.bureau.example"] }, "url: must be https"],
    [{ url: "ftp://api.bureau.example/", allowedHosts: ["api.bureau.example"] }, "url: must be https"],
    [{ allowLoopback: false }, "url: must be https"],
    [{ url: "https://api.bureau.example/{iban}", allowedHosts: ["api.bureau.example"] }, "{iban}"],
    [{ allowedHosts: [] }, "allowedHosts: must not be empty"],
    [{ answer: {} }, "answer.score: is required"],
    [{ answer: { score: "a", limit: "b" } }, "answer.limit also needs limitCurrency"],
    [{ answer: { score: "a", rating: "b" } }, "answer.rating also needs ratings"],
    [{ scoreRange: [5, 5] }, "scoreRange"],
    [{ timeoutMs: 0 }, "timeoutMs"],
    [{ surprise: 1 }, "surprise: is not a known field"],
  ])("R26: %j stops the boot", (change, sentence) => {
    expect(() => CreditBureauService.validateOptions(options(change))).toThrow(
      expect.objectContaining({ code: "invalid_option", message: expect.stringContaining(sentence) }),
    )
  })

  it("R26: a host may be written in any case", () => {
    const given = {
      url: "https://API.Bureau.example/{tax_id}",
      allowedHosts: ["Api.bureau.EXAMPLE"],
      allowLoopback: false,
    }
    expect(() => CreditBureauService.validateOptions(options(given))).not.toThrow()
  })
})
