import type { OpenStore } from "./open-store"

/** Medusa's own line about a request has the whole URL with its search. */
const REQUEST = /(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) [^ ]* ← /

/** What the tests' own host prints of its hooks, and an error that it throws. */
const HOST = /^hook |"message":"no lib-/

/** An email address, a secret of ours, or a secret key of Medusa's. */
const PERSONAL = /[\w.+-]+@[\w-]+\.[a-z]{2,}|whsec_[A-Za-z0-9+/]{20}|\bsk_[a-f0-9]{20}/

/** The last test of a spec: what the store has logged during all tests of it (contract M33, ADR 0068). */
export function quietLog(open: () => OpenStore): void {
  it("M33: the log of all these tests has no email address and no secret", () => {
    const lines = open().store.output().split("\n")
    expect(lines.length).toBeGreaterThan(20)
    expect(lines.filter((line) => PERSONAL.test(line) && !REQUEST.test(line) && !HOST.test(line))).toEqual([])
  })
}
