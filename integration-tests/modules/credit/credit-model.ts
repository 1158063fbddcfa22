type Item = { id: string; due: string; charged: number; open: number }
type Entry = { type: string; amount: number; item: string | null; key: string; isReversed: boolean }

/** A refusal, with the code that the ledger gives. */
export class Refused extends Error {}

const refuse = (code: string): never => {
  throw new Refused(code)
}

/** @param net what of it is allocated */
const isFinal = ({ type, amount }: Entry, net: number) =>
  type === "charge" || type === "reversal" || (type === "write_off" && (amount > 0 || net === 0))

/** The credit ledger in plain TypeScript, amounts in cents: what the database's functions must agree with (contract M57). */
export class CreditModel {
  /** By version, which is the index + 1. */
  readonly entries: Entry[] = []
  readonly items = new Map<string, Item>()
  /** Unapplied, by the version of the entry that brought it. */
  readonly cash = new Map<number, number>()
  /** Version → item → amount. */
  readonly allocated = new Map<number, Map<string, number>>()
  /** Orders that hold credit until their first settlement. */
  readonly holds = new Map<string, number>()

  constructor(
    readonly isAutomatic: boolean,
    readonly tolerance: number,
  ) {}

  get balance(): number {
    return this.entries.reduce((sum, { amount }) => sum + amount, 0)
  }

  get unapplied(): number {
    return [...this.cash.values()].reduce((sum, amount) => sum + amount, 0)
  }

  get held(): number {
    return [...this.holds.values()].reduce((sum, amount) => sum + amount, 0)
  }

  get openItems(): Item[] {
    return [...this.items.values()].filter(({ open }) => open > 0).sort((a, b) => (a.due < b.due ? -1 : 1))
  }

  post(type: string, amount: number, item: string | null, key: string): number {
    return this.entries.push({ type, amount, item, key, isReversed: false })
  }

  /** The first settlement of a held order, or a later one. */
  settle(order: string, target: number, due: string, key: string): void {
    if (this.holds.delete(order)) {
      this.items.set(order, { id: order, due, charged: 0, open: 0 })
    }
    const item = this.items.get(order)
    if (!item || target === item.charged) return
    const change = target - item.charged
    this.post("charge", change, order, key)
    if (item.open + change < 0) this.takeBack(item, -(item.open + change), key)
    item.charged += change
    item.open += change
    this.allocateOldest()
  }

  /** Money that comes in. @param given what it pays; `null` for the oldest due items */
  cashIn(type: string, amount: number, given: readonly (readonly [string, number])[] | null, key: string): void {
    const version = this.post(type, -amount, null, key)
    this.cash.set(version, amount)
    for (const [id, some] of given ?? []) this.allocateGiven(version, id, some)
    if (given === null) this.allocateOldest()
    if (type === "payment" && this.cash.get(version) === 0) this.closeShort(version, key)
  }

  private closeShort(version: number, key: string): void {
    for (const item of this.openItems) {
      const isShort = (this.allocated.get(version)?.get(item.id) ?? 0) > 0 && item.open <= this.tolerance
      if (isShort) this.writeOffItem(item, item.open, `${key}:short:${item.id}`)
    }
  }

  allocateLater(version: number | null, id: string, amount: number): void {
    this.allocateGiven(version, id, amount)
  }

  /** An adjustment upwards, or a refund. */
  chargeOwn(type: string, amount: number, id: string, due: string, key: string): void {
    if (type === "refund" && amount > this.unapplied) refuse("unapplied_exceeded")
    this.post(type, amount, id, key)
    const item = { id, due, charged: amount, open: amount }
    this.items.set(id, item)
    if (type === "refund") this.applyCash(item)
    else this.allocateOldest()
  }

  writeOff(id: string, amount: number, key: string): void {
    const item = this.items.get(id) as Item
    if (item.open === 0) refuse("receivable_paid")
    if (amount > item.open) refuse("allocation_exceeds_open")
    this.writeOffItem(item, amount, key)
  }

