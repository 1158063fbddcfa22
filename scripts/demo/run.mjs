import { randomBytes } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import pg from "pg"
import { accepts, until } from "../lib/net.mjs"
import { ensureDatabase } from "../lib/postgres.mjs"
import { startServices } from "../lib/services.mjs"
import { createApi } from "./api.mjs"
import { buildStore, installPlugin, isStale, logOf, mailsFile, medusaCli, storeDir } from "./host.mjs"
import { seedShop } from "./shop.mjs"
import { Children, Interrupted, Steps, tail } from "./steps.mjs"
import { serveStorefront } from "./storefront.mjs"
import { tellStory } from "./story.mjs"

const ADMIN = { email: "owner@example.com", password: "supersecret" }
const BOOT_DEADLINE_MS = 120_000

/**
 * The demo's own server begins with an empty database each time, so that the story is the same. A database of DATABASE_URL keeps
 * its content.
 */
async function prepareDatabase(databaseUrl, isOwn) {
  if (isOwn) {
    const server = new URL(databaseUrl)
    const name = server.pathname.slice(1)
    server.pathname = "/postgres"
    const client = new pg.Client({ connectionString: server.toString() })
    await client.connect()
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
    await client.end()
  }
  await ensureDatabase(databaseUrl)
}

/** @returns the rows of a statement on the store's database */
async function ask(databaseUrl, sql, values) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}

function storeEnvironment(env, origins, withAdmin) {
  return {
    ...env,
    NODE_ENV: "production",
    DEMO_ORIGINS: origins.join(","),
    DISABLE_ADMIN: String(!withAdmin),
    JWT_SECRET: randomBytes(32).toString("hex"),
    COOKIE_SECRET: randomBytes(32).toString("hex"),
    CODE_SECRET: randomBytes(32).toString("hex"),
    DEMO_MAILS: mailsFile,
  }
}

/** Writes the environment for `npx clientele` and other commands in the demo's folder. */
function writeEnvironmentFile({ DATABASE_URL, REDIS_URL }) {
  const lines = [`DATABASE_URL=${DATABASE_URL}`, ...(REDIS_URL ? [`REDIS_URL=${REDIS_URL}`] : [])]
  fs.writeFileSync(path.join(storeDir, ".env"), `${lines.join("\n")}\n`, { mode: 0o600 })
}

async function addAdmin(children, env) {
  const log = logOf("admin-user")
  const args = [medusaCli, "user", "--email", ADMIN.email, "--password", ADMIN.password]
  try {
    await children.run(args, { cwd: storeDir, env, log })
  } catch (error) {
    // A database of DATABASE_URL may have the user from an earlier run.
    if (error instanceof Interrupted || !/already exists/i.test(tail(log))) throw error
  }
}

async function serve(children, { env, url, port, withAdmin }) {
  const log = logOf("store")
  fs.rmSync(log, { force: true })
  const cwd = withAdmin ? path.join(storeDir, ".medusa/server") : storeDir
  const store = children.start([medusaCli, "start", "--port", String(port)], { cwd, env, log })
  const dead = store.ended.then((code) => {
    throw new Error(`the store ended with ${code}. ${log} ends with:\n${tail(log)}`)
  })
  dead.catch(() => {})
  const healthy = async () => {
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    return answer?.ok
  }
  const ready = until(healthy, { what: `the store on ${url}`, deadlineMs: BOOT_DEADLINE_MS })
  await Promise.race([ready, dead, children.interrupted])
  return { dead }
}

async function signIn(url) {
  const { token } = await createApi(url).post("/auth/user/emailpass", ADMIN)
  return createApi(url, { authorization: `Bearer ${token}` })
}

/** @param variable the environment variable that chooses another port */
async function freePortOf(variable, usual) {
  const port = Number(process.env[variable] || usual)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`${variable}=${process.env[variable]} is no port`)
  }
  if (await accepts(port)) throw new Error(`port ${port} is taken: stop what listens there, or set ${variable}`)
  return port
}

