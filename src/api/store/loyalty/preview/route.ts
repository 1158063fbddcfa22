import type { AuthenticatedMedusaRequest, MedusaResponse, MedusaStoreRequest } from "@medusajs/framework/http"
import type { Answer } from "../../../../types/routes"
import { type PreviewRequest, previewPoints } from "../../../../workflows/redemption/preview-points"
import type { StorePreviewLoyaltyType } from "./validators"

type Request = AuthenticatedMedusaRequest<StorePreviewLoyaltyType> & Pick<MedusaStoreRequest, "publishable_key_context">

/**
 * Previews the points that an order would earn and can redeem (contract R41). The balance of a mailbox is shown to shoppers
 * who have verified it: by a token in `x-loyalty-token` or the body, or by their session (ADR 0008). Without verification the
 * answer is the same for every email address. An invalid token counts as no token.
 */
export async function POST(req: Request, res: MedusaResponse<Answer<"POST /store/loyalty/preview">>): Promise<void> {
  const { email, token, ...goods } = req.validatedBody
  const preview = await previewPoints(req.scope, {
    mailbox: email,
    goods: toGoods(goods, req),
    token: req.get("x-loyalty-token") ?? token,
    actorId: req.auth_context?.actor_id,
  })
  res.setHeader("cache-control", "no-store")
  res.json({ preview })
}

function toGoods(
  { cart_id, items, region_id, country_code, coupon_code }: Omit<StorePreviewLoyaltyType, "email" | "token">,
  req: Request,
): PreviewRequest["goods"] {
  if (cart_id !== undefined) {
    return { cart_id, coupon_code }
  }
  const channels = req.publishable_key_context.sales_channel_ids
  return {
    items: (items ?? []).map(({ variant_id, quantity }) => ({ variant_id, quantity })),
    region_id,
    country_code,
    coupon_code,
    sales_channel_id: channels.length === 1 ? channels[0] : undefined,
    customer_id: req.auth_context?.actor_id,
  }
}
