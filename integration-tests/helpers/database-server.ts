import { Client } from "pg"

function serverUrl(): URL {
  const url = process.env.DATABASE_URL
  if (!url) throw new Error("DATABASE_URL is not set: run the tests with `npm test`, or under `npm run services --`")
  return new URL(url)
}

/** The connection URL of a database on the tests' PostgreSQL server. */
export function databaseUrl(name: string): string {
  const url = serverUrl()
  url.pathname = `/${name}`
  return url.toString()
}

/** Opens a connection during `work`, by default to the server's `postgres` database. */
export async function withServer<T>(work: (client: Client) => Promise<T>, database = "postgres"): Promise<T> {
  const client = new Client({ connectionString: databaseUrl(database) })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