function printGoodbye(url, { withAdmin, shop, people, storefrontUrl }) {
  console.log("\nLook around")
  console.log(
    `  storefront  ${storefrontUrl}   sign in as ${people.buyer}, who buys on account, with ${people.password}`,
  )
  if (withAdmin) console.log(`  admin       ${url}/app   ${ADMIN.email} / ${ADMIN.password}`)
  else console.log(`  admin API   ${url}/admin   ${ADMIN.email} / ${ADMIN.password} (the admin was not built)`)
  console.log(`  store API   ${url}/store   publishable key ${shop.publishableKey}`)
  console.log(`  mails       ${path.relative(process.cwd(), mailsFile)}   every mail of the shop, with its codes`)
  console.log(`  command     cd ${path.relative(process.cwd(), storeDir)} && npx clientele statement ${people.regular}`)
  console.log("\nCtrl-C stops the store, and the database if it is the demo's own.")
}

async function demo(children, services, { withAdmin, port, storefrontPort }) {
  const isOwn = !process.env.DATABASE_URL
  const url = `http://localhost:${port}`
  const storefrontUrl = `http://localhost:${storefrontPort}`
  const builds = { plugin: isStale("plugin"), store: withAdmin && isStale("store") }
  const steps = new Steps(6 + Number(builds.plugin) + Number(builds.store))

  const { env: servicesEnv } = await steps.step(
    isOwn ? "PostgreSQL of the demo's own, with an empty database" : "database of DATABASE_URL, as it is",
    async () => {
      const withRedis = Boolean(process.env.REDIS_URL)
      services.starting = startServices({ name: `clientele_demo_${port}`, withRedis })
      const started = await services.starting
      await prepareDatabase(started.env.DATABASE_URL, isOwn)
      return started
    },
  )
  const env = storeEnvironment(servicesEnv, [url, storefrontUrl], withAdmin)
  if (builds.plugin) await steps.step("building the plugin", () => installPlugin(children, servicesEnv))
  if (builds.store) await steps.step("building store and admin (a minute or so)", () => buildStore(children, env))
  writeEnvironmentFile(env)
  await steps.step("making the tables", () =>
    children.run([medusaCli, "db:migrate", "--execute-safe-links"], { cwd: storeDir, env, log: logOf("migrate") }),
  )
  await steps.step(`adding the admin user ${ADMIN.email}`, () => addAdmin(children, env))
  const what = withAdmin ? "store and admin" : "the store"
  fs.rmSync(mailsFile, { force: true })
  const { dead } = await steps.step(`starting ${what} on ${url}`, () => serve(children, { env, url, port, withAdmin }))
  services.serving = true
  const { admin, shop } = await steps.step("filling the shop", async () => {
    const signedIn = await signIn(url)
    return { admin: signedIn, shop: await seedShop(signedIn) }
  })
  const { publishableKey } = shop
  await steps.step(`starting the storefront on ${storefrontUrl}`, () =>
    serveStorefront(children, { env: servicesEnv, url, port: storefrontPort, storefrontUrl, publishableKey }),
  )
  const people = await tellStory(url, admin, shop, (...query) => ask(env.DATABASE_URL, ...query))
  printGoodbye(url, { withAdmin, shop, people, storefrontUrl })
  services.toldStory = true
  await dead
}

/**
 * Makes the demo's store and runs the story in it.
 * @param {{ withAdmin: boolean }} options
 * @returns {Promise<number>} the exit code, after all child processes have ended
 */
export async function runDemo(options) {
  const children = new Children()
  const services = { starting: undefined, serving: false, toldStory: false }
  try {
    const port = await freePortOf("PORT", 9000)
    const storefrontPort = await freePortOf("STOREFRONT_PORT", 8000)
    await Promise.race([demo(children, services, { ...options, port, storefrontPort }), children.interrupted])
    return 0
  } catch (error) {
    if (error instanceof Interrupted) return services.toldStory ? 0 : error.exitCode
    console.error(`
${error.message}`)
    return 1
  } finally {
    await children.stopAll()
    await (await services.starting?.catch(() => undefined))?.stop()
  }
}
