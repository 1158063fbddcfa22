import type { Shop } from "../../helpers/shop"

/** A coupon over all goods, of 10 % unless `more` says otherwise. */
export async function createCoupon(
  shop: Shop,
  code: string,
  { value = 10, ...more }: { value?: number; campaign?: object } = {},
): Promise<void> {
  await shop.admin.post("/admin/promotions", {
    code,
    type: "standard",
    status: "active",
    application_method: { type: "percentage", target_type: "items", allocation: "across", value },
    ...more,
  })
}
