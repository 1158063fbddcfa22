import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { type Pass, sinceOf, type Watermark } from "../../kernel/watermark"
import { CONTACT_MODULE, type ContactModuleService } from "../../modules/contact"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { CUSTOMER_PROJECTION_MODULE, type CustomerProjectionModuleService } from "../../modules/customer_projection"
import { findChangedOrders, nextOrders } from "../shared/sweep/changed-orders"
import { type ListRows, newestChangedSince, nextSlice, type Rows, rowsMadeSince } from "../shared/sweep/changed-rows"
import { currentPass } from "../shared/sweep/current-pass"
import { projectEach } from "./project-each"
import { scanStore } from "./scan-store"

const PAGE = { customers: 500, orders: 100 } as const

/** Overlap of a sweep before its watermark. It covers open transactions and different clocks. */
const OVERLAP_MS = 15 * 60 * 1000

/** Time that one sweep spends on the first fill. The next sweep continues. */
const FILL_MS = 4 * 60 * 1000

/** Failures that one sweep tries again. */
const RETRIES = 500

export type SweepResult = {
  customers: number
  orders: number
  /** Failures with their reasons. Every sweep tries them again. */
  failed: { id: string; message: string }[]
  /** Whether the first fill is complete. */
  filled: boolean
}

/**
 * Recovers changes that events and requests missed (contract R12): customers, with profiles and contacts, and orders that
 * changed since the last sweep, and earlier failures. The first sweeps of a store fill the index with all existing data.
 * Safe to run in several processes at once.
 */
export async function sweepCustomers(container: MedusaContainer): Promise<SweepResult> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  const watermark = await projection.getWatermark("sweep")
  const filled = await fillProjection(container, performance.now() + FILL_MS)
  const before = await projection.listFailed(RETRIES)
  const failed: SweepResult["failed"] = []
  const done = { customers: 0, orders: 0 }
  for (const kind of ["customers", "orders"] as const) {
    const changed = kind === "customers" ? changedCustomers : changedOrders
    const { ids, next } = await changed(container, watermark)
    const again = before.filter((one) => one.kind === kind).map(({ id }) => id)
    const all = [...new Set([...ids, ...again])]
    for (let start = 0; start < all.length; start += PAGE[kind]) {
      failed.push(...(await projectEach(container, kind, all.slice(start, start + PAGE[kind]))))
    }
    await projection.setPass(kind, next)
    done[kind] = all.length
  }
  await projection.advanceWatermark("sweep", watermark.now)
  return { ...done, failed, filled }
}

/**
 * Continues the first fill of a store that had customers before the plugin.
 *
 * @param deadline as `performance.now()`
 * @returns whether it is complete
 */
export async function fillProjection(container: MedusaContainer, deadline: number): Promise<boolean> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  if (await projection.isFilled()) {
    return true
  }
  // Changes during the fill are left to the sweep.
  await projection.getWatermark("sweep")
  return scanStore(container, { name: "fill", deadline })
}

type Found = { ids: string[]; next: Pass }
type Lists = { listCustomers: ListRows }

async function changedOrders(container: MedusaContainer, watermark: Watermark): Promise<Found> {
  const changed = await findChangedOrders(container, sinceOf(watermark, OVERLAP_MS), watermark.now)
  const { ids, next } = await nextOrders(container, await passOf(container, "orders", watermark), watermark.now)
  return { ids: [...changed, ...ids], next }
}

/**
 * Customers that changed in Medusa, in the profile or in the contacts. An interrupted request can have changed only one of
 * them.
 */
async function changedCustomers(container: MedusaContainer, watermark: Watermark): Promise<Found> {
  const { now } = watermark
  const since = sinceOf(watermark, OVERLAP_MS)
  const lists = container.resolve<Lists>(Modules.CUSTOMER)
  const customers: Rows = {
    prefix: "cus",
    list: (filters, config) => lists.listCustomers(filters, { ...config, withDeleted: true }),
    changed: (moment) => ({ $or: [{ updated_at: { $gte: moment } }, { deleted_at: { $gte: moment } }] }),
  }
  const { ids, next } = await nextSlice(customers, await passOf(container, "customers", watermark), now)
  for await (const { id } of rowsMadeSince(customers, since, now)) {
    ids.push(id)
  }
  for await (const { id } of newestChangedSince(customers, since, now)) {
    ids.push(id)
  }
  const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
  const contacts = container.resolve<ContactModuleService>(CONTACT_MODULE)
  for await (const page of pages((after) => profiles.listChangedSince(since, after, PAGE.customers))) {
    ids.push(...page)
  }
  for await (const page of pages((after) => contacts.listChangedSince(since, after, PAGE.customers))) {
    ids.push(...page)
  }
  return { ids, next }
}

function passOf(container: MedusaContainer, kind: "customers" | "orders", watermark: Watermark): Promise<Pass> {
  const projection = container.resolve<CustomerProjectionModuleService>(CUSTOMER_PROJECTION_MODULE)
  return currentPass(() => projection.findPass(kind), watermark, OVERLAP_MS)
}

async function* pages(next: (after: string) => Promise<string[]>): AsyncGenerator<string[]> {
  let after = ""
  for (;;) {
    const page = await next(after)
    if (page.length > 0) {
      yield page
    }
    after = page.at(-1) ?? ""
    if (page.length < PAGE.customers) {
      return
    }
  }
}
