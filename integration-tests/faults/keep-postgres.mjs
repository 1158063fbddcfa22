// A PostgreSQL of one test's own that keeps what was committed, in the folder PG_DIR. Says where it is, and stays until
// its standard input ends.
import { ensureDatabase, startPostgres } from "../../scripts/lib/postgres.mjs"

const server = await startPostgres({ fsync: true })
const url = server.url("ledger")
await ensureDatabase(url)
process.stdout.write(`${url}\n`)
for await (const _ of process.stdin);
await server.stop()
