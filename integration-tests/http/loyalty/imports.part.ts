import type { ImportRow, ImportView } from "../../../src/modules/data_import"
import { runInStore } from "../../faults/in-store"
import { ADMIN_USER } from "../../helpers/admin-user"
import { createApi } from "../../helpers/api"
import { query } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail } from "../../helpers/shop"
import { openReceiver } from "../../helpers/webhook-receiver"

const IMPORTS = "/admin/clientele/imports"

type One = { import: ImportView }
type Refusal = { code: string; message: string }

/** Files of balances over HTTP (R49): upload, look, confirm, reverse, export. */
export function imports(open: () => OpenStore): void {
  let authorization: string

  beforeAll(async () => {
    const { token } = await createApi(open().store.url).post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)
    authorization = `Bearer ${token}`
  })

  async function upload<Body = One>(csv: string | Uint8Array, search = "?kind=points", name = "balances.csv") {
    const form = new FormData()
    form.set("file", new Blob([csv as string], { type: "text/csv" }), name)
    const answer = await fetch(`${open().store.url}${IMPORTS}${search}`, {
      method: "POST",
      headers: { authorization },
      body: form,
    })
    return { status: answer.status, body: (await answer.json()) as Body }
  }

  const text = async (path: string) => {
    const answer = await fetch(open().store.url + path, { headers: { authorization } })
    return { type: answer.headers.get("content-type"), body: await answer.text() }
  }

  const read = async (id: string) => (await open().shop.admin.get<One>(`${IMPORTS}/${id}`)).import
  const become = (id: string, status: ImportView["status"]) =>
    eventually(
      () => read(id),
      (one) => one.status === status,
    )
  const balanceOf = async (mailbox: string) =>
    (
      await query<{ balance: string }>(
        open().database,
        "select balance from clientele_points_account where mailbox = $1",
        [mailbox],
      )
    )[0]?.balance

  test("R49: a file is read, checked, confirmed, posted by a worker, and reversed", async () => {
    const { shop } = open()
    const [ann, bea] = [newEmail(), newEmail()]
    const staged = await upload(`email,points\n${ann},120\n${bea},7\nnobody,1\n`, "?kind=points&reason=old+programme")
    expect(staged).toMatchObject({
      status: 201,
      body: { import: { status: "ready", file_name: "balances.csv", rows: 3, refused: 1, adds: 127, takes: 0 } },
    })
    const { id } = staged.body.import
    expect(await balanceOf(ann)).toBeUndefined()
    const wrong = await shop.admin.get<{ rows: ImportRow[]; next_after: null }>(`${IMPORTS}/${id}/rows?problems=true`)
    expect(wrong).toEqual({
      rows: [
        {
          ...{
            line: 4,
            state: "refused",
            cells: { email: "nobody", points: "1" },
            entry_id: null,
            customer_id: null,
            is_new: null,
          },
          problems: [{ column: "email", message: "must be an email address" }],
        },
      ],
      next_after: null,
    })
    const csv = await text(`${IMPORTS}/${id}/rows?problems=true&format=csv`)
    expect(csv).toEqual({
      type: "text/csv; charset=utf-8",
      body: "line,state,problems,email,points,expires_at,reason,note,reference\n4,refused,email: must be an email address,nobody,1,,,,\n",
    })
    expect(await shop.admin.send("POST", `${IMPORTS}/${id}/confirm`, {})).toMatchObject({
      status: 400,
      body: { code: "import_rows_refused" },
    })
    await shop.admin.post(`${IMPORTS}/${id}/confirm`, { skip_refused: true })
    expect(await become(id, "applied")).toMatchObject({ applied: 2, refused: 1, kept: 0 })
    expect([await balanceOf(ann), await balanceOf(bea)]).toEqual(["120", "7"])
    expect(await shop.admin.send("POST", `${IMPORTS}/${id}/confirm`, { skip_refused: true })).toMatchObject({
      status: 400,
      body: { code: "import_not_ready" },
    })
    expect((await shop.admin.get<{ imports: ImportView[] }>(IMPORTS)).imports[0]?.id).toBe(id)
    await shop.admin.post(`${IMPORTS}/${id}/reverse`, {})
    expect(await become(id, "reversed")).toMatchObject({ applied: 0, reversed: 2, kept: 0 })
    expect([await balanceOf(ann), await balanceOf(bea)]).toEqual(["0", "0"])
  })

  // Guards: each `announceImports`; the result of setMode. The triggers have tests in modules/webhook.
  test("R63, R64: a changed mode of a key and each step of an import have one message and one event, with ids and numbers", async () => {
    const { shop, store, database } = open()
    const receiver = await openReceiver()
    const { webhook } = await shop.admin.post<{ webhook: { id: string } }>("/admin/webhooks", {
      url: `${receiver.url}/steps`,
      events: ["clientele.api_key.*", "clientele.import.*"],
    })
    const { api_key } = await shop.admin.post<{ api_key: { id: string; token: string } }>("/admin/api-keys", {
      title: "secret title",
      type: "secret",
    })
    // The second change changes nothing.
    for (let n = 0; n < 2; n++) await shop.admin.post(`/admin/clientele/api-keys/${api_key.id}/mode`, { mode: "test" })
    const file = `email,points\n${newEmail()},120\nno-address,1\n`
    const uploaded = async () =>
      (await upload(file, "?kind=points&batch=secret&reason=secret", "secret.csv")).body.import.id
    const [whole, canceled, forgotten] = [await uploaded(), await uploaded(), await uploaded()]
    await shop.admin.post(`${IMPORTS}/${whole}/confirm`, { skip_refused: true })
    await become(whole, "applied")
    await shop.admin.post(`${IMPORTS}/${whole}/reverse`, {})
    await become(whole, "reversed")
    await shop.admin.post(`${IMPORTS}/${canceled}/cancel`)
    const past = "update clientele_import set changed_at = now() - interval '8 days' where id = $1"
    await query(database, past, [forgotten])
    await runInStore(store, "job", "clientele-imports-sweep")
    const inHost = JSON.stringify({ kind: "points", csv: file, created_by: "user_1" })
    expect(await runInStore(store, "workflow", "stageImportWorkflow", inHost, "then fail")).toMatchObject({
      state: "reverted",
    })

    type Step = [name: string, about: string, data: Record<string, unknown>]
    const step = (name: string, data: Record<string, unknown>): Step => [
      name.replace("clientele.", ""),
      String(data["import_id"] ?? data["key_id"]),
      data,
    ]
    const messages = () => receiver.received.map(({ body: { type, data } }) => step(type, data))
    const onBus = () =>
      [...store.output().matchAll(/recorded (clientele\.(?:api_key|import)\.\S+) (\{.*\})/g)]
        .map(([, name, data]) => step(String(name), JSON.parse(String(data))))
        .filter(([, about]) => messages().some((message) => message[1] === about))
    const STEPS = 12
    await eventually(
      async () => [messages().length, onBus().length],
      (lengths) => lengths.every((length) => length >= STEPS),
    )
    const of = (some: Step[], about: string) => some.filter((one) => one[1] === about)
    const counts = { kind: "points", rows: 2, refused: 1, unchanged: 0, applied: 0, reversed: 0, kept: 0 }
    const ended = { import_id: whole, ...counts }
    expect(of(messages(), whole)).toEqual([
      ["import.staged", whole, ended],
      ["import.confirmed", whole, ended],
      ["import.applied", whole, { ...ended, applied: 1 }],
      ["import.reversal_started", whole, { ...ended, applied: 1 }],
      ["import.reversed", whole, { ...ended, reversed: 1 }],
    ])
    const dropped = messages().find((one) => ![whole, canceled, forgotten, api_key.id].includes(one[1]))?.[1] ?? ""
    for (const id of [canceled, forgotten, dropped]) {
      const data = { import_id: id, ...counts }
      expect(of(messages(), id)).toEqual([
        ["import.staged", id, data],
        ["import.canceled", id, data],
      ])
    }
    expect(of(messages(), api_key.id)).toEqual([
      ["api_key.mode_changed", api_key.id, { key_id: api_key.id, mode: "test" }],
    ])
    const sorted = (some: Step[]) =>
      [...some].sort((one, two) => (`${one[1]} ${one[0]}` < `${two[1]} ${two[0]}` ? -1 : 1))
    expect(sorted(onBus())).toEqual(sorted(messages()))
    expect(onBus()).toHaveLength(STEPS)
    const text = receiver.received.map((one) => one.text).join("\n")
    expect(text).not.toMatch(/@|secret|no-address/)
    expect(text).not.toContain(api_key.token)
    await shop.admin.delete(`/admin/webhooks/${webhook.id}`)
    await receiver.close()
  })

  // Guard: refuseBuiltOn in import-workflows.ts.
  test("R49: if the points of one row are used, nothing is reversed, and the answer and the rows name it", async () => {
    const { shop } = open()
    const [ann, bea] = [newEmail(), newEmail()]
    const customer = (
      await shop.admin.post<{ customer: { id: string } }>("/admin/customer-profiles", { name: "A", email: ann })
    ).customer
    const { id } = (await upload(`email,points\n${bea},20\n${ann},30\n`)).body.import
    await shop.admin.post(`${IMPORTS}/${id}/confirm`)
    await become(id, "applied")
    await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: -1, reason: "used" })
    const refused = await shop.admin.send<Refusal>("POST", `${IMPORTS}/${id}/reverse`, {})
    expect(refused).toMatchObject({ status: 400, body: { code: "import_built_on" } })
    expect(refused.body.message).toBe(
      "Nothing was reversed, as points of 1 rows are used: line 3 was spent since, or repaid a debt.",
    )
    const { rows } = await shop.admin.get<{ rows: ImportRow[] }>(`${IMPORTS}/${id}/rows?problems=true`)
    expect(rows.map(({ line, state }) => [line, state])).toEqual([[3, "applied"]])
    expect([await balanceOf(bea), (await read(id)).status]).toEqual(["20", "applied"])
  })

  // Guards: `escape_formulas` in to-csv.ts, and ESCAPED in read-csv.ts.
  test("R49, M40: balances are exported as a file that can be imported, in which no cell is a formula", async () => {
    const { shop } = open()
    const [odd, plain] = [`+${newEmail()}`, newEmail()]
    const { id } = (await upload(`email,points\n${odd},20\n${plain},30\n`)).body.import
    await shop.admin.post(`${IMPORTS}/${id}/confirm`)
    await become(id, "applied")
    const { type, body } = await text("/admin/clientele/exports/points")
    expect(type).toBe("text/csv; charset=utf-8")
    expect(body.split("\n")).toEqual(expect.arrayContaining(["email,points,held", `'${odd},20,0`, `${plain},30,0`]))
    const again = (await upload(body)).body.import
    const { rows } = await shop.admin.get<{ rows: ImportRow[] }>(`${IMPORTS}/${again.id}/rows?limit=100`)
    expect([again.refused, rows.some(({ cells }) => cells?.email === odd)]).toEqual([0, true])
    expect(await shop.admin.post(`${IMPORTS}/${again.id}/cancel`)).toMatchObject({ import: { status: "canceled" } })
    expect(await shop.admin.send("GET", "/admin/clientele/exports/shoes")).toMatchObject({ status: 404 })
  })

  test.each<[string, string | Uint8Array, string, string]>([
    ["NUL characters", "email,points\na\0b@example.com,1\n", "?kind=points", "file: has NUL"],
    ["other bytes than UTF-8", new Uint8Array([0xff, 0xfe, 0x41]), "?kind=points", "file: is not in UTF-8"],
    ["an unknown column", "email,points,colour\na@b.c,1,x", "?kind=points", "colour"],
    ["a line of 1 MB", `email,points\n${"a".repeat(1_000_000)}`, "?kind=points", "file: line 2 is longer"],
    ["no kind", "email,points\na@b.c,1", "", "kind: is required"],
    ["an unknown kind", "email,points\na@b.c,1", "?kind=shoes", "kind: must be one of points, customers, receivables"],
    [
      "a batch too long",
      "email,points\na@b.c,1",
      `?kind=points&batch=${"x".repeat(101)}`,
      "batch: must have at most 100",
    ],
    ["an unknown parameter", "email,points\na@b.c,1", "?kind=points&surprise=1", "surprise: is not a known field"],
  ])("R49: an upload with %s is a 400 that names it, and leaves nothing", async (_what, csv, search, named) => {
    const count = async () => query(open().database, "select count(*) from clientele_import")
    const before = await count()
    const { status, body } = await upload<Refusal>(csv, search)
    expect([status, body.code, body.message]).toEqual([400, "invalid_request", expect.stringContaining(named)])
    expect(await count()).toEqual(before)
  })

  test("R49: an upload without a file, with two files, or of more than 50 MB is refused", async () => {
    const send = async (form: FormData) => {
      const answer = await fetch(`${open().store.url}${IMPORTS}?kind=points`, {
        method: "POST",
        headers: { authorization },
        body: form,
      })
      return [answer.status, ((await answer.json()) as Refusal).code]
    }
    const two = new FormData()
    two.append("file", new Blob(["email,points\na@b.c,1"]), "a.csv")
    two.append("file", new Blob(["email,points\na@b.c,1"]), "b.csv")
    const large = new FormData()
    large.set("file", new Blob([new Uint8Array(50 * 1024 * 1024 + 1)]), "a.csv")
    expect(await send(new FormData())).toEqual([400, "invalid_request"])
    expect(await send(two)).toEqual([400, "invalid_request"])
    expect(await send(large)).toEqual([413, "import_too_large"])
  })
}
