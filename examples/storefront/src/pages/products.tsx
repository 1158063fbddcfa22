import type { StoreProduct } from "@medusajs/framework/types"
import { useQuery } from "@tanstack/react-query"
import { Link, useNavigate, useParams } from "react-router-dom"
import { addToCart, useCartChange, useRegion } from "../cart"
import { call, count, money, sdk } from "../medusa"
import { useCustomer } from "../session"
import { Answered, Button, Refusal } from "../ui"

const FIELDS = "id,title,handle,description,*variants.calculated_price"

function useProducts(filter: { handle?: string } = {}) {
  const { data: region } = useRegion()
  return useQuery({
    queryKey: ["products", region?.id, filter.handle],
    enabled: Boolean(region),
    queryFn: async () => {
      const query = { ...filter, region_id: region?.id ?? "", fields: FIELDS, limit: 50 }
      return (await sdk.store.product.list(query)).products
    },
  })
}

const Price = ({ product }: { product: StoreProduct }) => {
  const price = product.variants?.[0]?.calculated_price
  return (
    <span className="price">
      {price?.calculated_amount != null && price.currency_code
        ? money(price.calculated_amount, price.currency_code)
        : "not for sale here"}
    </span>
  )
}

export const Products = () => (
  <>
    <h1>Goods for the house</h1>
    <Answered query={useProducts()}>
      {(products) => (
        <ul className="products">
          {products.map((product) => (
            <li key={product.id}>
              <Link to={`/products/${product.handle}`} className="card product">
                <span className="picture" aria-hidden>
                  {product.title.slice(0, 1)}
                </span>
                <span>{product.title}</span>
                <Price product={product} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Answered>
  </>
)

/** Asks the store how many points this product would earn, because the store knows the rates. */
const Earns = ({ variantId }: { variantId: string }) => {
  const { data: region } = useRegion()
  const { data: customer } = useCustomer()
  const { data } = useQuery({
    queryKey: ["earns", region?.id, variantId],
    enabled: Boolean(region && customer),
    queryFn: () =>
      call("POST /store/loyalty/preview", {
        body: {
          email: customer?.email ?? "",
          region_id: region?.id ?? "",
          items: [{ variant_id: variantId, quantity: 1 }],
        },
      }),
  })
  const points = data?.preview.earnable_points ?? 0
  return points > 0 ? <p className="hint">You earn {count(points)} points with it.</p> : null
}

export const Product = () => {
  const { handle } = useParams()
  const { data: region } = useRegion()
  const navigate = useNavigate()
  const add = useCartChange(async (variantId: string) => {
    if (region) await addToCart(region, variantId)
  })
  return (
    <Answered query={useProducts({ handle })}>
      {([product]) => {
        const variant = product?.variants?.[0]
        if (!product || !variant) return <p>There is no such product.</p>
        return (
          <article className="card detail">
            <span className="picture" aria-hidden>
              {product.title.slice(0, 1)}
            </span>
            <div>
              <h1>{product.title}</h1>
              <p>{product.description}</p>
              <p>
                <Price product={product} />
              </p>
              <Earns variantId={variant.id} />
              <Refusal error={add.error} />
              <Button isBusy={add.isPending} onPress={() => add.mutateAsync(variant.id).then(() => navigate("/cart"))}>
                Put into the cart
              </Button>
            </div>
          </article>
        )
      }}
    </Answered>
  )
}
