import { Client } from "pg"
import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"

export function addresses(open: () => OpenStore): void {
  let database: TestDatabase
  let shop: Shop

  beforeAll(() => {
    ;({ database, shop } = open())
  })

  type Refusal = { code: string; type: string; message: string }

  const REFUSED = {
    status: 406,
    body: { code: "address_limit", message: "Customer already has 3 addresses registered." },
  }
  const address = (city: string) => ({ first_name: "Ann", address_1: "1 Main St", city, country_code: "us" })

  async function newCustomer(): Promise<string> {
    const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email: newEmail() })
    return customer.id
  }

  const add = (customerId: string, city: string) =>
    shop.admin.send<Refusal>("POST", `/admin/customers/${customerId}/addresses`, address(city))

  async function count(customerId: string): Promise<number> {
    const rows = await query<{ n: string }>(
      database,
      "select count(*) as n from customer_address where customer_id = $1 and deleted_at is null",
      [customerId],
    )
    return Number(rows[0]?.n)
  }

  // Guard: `makeRoom` in createCustomerAddresses (src/workflows/customers/decorate-addresses.ts).
  test("R21: the fourth address is refused with 406 on Medusa's own admin route", async () => {
    const customerId = await newCustomer()
    for (const city of ["One", "Two", "Three"]) {
      expect((await add(customerId, city)).status).toBe(200)
    }
    expect(await add(customerId, "Four")).toMatchObject(REFUSED)
    expect(await count(customerId)).toBe(3)
  })

  test("R21: a deleted address makes room for another", async () => {
    const customerId = await newCustomer()
    for (const city of ["One", "Two", "Three"]) {
      await add(customerId, city)
    }
    const { addresses } = await shop.admin.get<{ addresses: { id: string }[] }>(
      `/admin/customers/${customerId}/addresses`,
    )
    await shop.admin.delete(`/admin/customers/${customerId}/addresses/${addresses[0]?.id}`)
    expect((await add(customerId, "Four")).status).toBe(200)
    expect(await add(customerId, "Five")).toMatchObject(REFUSED)
  })

  test("R21: the shopper's own route is limited, too", async () => {
    const customer = await shop.register()
    const mine = (city: string) =>
      shop.as(customer).send<Refusal>("POST", "/store/customers/me/addresses", address(city))
    for (const city of ["One", "Two", "Three"]) {
      expect((await mine(city)).status).toBe(200)
    }
    expect(await mine("Four")).toMatchObject(REFUSED)
  })

  // Guard: `for no key update` in `makeRoom`; without the lock several of them count before the first has been added. The
  // trigger gives them time for it.
  test("R21: twenty parallel requests leave three addresses", async () => {
    const customerId = await newCustomer()
    await query(
      database,
      `create function slow_address() returns trigger language plpgsql as $$ begin perform pg_sleep(0.2); return new; end $$;
     create trigger slow before insert on customer_address for each row execute function slow_address()`,
    )
    const answers = await Promise.all(Array.from({ length: 20 }, (_one, index) => add(customerId, `City ${index}`)))
    await query(database, "drop function slow_address cascade")
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(3)
    expect(statuses.filter((status) => status === 406)).toHaveLength(17)
    expect(await count(customerId)).toBe(3)
  })

  // Guard: `created` in steps/write-addresses.ts: a refused request takes back its own addresses, and nobody else's.
  test("R7 R21: of twenty parallel requests on three routes three succeed, and their addresses stay", async () => {
    const customer = await shop.register()
    const cities = Array.from({ length: 20 }, (_one, n) => `City ${n}`)
    const send = (city: string, n: number) =>
      n % 3 === 0
        ? shop.admin.send<Refusal>("PATCH", `/admin/customer-profiles/${customer.id}`, { addresses: [{ city }] })
        : n % 3 === 1
          ? shop.as(customer).send<Refusal>("POST", "/store/customers/me/addresses", address(city))
          : add(customer.id, city)
    const waiting = async () => {
      const sql = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
      return (await query(database, sql)).length
    }
    // They wait behind the test's own lock, so that each has seen a customer without addresses.
    const client = new Client(database.url)
    await client.connect()
    await client.query("begin")
    await client.query("select 1 from customer where id = $1 for no key update", [customer.id])
    const sent = cities.map(send)
    await eventually(waiting, (many) => many >= 7)
    await client.query("commit")
    await client.end()
    const answers = await Promise.all(sent)
    expect(answers.filter(({ status }) => status !== 200)).toMatchObject(Array(17).fill(REFUSED))
    const kept = await query<{ city: string }>(database, "select city from customer_address where customer_id = $1", [
      customer.id,
    ])
    const taken = cities.filter((_city, n) => answers[n]?.status === 200)
    expect(kept.map(({ city }) => city).sort()).toEqual(taken.sort())
  })

  // Guard: `manager.flush()` in `makeRoom`: what a transaction has added is not in the table before.
  test("R21: addresses added by two calls in one transaction count together", async () => {
    const customerId = await newCustomer()
    expect(await runInStore(open().store, "add-addresses", customerId)).toEqual({ outcome: "address_limit" })
    expect(await count(customerId)).toBe(0)
  })

  test("R21: existing addresses above the limit stay and can change, but not grow", async () => {
    const customerId = await newCustomer()
    await query(
      database,
      `insert into customer_address (id, customer_id, city, country_code)
     select 'cuaddr_old_' || $1 || n, $1, 'Old ' || n, 'us' from generate_series(1, 5) n`,
      [customerId],
    )
    expect(await add(customerId, "Six")).toMatchObject(REFUSED)
    const changed = await shop.admin.send(
      "POST",
      `/admin/customers/${customerId}/addresses/cuaddr_old_${customerId}1`,
      {
        city: "Newer",
        is_default_shipping: true,
      },
    )
    expect(changed.status).toBe(200)
    expect(await count(customerId)).toBe(5)
  })

  /** A registered customer with two addresses, "Old 1" (the default) and "Old 2", and a website. */
  async function twoAddresses() {
    const customer = await shop.register()
    const profile = `/admin/customer-profiles/${customer.id}`
    await shop.admin.post(profile, { website: "https://old.example.com" })
    const path = `/admin/customers/${customer.id}/addresses`
    for (const city of ["Old 1", "Old 2"]) {
      await shop.admin.post(path, { ...address(city), is_default_billing: city === "Old 1" })
    }
    const list = () =>
      query<{ id: string; city: string; is_default_billing: boolean }>(
        database,
        "select id, city, is_default_billing from customer_address where customer_id = $1 and deleted_at is null",
        [customer.id],
      )
    const ids = Object.fromEntries((await list()).map(({ city, id }) => [city, id]))
    const mine = (city: string) => shop.as(customer).send("POST", "/store/customers/me/addresses", address(city))
    const edit = (city: string, change: object) => shop.admin.send("POST", `${path}/${ids[city]}`, change)
    const cities = async () => (await list()).map(({ city, is_default_billing }) => [city, is_default_billing]).sort()
    return { id: customer.id, profile, mine, edit, cities }
  }

  // Guard: `done.created` and `here.get(…)` in undoAddresses (address_book/domain/undo-addresses.ts), the columns in `undoSave`
  // (customer_profile/sql/profiles.ts).
  test("R7 R21: a change that loses the last free address undoes its own writes and keeps the shopper's", async () => {
    const { id, profile, mine, edit, cities } = await twoAddresses()
    const lock = { sql: "select 1 from customer where id = $1 for update", values: [id] }
    const [shoppers, ours] = await whileLocked(database, lock, async ({ waiting }) => {
      const first = mine("Shopper's")
      await waiting(1)
      const second = shop.admin.send<Refusal>("PATCH", profile, {
        website: "https://new.example.com",
        description: "new",
        billing_address: { city: "Ours 1" },
        addresses: [{ line1: "1 Main St", city: "Ours 3" }],
      })
      await waiting(2)
      // Nobody has to wait for either of them.
      expect((await edit("Old 2", { city: "Theirs 2" })).status).toBe(200)
      expect((await shop.admin.send("PATCH", profile, { is_active: false, description: "theirs" })).status).toBe(200)
      return [first, second] as const
    }).then((both) => Promise.all(both))
    expect(shoppers.status).toBe(200)
    expect(ours).toMatchObject(REFUSED)
    expect(await cities()).toEqual([
      ["Old 1", true],
      ["Shopper's", false],
      ["Theirs 2", false],
    ])
    const { customer } = await shop.admin.get<{ customer: object }>(profile)
    expect(customer).toMatchObject({ website: "https://old.example.com", is_active: false, description: "theirs" })
  })

  // Guard: `moved` in steps/write-addresses.ts.
  test("R7: a change whose credit terms fail removes its address and restores the default address", async () => {
    const { profile, mine, edit, cities } = await twoAddresses()
    const lock = { sql: "lock table clientele_credit_account in share mode" }
    const ours = await whileLocked(database, lock, async ({ waiting, run }) => {
      const change = shop.admin.send("PATCH", profile, {
        addresses: [{ line1: "1 Main St", city: "Ours", is_default_billing: true }],
        payment_terms: "net_30",
      })
      await waiting(1)
      expect((await cities()).map(([city]) => city)).toEqual(["Old 1", "Old 2", "Ours"])
      expect((await edit("Old 2", { city: "Theirs 2" })).status).toBe(200)
      await run("alter table clientele_credit_account rename to clientele_credit_account_gone")
      return [change]
    }).then(([change]) => change)
    await query(database, "alter table clientele_credit_account_gone rename to clientele_credit_account")
    expect(ours?.status).toBe(500)
    expect(await cities()).toEqual([
      ["Old 1", true],
      ["Theirs 2", false],
    ])
    expect((await mine("Shopper's")).status).toBe(200)
  })

  // Guard: `checkAddressLimitStep` before everything else (change-customer-workflow.ts).
  test("R21: a change above the limit of addresses writes nothing", async () => {
    const { id, profile, mine } = await twoAddresses()
    await mine("Third")
    const version = () =>
      query(database, "select xmin::text, updated_at from clientele_customer_profile where customer_id = $1", [id])
    const before = await version()
    const body = { website: "https://new.example.com", addresses: [{ line1: "1 Main St", city: "Fourth" }] }
    expect(await shop.admin.send<Refusal>("PATCH", profile, body)).toMatchObject(REFUSED)
    expect(await version()).toEqual(before)
  })

  // Guard: `clearDefaults` and `isClearing` in src/workflows/customers/decorate-addresses.ts.
  test("M53: twenty parallel changes of the default leave one default of each kind, even if some are refused", async () => {
    const customer = await shop.register()
    const admins = `/admin/customers/${customer.id}/addresses`
    for (const city of ["One", "Two", "Three"]) {
      await shop.admin.post(admins, { ...address(city), is_default_billing: true, is_default_shipping: true })
    }
    const defaults = () =>
      query<{ billing: number; shipping: number }>(
        database,
        `select count(*) filter (where is_default_billing)::int as billing,
           count(*) filter (where is_default_shipping)::int as shipping
         from customer_address where customer_id = $1 and deleted_at is null`,
        [customer.id],
      )
    expect(await defaults()).toEqual([{ billing: 1, shipping: 1 }])
    const { addresses } = await shop.admin.get<{ addresses: { id: string }[] }>(admins)
    const marks = { is_default_billing: true, is_default_shipping: true }
    const send = (n: number) => {
      const id = addresses[n % 3]?.id
      return [
        () => shop.admin.send("POST", `${admins}/${id}`, marks),
        () => shop.as(customer).send("POST", `/store/customers/me/addresses/${id}`, marks),
        () => shop.admin.send("POST", admins, { ...address("Fourth"), ...marks }),
        () =>
          shop.admin.send("PATCH", `/admin/customer-profiles/${customer.id}`, {
            billing_address: { city: `City ${n}` },
            shipping_address: { city: `City ${n}` },
          }),
      ][n % 4]?.()
    }
    const answers = await Promise.all(Array.from({ length: 20 }, (_one, n) => send(n)))
    expect(await defaults()).toEqual([{ billing: 1, shipping: 1 }])
    // The fourth address finds no room; each other change gets its lease.
    const expected = Array.from({ length: 20 }, (_one, n) => (n % 4 === 2 ? 406 : 200))
    expect(answers.map((answer) => answer?.status)).toEqual(expected)
  })

  // Guard: `isRestoring` in decorate-addresses.ts.
  test("M53: if Medusa undoes a moved default, an address that got the default since keeps it; otherwise the earlier address gets it back", async () => {
    const customer = await shop.register()
    const admins = `/admin/customers/${customer.id}/addresses`
    for (const city of ["One", "Two"]) {
      await shop.admin.post(admins, { ...address(city), is_default_shipping: city === "Two" })
    }
    const read = () =>
      query<{ id: string; city: string; is_default_shipping: boolean }>(
        database,
        "select id, city, is_default_shipping from customer_address where customer_id = $1 and deleted_at is null",
        [customer.id],
      )
    const defaults = async () => (await read()).filter((one) => one.is_default_shipping).map(({ city }) => city)
    const idOf = async (name: string) => (await read()).find(({ city }) => city === name)?.id ?? ""
    expect(await defaults()).toEqual(["Two"])
    await runInStore(open().store, "restore-default", await idOf("One"))
    expect(await defaults()).toEqual(["Two"])
    await shop.admin.post(`${admins}/${await idOf("Two")}`, { is_default_shipping: false })
    await runInStore(open().store, "restore-default", await idOf("One"))
    expect(await defaults()).toEqual(["One"])
  })
}
