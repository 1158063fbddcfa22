import type { CountedCall, Window } from "../../modules/api_key"

const seconds = ({ ends_in_ms }: Window) => Math.max(1, Math.ceil(ends_in_ms / 1000))

/** The full window; if both are full, the one that ends later. */
const fullOf = ({ windows }: CountedCall) =>
  windows.filter(({ left }) => left === 0).sort((a, b) => b.ends_in_ms - a.ends_in_ms)[0]

/**
 * `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers-10 has them: a list of the windows, each with
 * its quota `q` and length `w`, or with the remaining calls `r` and the seconds `t` until the window ends. A refused call
 * also has `Retry-After`.
 */
export function limitHeaders(counted: CountedCall): Record<string, string> {
  const list = (text: (window: Window) => string) =>
    counted.windows.map((window) => `"${window.name}";${text(window)}`).join(", ")
  const full = counted.allowed ? undefined : fullOf(counted)
  return {
    "ratelimit-policy": list(({ quota, seconds: w }) => `q=${quota};w=${w}`),
    ratelimit: list((window) => `r=${window.left};t=${seconds(window)}`),
    ...(full ? { "retry-after": String(seconds(full)) } : {}),
  }
}

/** The name of the window that is full. */
export const fullWindow = (counted: CountedCall): string => fullOf(counted)?.name ?? "unknown"

/** The message for a refused call. */
export function whyLimited(counted: CountedCall): string {
  const full = fullOf(counted)
  return full
    ? `This key has used all ${full.quota} calls of this ${full.name}. Wait ${seconds(full)} seconds, then try again.`
    : "This key has used all its calls. Wait a minute, then try again."
}
