import { defineConfig, loadEnv } from "@medusajs/framework/utils"

// The configuration that a host writes. The store runs as in production, with new secrets in each run.
loadEnv(process.env.NODE_ENV || "development", process.cwd())

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    // The demo is served over http, where browsers do not send secure cookies.
    cookieOptions: { secure: false, sameSite: "lax" },
    http: {
      storeCors: process.env.DEMO_ORIGINS ?? "",
      adminCors: process.env.DEMO_ORIGINS ?? "",
      authCors: process.env.DEMO_ORIGINS ?? "",
      jwtSecret: process.env.JWT_SECRET ?? "demo",
      cookieSecret: process.env.COOKIE_SECRET ?? "demo",
    },
  },
  admin: { disable: process.env.DISABLE_ADMIN === "true" },
  modules: [
    {
      resolve: "@medusajs/medusa/notification",
      options: {
        providers: [
          { resolve: "@medusajs/medusa/notification-local", id: "local", options: { channels: ["feed"] } },
          // Every shop has its own email provider; the plugin refuses its outbox in production.
          { resolve: `${__dirname}/mailer`, id: "demo", options: { channels: ["email"] } },
        ],
      },
    },
    {
      resolve: "@medusajs/medusa/payment",
      options: {
        providers: [
          { resolve: `${__dirname}/card`, id: "demo" },
          { resolve: "medusa-plugin-clientele/providers/credit-terms", id: "terms" },
        ],
      },
    },
  ],
  plugins: [
    {
      resolve: "medusa-plugin-clientele",
      options: {
        codeSecret: process.env.CODE_SECRET,
        credit: { overLimit: "approve" },
        // Allows receivers on this machine, such as the receiver of examples/integration.ts.
        webhooks: { allowHttp: true, allowPrivateNetworks: true, ports: null },
        ...(process.env.REDIS_URL ? { redisUrl: process.env.REDIS_URL } : {}),
      },
    },
  ],
})
