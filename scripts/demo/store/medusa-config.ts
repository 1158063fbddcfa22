import { defineConfig, loadEnv } from "@medusajs/framework/utils"

// What a host writes, for a store that runs as in production, with secrets of each run.
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
          // Every shop brings its own email provider; the plugin's outbox is refused in production.
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
        // For receivers on this machine, as examples/integration.ts has one.
        webhooks: { allowHttp: true, allowPrivateNetworks: true, ports: null },
        ...(process.env.REDIS_URL ? { redisUrl: process.env.REDIS_URL } : {}),
      },
    },
  ],
})
