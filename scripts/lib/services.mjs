import { pathWithBin } from "./paths.mjs"
import { ensureDatabase, startPostgres } from "./postgres.mjs"
import { ensureRedisInstalled, HOW_TO_GET_REDIS, startRedis } from "./redis.mjs"

async function database(env, stops, { name, fsync, inMemory }) {
  if (env.DATABASE_URL) return env.DATABASE_URL
  const server = await startPostgres({ fsync, inMemory })
  stops.push(server.stop)
  const url = server.url(name)
  await ensureDatabase(url)
  return url
}

async function redis(env, stops) {
  if (env.REDIS_URL) return { REDIS_URL: env.REDIS_URL }
  if (env.CLIENTELE_NO_REDIS !== "1" && ensureRedisInstalled()) {
    const server = await startRedis()
    stops.push(server.stop)
    return { REDIS_URL: server.url }
  }
  if (env.CI === "true") throw new Error(`no Redis, and with CI=true nothing may be left out: ${HOW_TO_GET_REDIS}`)
  console.log(`going on without Redis: ${HOW_TO_GET_REDIS}`)
  return { REDIS_URL: undefined, CLIENTELE_NO_REDIS: "1" }
}

/**
 * Provides PostgreSQL and Redis: the servers of DATABASE_URL and REDIS_URL if set, else private ones on free ports.
 * @param {{ name?: string, fsync?: boolean, inMemory?: boolean, withRedis?: boolean }} options `name` is the database to create on
 * a private server; `fsync` and `inMemory` as in `startPostgres`; `withRedis: false` starts no Redis
 * @returns {Promise<{ env: NodeJS.ProcessEnv, stop: () => Promise<void> }>} the environment for child processes, and a function
 * that stops the servers of this call
 */
export async function startServices({ name = "clientele_dev", fsync, inMemory, withRedis = true } = {}) {
  const stops = []
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne()
  }
  try {
    const databaseUrl = await database(process.env, stops, { name, fsync, inMemory })
    const redisEnv = withRedis ? await redis(process.env, stops) : {}
    const { hostname, port, username, password } = new URL(databaseUrl)
    const env = {
      ...process.env,
      ...redisEnv,
      DATABASE_URL: databaseUrl,
      DB_HOST: hostname,
      DB_PORT: port || "5432",
      DB_USERNAME: decodeURIComponent(username),
      DB_PASSWORD: decodeURIComponent(password),
      MEDUSA_DISABLE_TELEMETRY: "true",
      PATH: pathWithBin,
    }
    return { env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
