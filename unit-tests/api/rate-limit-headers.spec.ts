import { limitHeaders, whyLimited } from "../../src/api/shared/rate-limit-headers"
import type { CountedCall } from "../../src/modules/api_key"

const counted = (
  allowed: boolean,
  minute: [left: number, ms: number],
  day: [left: number, ms: number],
): CountedCall => ({
  allowed,
  windows: [
    { name: "minute", seconds: 60, quota: 60, left: minute[0], ends_in_ms: minute[1] },
    { name: "day", seconds: 86_400, quota: 10_000, left: day[0], ends_in_ms: day[1] },
  ],
})

const POLICY = '"minute";q=60;w=60, "day";q=10000;w=86400'

it("R62: every answer has the policy and the remaining calls, in the form of the IETF's draft", () => {
  expect(limitHeaders(counted(true, [59, 60_000], [9_999, 86_399_001]))).toEqual({
    "ratelimit-policy": POLICY,
    ratelimit: '"minute";r=59;t=60, "day";r=9999;t=86400',
  })
})

it("R62: the last allowed call has no Retry-After", () => {
  expect(limitHeaders(counted(true, [0, 1], [12, 5_000]))).toEqual({
    "ratelimit-policy": POLICY,
    ratelimit: '"minute";r=0;t=1, "day";r=12;t=5',
  })
})

it("R62: a refused call waits for the full window, and for the later end if two windows are full", () => {
  const minute = counted(false, [0, 12_345], [5, 7_200_000])
  expect(limitHeaders(minute)).toMatchObject({ "retry-after": "13" })
  expect(whyLimited(minute)).toBe("This key has used all 60 calls of this minute. Wait 13 seconds, then try again.")
  const both = counted(false, [0, 12_345], [0, 7_200_000])
  expect(limitHeaders(both)).toMatchObject({ "retry-after": "7200" })
  expect(whyLimited(both)).toBe("This key has used all 10000 calls of this day. Wait 7200 seconds, then try again.")
})
