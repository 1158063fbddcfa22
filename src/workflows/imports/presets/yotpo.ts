import type { Preset } from "./preset"

/**
 * Yotpo Loyalty & Referrals, customers with their point balance.
 *
 * Source: https://support.yotpo.com/v1/docs/importingexporting-points-and-customers
 */
export const yotpo: Preset = {
  kind: "points",
  columns: { email: "email", "points balance": "points" },
}
