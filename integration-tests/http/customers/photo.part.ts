import { deflateSync } from "node:zlib"
import { ADMIN_USER } from "../../helpers/admin-user"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"

export function photo(open: () => OpenStore): void {
  let token: string

  let database: TestDatabase
  let store: Store
  let shop: Shop

  beforeAll(async () => {
    ;({ database, store, shop } = open())
    token = (await shop.guest.post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)).token
  })

  type Answer = { status: number; body: { photo_url?: string; code?: string; message?: string } }

  async function newCustomer(): Promise<string> {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    return customer.id
  }

  async function send(id: string, form: FormData | string): Promise<Answer> {
    const answer = await fetch(`${store.url}/admin/customers/${id}/photo`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        ...(typeof form === "string" ? { "content-type": "text/plain" } : {}),
      },
      body: form,
    })
    return { status: answer.status, body: (await answer.json()) as Answer["body"] }
  }

  function form(content: Uint8Array, field = "photo", name = "me.html", type = "text/html"): FormData {
    const data = new FormData()
    data.append(field, new Blob([new Uint8Array(content)], { type }), name)
    return data
  }

  function chunk(type: string, data: Buffer): Buffer {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(data.length)
    return Buffer.concat([size, Buffer.from(type), data, Buffer.alloc(4)])
  }

  /** A PNG that says that it has this size, whatever is in it. */
  function png(width: number, height: number, content: Buffer = deflateSync(Buffer.alloc(4))): Buffer {
    const header = Buffer.alloc(13)
    header.writeUInt32BE(width, 0)
    header.writeUInt32BE(height, 4)
    header.set([8, 2, 0, 0, 0], 8)
    const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    return Buffer.concat([magic, chunk("IHDR", header), chunk("IDAT", content), chunk("IEND", Buffer.alloc(0))])
  }

  const JPEG = Buffer.from(
    "ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffda0008010100003f00d2ffd9",
    "hex",
  )

  const ICNS = Buffer.from("69636e7300ffffff6963303700000000", "hex")

  /** The file provider of development names the port of development. */
  const show = (url = "") => fetch(store.url + new URL(url).pathname)

  const photoOf = async (id: string) =>
    (
      await query<{ photo_url: string | null; photo_file_id: string | null }>(
        database,
        "select photo_url, photo_file_id from clientele_customer_profile where customer_id = $1",
        [id],
      )
    )[0]

  // Guards: `announced` in replace-photo.ts; the look for a photo in removePhoto.
  test("R13, R64: a photo is stored under the plugin's own name and type, replaced and removed, and each change emits an event", async () => {
    const id = await newCustomer()
    const changesOf = async (customer: string) =>
      store
        .output()
        .split("\n")
        .filter((line) => line.includes("recorded clientele.customer.updated") && line.includes(customer))
    const first = await send(id, form(png(2, 2)))
    expect(first.status).toBe(200)
    expect(first.body.photo_url).toMatch(/customer-photo\.png$/)
    const shown = await show(first.body.photo_url)
    expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"])
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(png(2, 2))

    const second = await send(id, form(JPEG))
    expect(second.body.photo_url).toMatch(/customer-photo\.jpg$/)
    expect((await show(first.body.photo_url)).status).toBe(404)
    expect((await photoOf(id))?.photo_url).toBe(second.body.photo_url)

    expect(await shop.admin.delete(`/admin/customers/${id}/photo`)).toMatchObject({ deleted: true })
    expect((await show(second.body.photo_url)).status).toBe(404)
    expect(await photoOf(id)).toEqual({ photo_url: null, photo_file_id: null })
    // There is no photo any more, so nothing changes. A later event of another customer says that all events are there.
    expect(await shop.admin.delete(`/admin/customers/${id}/photo`)).toMatchObject({ deleted: true })
    const later = await newCustomer()
    await send(later, form(JPEG))
    await eventually(
      () => changesOf(later),
      (events) => events.length > 0,
    )
    expect(await changesOf(id)).toHaveLength(3)
  })

  // Guards: `photoFormat` in setPhoto; `limits.fileSize` in receive.ts.
  test.each<[string, () => FormData | string, number, string]>([
    [
      "a page that calls itself an image",
      () => form(Buffer.from("<script>"), "photo", "x.png", "image/png"),
      400,
      "photo:",
    ],
    [
      "an SVG",
      () => form(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')),
      400,
      "photo:",
    ],
    ["a GIF", () => form(Buffer.from("4749463839610100010080000000000000ffffff2c", "hex")), 400, "photo:"],
    // Found in the first attack: a parser that reads ICNS never ended on these 16 bytes, and the process died of memory.
    ["an ICNS file without end", () => form(ICNS), 400, "photo:"],
    ["an empty file", () => form(Buffer.alloc(0)), 400, "photo:"],
    [
      "a PNG that unpacks to gigabytes",
      () => form(png(60_000, 60_000, deflateSync(Buffer.alloc(4_000_000)))),
      400,
      "photo:",
    ],
    ["a picture without a pixel", () => form(png(0, 5)), 400, "photo:"],
    ["6 MB", () => form(Buffer.concat([png(2, 2), Buffer.alloc(6_000_000)])), 413, "5 MB"],
    ["another field", () => form(png(2, 2), "picture"), 400, "photo:"],
    ["no form at all", () => "photo", 400, "photo:"],
  ])("R13 M42 M44: %s is refused, and nothing is stored", async (_what, body, status, message) => {
    const id = await newCustomer()
    expect(await send(id, body())).toMatchObject({
      status,
      body: { code: expect.any(String), message: expect.stringContaining(message) },
    })
    expect((await photoOf(id))?.photo_url ?? null).toBeNull()
  })

  // Guards: photoColumns in plan-change.ts; deleteReplacedPhoto. The customer's file and the merchant's export have the same URL.
  test("R13, R18: the same photo_url again keeps the uploaded photo, another one deletes its file, and anonymising leaves none", async () => {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customer-profiles", {
      name: "Ann",
      email: newEmail(),
    })
    const change = (body: object) => shop.admin.post(`/admin/customer-profiles/${customer.id}`, body)
    const first = await send(customer.id, form(png(2, 2)))
    await change({ photo_url: first.body.photo_url, notes: "calls on Fridays" })
    expect(await photoOf(customer.id)).toEqual({ ...first.body, photo_file_id: expect.any(String) })
    expect((await show(first.body.photo_url)).status).toBe(200)
    await shop.admin.post(`/admin/customers/${customer.id}/anonymize`)
    expect((await show(first.body.photo_url)).status).toBe(404)

    const other = await newCustomer()
    const second = await send(other, form(png(2, 2)))
    await shop.admin.post(`/admin/customer-profiles/${other}`, { photo_url: "https://photos.example.com/a.png" })
    expect((await show(second.body.photo_url)).status).toBe(404)
    const third = await send(other, form(png(2, 2)))
    await shop.admin.post(`/admin/customer-profiles/${other}`, { photo_url: null })
    expect([await photoOf(other), (await show(third.body.photo_url)).status]).toEqual([
      { photo_url: null, photo_file_id: null },
      404,
    ])
  })

  // Guards: `randomUUID` in setPhoto, as all of them can come in one millisecond; `before` of saveProfile in `replace`, where it
  // was read before.
  test("R13, R18: of photos that are sent at once one stays, and no file of the others", async () => {
    const id = await newCustomer()
    const sent = await Promise.all(Array.from({ length: 6 }, () => send(id, form(png(2, 2)))))
    const left = []
    for (const { body } of sent) {
      if ((await show(body.photo_url)).status === 200) left.push(body.photo_url)
    }
    expect(left).toEqual([(await photoOf(id))?.photo_url])
  })

  // Guard: `photo_url` in removePhoto.
  test("R13: a photo that is only a URL is removed, too", async () => {
    const id = await newCustomer()
    await shop.admin.post(`/admin/customer-profiles/${id}`, { photo_url: "https://photos.example.com/a.png" })
    await shop.admin.delete(`/admin/customers/${id}/photo`)
    expect(await photoOf(id)).toEqual({ photo_url: null, photo_file_id: null })
  })

  test("R13: an unknown customer's photo is not found, and no file stays", async () => {
    expect((await send("cus_unknown", form(png(2, 2)))).status).toBe(404)
    expect((await send("cus_unknown", form(ICNS))).status).toBe(404)
    expect((await shop.admin.send("DELETE", "/admin/customers/cus_unknown/photo")).status).toBe(404)
  })

  // Guards: `deleteFilesWorkflow` in profilePart; `restoreCustomers` and `softDeleteCustomers` in anonymizeMedusaCustomer (src/workflows/privacy).
  test("R18: anonymising deletes the photo, even of a deleted customer, who stays deleted", async () => {
    const id = await newCustomer()
    const { body } = await send(id, form(png(2, 2)))
    await shop.admin.delete(`/admin/customers/${id}`)
    expect((await show(body.photo_url)).status).toBe(200)
    const done = { anonymized: true, problems: [] }
    expect(await shop.admin.post(`/admin/customers/${id}/anonymize`)).toMatchObject(done)
    expect((await show(body.photo_url)).status).toBe(404)
    expect(await photoOf(id)).toEqual({ photo_url: null, photo_file_id: null })
    const [row] = await query(database, "select email, deleted_at from customer where id = $1", [id])
    expect(row).toEqual({ email: expect.stringContaining("anonymized"), deleted_at: expect.any(Date) })
  })

  // Guards: the catch and `keepsFile` in profilePart (src/workflows/privacy/customer-parts.ts).
  test("R18: if the photo's file cannot be deleted, everything else is anonymised, the answer reports it, and another call deletes the file", async () => {
    const id = await newCustomer()
    await shop.admin.post(`/admin/customers/${id}/notes`, { body: "called" })
    const { body } = await send(id, form(png(2, 2)))
    const anonymize = () => shop.admin.post(`/admin/customers/${id}/anonymize`)
    const renameFile = (fileId: string) =>
      query(database, "update clientele_customer_profile set photo_file_id = $2 where customer_id = $1", [id, fileId])
    const file = (await photoOf(id))?.photo_file_id ?? ""
    // The provider's folder: it is there, and cannot be deleted as a file.
    await renameFile(".")
    const problems = ["the file of the customer's photo was not deleted"]
    expect(await anonymize()).toMatchObject({ anonymized: false, problems })
    expect(await photoOf(id)).toEqual({ photo_url: null, photo_file_id: "." })
    expect(await query(database, "select 1 from clientele_customer_note where customer_id = $1", [id])).toEqual([])
    const [row] = await query<{ email: string }>(database, "select email from customer where id = $1", [id])
    expect(row?.email).toContain("anonymized")

    await renameFile(file)
    expect(await anonymize()).toMatchObject({ anonymized: true, problems: [] })
    expect((await show(body.photo_url)).status).toBe(404)
    expect(await photoOf(id)).toEqual({ photo_url: null, photo_file_id: null })
  })

  // Guard: `withDeadline` in deletePhotoFile (src/workflows/privacy/customer-parts.ts). The file never goes: helpers/hanging-files.
  test("R18: a file provider that never answers is reported after five seconds, and everything else is anonymised", async () => {
    const id = await newCustomer()
    await send(id, form(png(2, 2)))
    await query(database, "update clientele_customer_profile set photo_file_id = 'hanging' where customer_id = $1", [
      id,
    ])
    const problems = ["the file of the customer's photo was not deleted"]
    const answer = await shop.admin.post(`/admin/customers/${id}/anonymize`)
    expect(answer).toMatchObject({ anonymized: false, problems })
    expect(await photoOf(id)).toEqual({ photo_url: null, photo_file_id: "hanging" })
    const [row] = await query<{ email: string }>(database, "select email from customer where id = $1", [id])
    expect(row?.email).toContain("anonymized")
  }, 30_000)
}
