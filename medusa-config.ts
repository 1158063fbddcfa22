import { existsSync, readdirSync } from "node:fs"
import path from "node:path"
import { defineConfig, loadEnv } from "@medusajs/framework/utils"
import type { BuildCodeMail } from "./src/kernel/options"

// This repository is a plugin and, for development and tests, its own host store. A real host has one line in `plugins`
// instead of the `modules` below (see README).
loadEnv(process.env.NODE_ENV || "development", process.cwd())

// A store that writes its mails itself, for the test of that option: a function cannot be in JSON.
const buildMail: BuildCodeMail = ({ code, store, points, worth, currency_code }) => {
  const text = `${store}: ${code} for ${points} points, ${worth} ${currency_code}`
  return { subject: `Hello from ${store}`, text, html: `<b>${text}</b>` }
}

const clientele = {
  codeSecret: process.env.CODE_SECRET || "supersecret, for development and tests only",
  ...(process.env.CLIENTELE_TEST_OWN_MAIL === "true" ? { mail: { build: buildMail } } : {}),
  ...(process.env.CLIENTELE_OPTIONS
    ? JSON.parse(process.env.CLIENTELE_OPTIONS)
    : { redisUrl: process.env.REDIS_URL || undefined }),
}

// The tests pay with a method that captures at once, too, beside Medusa's manual one, and read the plugin's events.
const instantPayment = { resolve: `${__dirname}/integration-tests/helpers/instant-payment`, id: "instant" }
const ficklePayment = { resolve: `${__dirname}/integration-tests/helpers/fickle-payment`, id: "fickle" }
const creditTerms = { resolve: `${__dirname}/src/providers/credit-terms`, id: "terms" }
const cards = (id: string) => ({
  resolve: `${__dirname}/integration-tests/helpers/card-payment`,
  id,
  options: { down: id === "down", hangs: id === "hanging" },
})
const demoCard = { resolve: `${__dirname}/scripts/demo/store/card`, id: "demo" }
const hangingFiles = { resolve: `${__dirname}/integration-tests/helpers/hanging-files`, id: "local" }
// Passwords are hashed with little work: tests sign hundreds of customers up, at 100 ms each with Medusa's own setting.
const quickPasswords = {
  resolve: "@medusajs/medusa/auth-emailpass",
  id: "emailpass",
  options: { hashConfig: { logN: 4, r: 8, p: 1 } },
}
const testModules =
  process.env.CLIENTELE_TEST_PAYMENT === "true"
    ? [
        { resolve: "@medusajs/medusa/auth", options: { providers: [quickPasswords] } },
        {
          resolve: "@medusajs/medusa/payment",
          options: {
            providers: [
              instantPayment,
              ficklePayment,
              cards("up"),
              cards("down"),
              cards("hanging"),
              creditTerms,
              ...(process.env.CLIENTELE_TEST_DEMO_CARD === "true" ? [demoCard] : []),
            ],
          },
        },
        { resolve: "@medusajs/medusa/file", options: { providers: [hangingFiles] } },
        { resolve: `${__dirname}/integration-tests/helpers/event-recorder`, dependencies: ["event_bus"] },
        { resolve: `${__dirname}/integration-tests/faults/script-door` },
        ...(process.env.CLIENTELE_TEST_FAULTS
          ? [{ resolve: `${__dirname}/integration-tests/helpers/fault-points` }]
          : []),
        ...(process.env.CLIENTELE_TEST_UNBOUND
          ? [{ resolve: `${__dirname}/integration-tests/helpers/frozen-promotions` }]
          : []),
        ...(process.env.CLIENTELE_TEST_STATEMENTS
          ? [{ resolve: `${__dirname}/integration-tests/helpers/statement-log` }]
          : []),
      ]
    : []

// The benchmarks measure a store as in production, with no more than the provider that they are about.
const termsModules =
  process.env.CLIENTELE_BENCH_TERMS === "true"
    ? [{ resolve: "@medusajs/medusa/payment", options: { providers: [creditTerms] } }]
    : []

// A store of several processes has these on Redis, too (contract R68); what they have in memory serves one process.
const redisUrl = process.env.CLIENTELE_TEST_MEDUSA_REDIS
const redisModules = redisUrl
  ? [
      { resolve: "@medusajs/medusa/event-bus-redis", options: { redisUrl } },
      { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis: { redisUrl } } },
      {
        resolve: "@medusajs/medusa/locking",
        options: {
          providers: [
            { resolve: "@medusajs/medusa/locking-redis", id: "locking-redis", is_default: true, options: { redisUrl } },
          ],
        },
      },
    ]
  : []

// Medusa's roles of admin users. Its own list of modules is made before it reads the flag, so a store names the module itself.
const roleModules = process.env.MEDUSA_FF_RBAC === "true" ? [{ resolve: "@medusajs/medusa/rbac" }] : []

// Mails are not sent in development: `GET /admin/clientele/outbox` shows them. Tests name another provider, or "none".
const feed = { resolve: "@medusajs/medusa/notification-local", id: "local", options: { channels: ["feed"] } }
const mailer = process.env.CLIENTELE_TEST_MAILER ?? `${__dirname}/src/providers/outbox`
const email = { resolve: mailer, id: "email", options: { channels: ["email"] } }
const mailModules =
  process.env.NODE_ENV === "production" || mailer === "none"
    ? []
    : [{ resolve: "@medusajs/medusa/notification", options: { providers: [feed, email] } }]

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    workerMode: (process.env.MEDUSA_WORKER_MODE as "shared" | "worker" | "server") || "shared",
    cookieOptions: { secure: false, sameSite: "lax" },
    http: {
      storeCors: process.env.STORE_CORS || "http://localhost:8000",
      adminCors: process.env.ADMIN_CORS || "http://localhost:9000,http://localhost:5173",
      authCors: process.env.AUTH_CORS || "http://localhost:9000,http://localhost:5173,http://localhost:8000",
      jwtSecret: process.env.JWT_SECRET || "supersecret",
      cookieSecret: process.env.COOKIE_SECRET || "supersecret",
    },
  },
  admin: { disable: process.env.DISABLE_ADMIN === "true" },
  modules: [
    // As Medusa does for a plugin: every folder is a module, and each gets the plugin's options.
    ...readdirSync(path.join(__dirname, "src/modules"))
      .filter((name) => existsSync(path.join(__dirname, "src/modules", name, "index.ts")))
      .map((name) => ({ resolve: `./src/modules/${name}`, options: clientele })),
    ...mailModules,
    ...termsModules,
    ...roleModules,
    ...testModules,
    ...redisModules,
  ],
})
