// The ledger's rules once more, in the plainest way, to hold the database's functions against (contract M16).

type Lot = {
  source: string
  seq: number
  granted: number
  remaining: number
  expired: number
  lapsed: number
  forgiven: number
  expiresAt: number
}
type Hold = { id: string; points: number; seq: number; ended: boolean }
type Redemption = { hold: Hold; points: number; uses: { lot: Lot; points: number }[]; returned: number }

export class AccountModel {
  balance = 0
  lots: Lot[] = []
  holds: Hold[] = []
  redemptions = new Map<string, Redemption>()
  #seq = 0

  get held(): number {
    return this.#live.reduce((sum, hold) => sum + hold.points, 0)
  }

  get #live(): Hold[] {
    return this.holds.filter((hold) => !hold.ended)
  }

  available(now: number): number {
    const due = this.lots.filter((lot) => lot.expiresAt <= now).reduce((sum, lot) => sum + lot.remaining, 0)
    const expiring = Math.max(0, Math.min(due, this.balance - this.held))
    return Math.max(0, this.balance - this.held - expiring)
  }

  expire(now: number): void {
    const due = this.#open().filter((lot) => lot.expiresAt <= now)
    let left = Math.max(
      0,
      Math.min(
        due.reduce((sum, lot) => sum + lot.remaining, 0),
        this.balance - this.held,
      ),
    )
    this.balance -= left
    for (const lot of due) {
      const used = Math.min(lot.remaining, left)
      lot.remaining -= used
      lot.expired += used
      left -= used
    }
  }

  #open(): Lot[] {
    return this.lots.filter((lot) => lot.remaining > 0).sort((a, b) => a.expiresAt - b.expiresAt || a.seq - b.seq)
  }

  #credit(source: string, points: number, expiresAt: number): void {
    const repaid = Math.min(points, Math.max(-this.balance, 0))
    this.balance += points
    this.#seq += 1
    const lot = {
      source,
      seq: this.#seq,
      granted: points,
      remaining: points - repaid,
      expired: 0,
      lapsed: 0,
      forgiven: 0,
      expiresAt,
    }
    this.lots.push(lot)
  }

  #debit(points: number, prefer?: Lot): Redemption["uses"] {
    const uses: Redemption["uses"] = []
    let left = Math.min(points, Math.max(this.balance, 0))
    this.balance -= points
    for (const lot of [...(prefer ? [prefer] : []), ...this.#open()]) {
      const used = Math.min(lot.remaining, left)
      lot.remaining -= used
      left -= used
      if (used > 0) {
        uses.push({ lot, points: used })
      }
    }
    for (const hold of this.#live.sort((a, b) => b.seq - a.seq)) {
      if (this.held <= Math.max(this.balance, 0)) {
        break
      }
      hold.ended = true
    }
    return uses
  }

  settle(source: string, target: number, expiresAt: number, clamp: boolean, now: number): void {
    const lot = this.lots.find((one) => one.source === source)
    if (!lot) {
      if (target > 0) {
        this.#credit(source, target, expiresAt)
      } else {
        this.lots.push({ source, seq: 0, granted: 0, remaining: 0, expired: 0, lapsed: 0, forgiven: 0, expiresAt })
      }
      return
    }
    if (target > lot.granted) {
      this.#raise(lot, target, expiresAt, now)
    } else if (target < lot.granted) {
      this.#lower(lot, target, clamp)
    }
  }

  #raise(lot: Lot, target: number, expiresAt: number, now: number): void {
    const rise = target - lot.granted
    const lapsed = Math.min(rise, lot.lapsed)
    const pardoned = Math.min(rise - lapsed, lot.forgiven)
    const credit = rise - lapsed - pardoned
    const repaid = Math.min(credit, Math.max(-this.balance, 0))
    if (lot.seq === 0 || lot.expiresAt <= now) {
      lot.expiresAt = expiresAt
    }
    if (credit > 0 && lot.seq === 0) {
      this.#seq += 1
      lot.seq = this.#seq
    }
    lot.granted = target
    lot.lapsed -= lapsed
    lot.expired += lapsed
    lot.forgiven -= pardoned
    lot.remaining += credit - repaid
    this.balance += credit
  }

  #lower(lot: Lot, target: number, clamp: boolean): void {
    const gone = Math.min(lot.granted - target, lot.expired)
    const back = lot.granted - target - gone
    const taken = clamp ? Math.min(back, Math.max(this.balance, 0)) : back
    this.#debit(taken, lot)
    lot.forgiven += back - taken
    lot.lapsed += gone
    lot.expired -= gone
    lot.granted = target
  }

  /** @returns whether it may be done */
  adjust(source: string, points: number, now: number): boolean {
    const before = { balance: this.balance, lots: this.lots.map((lot) => ({ ...lot })) }
    this.expire(now)
    if (points > 0) {
      this.#credit(source, points, Number.POSITIVE_INFINITY)
      return true
    }
    if (this.balance + points < 0) {
      this.balance = before.balance
      // In place: redemptions know their lots.
      before.lots.forEach((lot, i) => void Object.assign(this.lots[i] as Lot, lot))
      return false
    }
    this.#debit(-points)
    return true
  }

  hold(id: string, points: number, now: number): boolean {
    if (this.available(now) < points) {
      return false
    }
    this.expire(now)
    this.holds.push({ id, points, seq: this.holds.length, ended: false })
    return true
  }

  end(id: string): boolean {
    const hold = this.holds.find((one) => one.id === id)
    if (!hold || hold.ended) {
      return false
    }
    hold.ended = true
    return true
  }

  shrink(id: string, from: number, to: number): boolean {
    const hold = this.holds.find((one) => one.id === id)
    if (!hold || hold.ended || hold.points !== from || to < 1 || to >= from) {
      return false
    }
    hold.points = to
    return true
  }

  post(id: string, orderId: string, points: number): boolean {
    const hold = this.holds.find((one) => one.id === id)
    if (!hold || !this.end(id)) {
      return false
    }
    this.redemptions.set(orderId, { hold, points, uses: this.#debit(points), returned: 0 })
    return true
  }

  /** Debt is repaid first; then the lots that were used, the last to expire first; the rest is a lot of its own. */
  #giveBack(one: Redemption, points: number, notBefore: number): void {
    let left = points - Math.min(points, Math.max(-this.balance, 0))
    let before = one.returned
    let expiresAt = Number.POSITIVE_INFINITY
    this.balance += points
    one.returned += points
    const uses = [...one.uses].sort(({ lot: a }, { lot: b }) => b.expiresAt - a.expiresAt || b.seq - a.seq)
    for (const { lot, points: all } of uses) {
      const gone = Math.min(all, before)
      before -= gone
      if (left === 0) {
        break
      }
      const pardoned = Math.min(all - gone, lot.forgiven, left)
      lot.forgiven -= pardoned
      this.balance -= pardoned
      left -= pardoned
      expiresAt = Math.min(expiresAt, lot.expiresAt)
      if (lot.expiresAt >= notBefore) {
        const back = Math.min(all - gone - pardoned, Math.max(lot.granted - lot.remaining - lot.expired, 0), left)
        lot.remaining += back
        left -= back
      }
    }
    if (left > 0) {
      this.#seq += 1
      const fresh = { seq: this.#seq, granted: left, remaining: left, expired: 0, lapsed: 0, forgiven: 0 }
      this.lots.push({ ...fresh, source: `back ${this.#seq}`, expiresAt: Math.max(expiresAt, notBefore) })
    }
  }

  /** @returns what came back; `null` where the order has no redemption */
  unpost(orderId: string, now: number): number | null {
    const one = this.redemptions.get(orderId)
    if (!one) {
      return null
    }
    const points = one.points - one.returned
    if (points > 0) {
      this.#giveBack(one, points, now)
    }
    this.redemptions.delete(orderId)
    const cover = Math.min(one.hold.points, this.balance - this.held)
    if (cover > 0) {
      Object.assign(one.hold, { points: cover, ended: false })
    }
    return points
  }

  /** @returns what came back; `null` where nothing is left to give back */
  returnRedeemed(orderId: string, total: number, notBefore: number): number | null {
    const one = this.redemptions.get(orderId)
    const points = one ? Math.min(total, one.points) - one.returned : 0
    if (!one || points <= 0) {
      return null
    }
    this.#giveBack(one, points, notBefore)
    return points
  }
}
