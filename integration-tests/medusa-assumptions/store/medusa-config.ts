import path from "node:path"
import { defineConfig } from "@medusajs/framework/utils"

// Medusa without the plugin: what is tested here is Medusa, in a process that takes requests and has no workers.
const helpers = path.resolve(__dirname, "../../helpers")
const src = path.join(__dirname, "src")

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    workerMode: "server",
    http: {
      storeCors: "http://localhost:8000",
      adminCors: "http://localhost:9000",
      authCors: "http://localhost:9000",
      jwtSecret: "supersecret",
      cookieSecret: "supersecret",
    },
  },
  admin: { disable: true },
  modules: [
    { resolve: `${src}/modules/failing_probe` },
    { resolve: `${src}/modules/read_probe` },
    { resolve: `${src}/modules/start_probe` },
    {
      resolve: "@medusajs/medusa/payment",
      options: {
        providers: [
          { resolve: `${helpers}/instant-payment`, id: "instant" },
          { resolve: `${helpers}/fickle-payment`, id: "fickle" },
          { resolve: `${src}/providers/recorder`, id: "recorder" },
        ],
      },
    },
    {
      resolve: "@medusajs/medusa/notification",
      options: {
        providers: [
          { resolve: "@medusajs/medusa/notification-local", id: "local", options: { channels: ["feed", "email"] } },
        ],
      },
    },
  ],
})
