import { randomBytes } from "node:crypto"
import {
  codeOf,
  deriveKeys,
  hashToken,
  macOfCode,
  macOfNetwork,
  sameMac,
} from "../../src/modules/one_time_code/domain/code"
import OneTimeCodeModuleService from "../../src/modules/one_time_code/service"

const SECRET = "a secret of at least 32 characters"
const keys = deriveKeys(SECRET)
const subject = { challenge_id: "code_1", mailbox: "ada@example.com" }
const nonce = Buffer.alloc(32, 7)

it("R42: a code is six digits, and a retry gets the same", () => {
  const codes = Array.from({ length: 500 }, () => codeOf(keys, subject, randomBytes(32)))
  expect(codes.filter((code) => !/^\d{6}$/.test(code))).toEqual([])
  expect(codeOf(keys, subject, nonce)).toBe(codeOf(deriveKeys(SECRET), { ...subject }, Buffer.from(nonce)))
})

it("R42: each digit is equally frequent at each place of a code", () => {
  const counts = Array.from({ length: 6 }, () => Array<number>(10).fill(0))
  const rounds = 20_000
  for (let i = 0; i < rounds; i++) {
    const bytes = Buffer.alloc(32)
    bytes.writeUInt32BE(i)
    codeOf(keys, subject, bytes)
      .split("")
      .forEach((digit, place) => {
        const row = counts[place] as number[]
        row[Number(digit)] = (row[Number(digit)] ?? 0) + 1
      })
  }
  // The nonces are consecutive, so every run gives the same counts. The expected count is 2000, and 300 is about 7 standard
  // deviations.
  expect(counts.flat().filter((count) => Math.abs(count - rounds / 10) > 300)).toEqual([])
})

// Guards: challenge, mailbox and nonce in codeOf; challenge and mailbox in macOfCode; JSON in mac (plain joining would give the
// third row the same text as the first); the secret in deriveKeys (modules/one_time_code/domain/code.ts).
it("M28: another challenge, mailbox, nonce or secret has another code and MAC", () => {
  const other = [
    [keys, { ...subject, challenge_id: "code_2" }],
    [keys, { ...subject, mailbox: "bob@example.com" }],
    [keys, { challenge_id: "code_1a", mailbox: "da@example.com" }],
    [deriveKeys(`${SECRET}!`), subject],
  ] as const
  const code = codeOf(keys, subject, nonce)
  expect(other.filter(([key, about]) => codeOf(key, about, nonce) === code)).toEqual([])
  expect(codeOf(keys, subject, Buffer.alloc(32, 8))).not.toBe(code)
  const mac = macOfCode(keys, subject, code)
  expect(sameMac(mac, macOfCode(keys, subject, code))).toBe(true)
  expect(other.filter(([key, about]) => sameMac(mac, macOfCode(key, about, code)))).toEqual([])
})

// Guards: createHash in hashToken; `use` in deriveKeys; mac (without it, the stored forms would not have 32 bytes).
it("M33: the stored forms of a code, a network and a token do not contain them", () => {
  const kept = [macOfCode(keys, subject, "123456"), macOfNetwork(keys, "192.0.2.7"), hashToken("token")]
  expect(kept.map(({ length }) => length)).toEqual([32, 32, 32])
  expect(new Set([keys.code, keys.mac, keys.network].map((key) => key.toString("hex"))).size).toBe(3)
})

describe("codeSecret", () => {
  const db = { raw: async () => ({ rows: [] }) }
  const environment = process.env.NODE_ENV
  afterEach(() => {
    process.env.NODE_ENV = environment
  })

  // Guard: `secretOfThisProcess` in the service.
  it("R42: production does not start without a secret, or with a short one", () => {
    process.env.NODE_ENV = "production"
    const start = (options: object) => () => new OneTimeCodeModuleService({ __pg_connection__: db }, { ...options })
    expect(start({})).toThrow("codeSecret: is required in production")
    expect(start({ codeSecret: "short" })).toThrow("codeSecret: must have at least 32 characters")
    expect(start({ codeSecret: SECRET })).not.toThrow()
  })

  it("R42: outside production each process makes a secret of its own and logs that", () => {
    const lines: string[] = []
    const service = new OneTimeCodeModuleService({
      __pg_connection__: db,
      logger: { warn: (line) => lines.push(line) },
    })
    expect(service.trustedProxies).toBe(0)
    expect(lines).toEqual([expect.stringContaining("codeSecret is not set")])
  })
})
