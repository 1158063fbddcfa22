import { defineConfig, loadEnv } from "@medusajs/framework/utils"

// This repository is a plugin and, for development and tests, its own host store. A real host has one line in `plugins`
// instead of the `modules` below (see README).
loadEnv(process.env.NODE_ENV || "development", process.cwd())

const clientele = process.env.CLIENTELE_OPTIONS
  ? JSON.parse(process.env.CLIENTELE_OPTIONS)
  : { redisUrl: process.env.REDIS_URL || undefined }

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
  modules: ["job_queue", "points"].map((name) => ({ resolve: `./src/modules/${name}`, options: clientele })),
})
