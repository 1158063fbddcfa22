import { type Api, createApi } from "../../integration-tests/helpers/api"
import { callByCall, p50OfPairs } from "../lib/call-by-call"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { Closing, openTwins } from "../lib/stores"

const CALLS = 100
const CALLS_SHORT = 30

/** Limits far above the measured rate: every call is counted, and none is refused. */
const ROOM = { perMinute: 1_000_000, perDay: 100_000_000 }

async function openKey(admin: Api, url: string): Promise<Api> {
  const { api_key } = await admin.post<{ api_key: { token: string } }>("/admin/api-keys", {
    title: "x",
    type: "secret",
  })
  return createApi(url, { "x-api-key": api_key.token })
}

async function measure(closing: Closing, effort: Effort): Promise<Figure[]> {
  const [limited, free] = await openTwins(closing, async () => {}, [
    { rateLimits: { live: ROOM, test: ROOM } },
    { rateLimits: false },
  ])
  const side = async ({ shop }: typeof limited) => {
    const key = await openKey(shop.admin, shop.url)
    return {
      prepare: async () => {},
      call: () => key.get("/admin/customer-profiles?limit=20"),
    }
  }
  const sides = { ours: await side(limited), reference: await side(free) }
  const times = await callByCall(sides, { calls: effort.short ? CALLS_SHORT : CALLS }, effort)
  const bench = "rate_limit_cost"
  return [makeFigure({ bench, unit: "ms", reference: "the same call without limits", ...p50OfPairs(times) })]
}

/** Compares a page of customers for a secret key whose calls PostgreSQL counts with the same call under `rateLimits: false`. */
export const rateLimitCost: Benchmark = {
  names: ["rate_limit_cost"],
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
