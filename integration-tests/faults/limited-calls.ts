import { type Answer, type Api, createApi } from "../helpers/api"

const ROUTE = "/admin/loyalty/settings"

type Body = { code?: string; message?: string }

/** A new secret key, and for each of these servers a client that uses it. */
async function clientsWithKey(admin: Api, urls: readonly string[], title: string): Promise<Api[]> {
  const { api_key } = await admin.post<{ api_key: { token: string } }>("/admin/api-keys", { title, type: "secret" })
  const authorization = `Basic ${Buffer.from(`${api_key.token}:`).toString("base64")}`
  return urls.map((url) => createApi(url, { authorization }))
}

/** Calls one of the plugin's routes this many times, by each client in turn, many calls in parallel. */
async function callOften(clients: readonly Api[], times: number): Promise<Answer<Body>[]> {
  const answers: Answer<Body>[] = []
  let left = times
  const caller = async (_: unknown, n: number) => {
    while (left-- > 0) answers.push(await (clients[n % clients.length] as Api).send<Body>("GET", ROUTE))
  }
  await Promise.all(Array.from({ length: 10 }, caller))
  return answers
}

const leftOfMinute = ({ headers }: Answer<Body>) =>
  Number(/^"minute";r=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1])

/**
 * Shows that the servers share a live key's 60 calls a minute exactly, and that every answer reports them. It must end
 * within the minute that begins with the first call.
 */
export async function expectSharedLimit(admin: Api, urls: readonly string[]): Promise<void> {
  const clients = await clientsWithKey(admin, urls, "shared limit")
  const answers = await callOften(clients, 70)
  const [allowed, refused] = [200, 429].map((status) => answers.filter((one) => one.status === status)) as [
    Answer<Body>[],
    Answer<Body>[],
  ]
  expect([allowed.length, refused.length]).toEqual([60, 10])
  expect(allowed.map(leftOfMinute).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n))
  for (const { headers } of answers) {
    expect(headers.get("ratelimit-policy")).toBe('"minute";q=60;w=60, "day";q=10000;w=86400')
  }
  for (const { body, headers } of refused) {
    const wait = Number(headers.get("retry-after"))
    expect(wait).toBeGreaterThanOrEqual(1)
    expect(wait).toBeLessThanOrEqual(60)
    expect(headers.get("ratelimit")).toMatch(/^"minute";r=0;t=\d+, "day";r=9940;t=\d+$/)
    expect(body).toMatchObject({
      code: "rate_limited",
      message: `This key has used all 60 calls of this minute. Wait ${wait} seconds, then try again.`,
    })
  }
  // Each server now refuses the key. Medusa's own routes, another key and a signed-in user are not limited.
  for (const client of clients) {
    expect((await client.send("GET", ROUTE)).status).toBe(429)
    const medusas = await client.send("GET", "/admin/customers?limit=1")
    expect([medusas.status, medusas.headers.get("ratelimit")]).toEqual([200, null])
  }
  const [other] = (await clientsWithKey(admin, urls, "another")) as [Api]
  expect((await other.send("GET", ROUTE)).headers.get("ratelimit")).toMatch(/^"minute";r=59;t=60, /)
  const user = await admin.send("GET", ROUTE)
  expect([user.status, user.headers.get("ratelimit-policy")]).toEqual([200, null])
}
