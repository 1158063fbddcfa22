import { query, type TestDatabase } from "./database"

/** The tables whose names match a pattern of `like`, with their schema. */
export async function tablesLike(database: TestDatabase, pattern: string): Promise<string[]> {
  const tables = await query<{ name: string }>(
    database,
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
       and table_name like $1 order by 1`,
    [pattern],
  )
  return tables.map(({ name }) => name)
}

/** The tables that contain a word in any column and case. */
export async function tablesWith(database: TestDatabase, word: string): Promise<string[]> {
  const looks = (await tablesLike(database, "%")).map(
    (name) => `select '${name}' as name where exists (select 1 from ${name} t where t::text ilike $1)`,
  )
  const found = await query<{ name: string }>(database, looks.join(" union all "), [`%${word}%`])
  return found.map(({ name }) => name.replace(/^public\./, ""))
}