  reverse(version: number, key: string): void {
    const entry = this.entryOf(version)
    const on = [...(this.allocated.get(version) ?? [])].filter(([, amount]) => amount > 0)
    const net = on.reduce((sum, [, amount]) => sum + amount, 0)
    if (isFinal(entry, net)) refuse("entry_not_reversible")
    entry.isReversed = true
    if (entry.type === "write_off") {
      this.post("reversal", net, null, key)
      this.unallocate(version, this.items.get(entry.item as string) as Item, net)
    } else if (entry.amount > 0) {
      const item = this.items.get(entry.item as string) as Item
      this.post("reversal", -entry.amount, item.id, key)
      if (item.open < entry.amount) this.takeBack(item, entry.amount - item.open, key)
      item.charged -= entry.amount
      item.open -= entry.amount
    } else {
      for (const [id, amount] of on) this.unallocate(version, this.items.get(id) as Item, amount)
      this.post("reversal", -entry.amount, null, key)
      this.cash.set(version, 0)
      this.takeShortWriteOffsBack(entry.key, key)
    }
    this.allocateOldest()
  }

  private entryOf(version: number): Entry {
    const entry = this.entries[version - 1] ?? refuse("not_found")
    if (entry.isReversed) refuse("entry_reversed")
    return entry
  }

  private takeShortWriteOffsBack(paymentKey: string, key: string): void {
    for (const [n, one] of [...this.entries].entries()) {
      const on = [...(this.allocated.get(n + 1) ?? [])].filter(([, amount]) => amount > 0)
      if (one.type !== "write_off" || !one.key.startsWith(`${paymentKey}:short:`)) continue
      for (const [id, amount] of on) {
        this.post("write_off", amount, id, `${key}:${n + 1}`)
        this.unallocate(n + 1, this.items.get(id) as Item, amount)
      }
    }
  }

  /** Write-offs first, by an entry each; then money, the newest first. */
  private takeBack(item: Item, excess: number, key: string): void {
    const on = [...this.allocated].filter(([, items]) => (items.get(item.id) ?? 0) > 0).map(([version]) => version)
    const newest = on.sort((a, b) => Number(this.cash.has(a)) - Number(this.cash.has(b)) || b - a)
    let left = excess
    for (const version of newest) {
      const some = Math.min(this.allocated.get(version)?.get(item.id) ?? 0, left)
      if (some === 0) break
      if (!this.cash.has(version)) this.post("write_off", some, item.id, `${key}:${version}`)
      this.unallocate(version, item, some)
      left -= some
    }
  }

  private writeOffItem(item: Item, amount: number, key: string): void {
    this.allocate(this.post("write_off", -amount, item.id, key), item, amount)
  }

  private allocateGiven(version: number | null, id: string, amount: number): void {
    const item = this.items.get(id) as Item
    if (item.open === 0) refuse("receivable_paid")
    if (amount > item.open) refuse("allocation_exceeds_open")
    if (version !== null && !this.cash.has(version)) refuse("not_found")
    const left = version === null ? this.unapplied : (this.cash.get(version) ?? 0)
    if (amount > left) refuse(version === null ? "unapplied_exceeded" : "allocation_exceeds_payment")
    this.spend(item, amount, version)
  }

  /** Wherever cash becomes free or an item open. */
  private allocateOldest(): void {
    if (!this.isAutomatic) return
    for (const item of this.openItems) this.applyCash(item)
  }

  private applyCash(item: Item): void {
    this.spend(item, Math.min(item.open, this.unapplied), null)
  }

  /** The oldest money first. */
  private spend(item: Item, amount: number, only: number | null): void {
    let left = amount
    for (const [version, open] of [...this.cash].sort(([a], [b]) => a - b)) {
      const some = only === null || only === version ? Math.min(open, left) : 0
      if (some > 0) this.allocate(version, item, some)
      left -= some
    }
  }

  private allocate(version: number, item: Item, amount: number): void {
    const items = this.allocated.get(version) ?? new Map<string, number>()
    this.allocated.set(version, items.set(item.id, (items.get(item.id) ?? 0) + amount))
    item.open -= amount
    const cash = this.cash.get(version)
    if (cash !== undefined) this.cash.set(version, cash - amount)
  }

  private unallocate(version: number, item: Item, amount: number): void {
    this.allocate(version, item, -amount)
  }

  /** To go back to where an operation was refused. */
  copy(): CreditModel {
    const { entries, items, cash, allocated, holds } = structuredClone({
      entries: this.entries,
      items: this.items,
      cash: this.cash,
      allocated: this.allocated,
      holds: this.holds,
    })
    return Object.assign(new CreditModel(this.isAutomatic, this.tolerance), { entries, items, cash, allocated, holds })
  }
}
