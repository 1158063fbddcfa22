import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { createRoot } from "react-dom/client"
import { BrowserRouter, Link, Route, Routes } from "react-router-dom"
import { useCart } from "./cart"
import { Account } from "./pages/account"
import { CartPage } from "./pages/cart"
import { Checkout } from "./pages/checkout"
import { OrderPlaced } from "./pages/order-placed"
import { Product, Products } from "./pages/products"
import { useCustomer } from "./session"
import "./storefront.css"

const Header = () => {
  const { data: cart } = useCart()
  const { data: customer } = useCustomer()
  const goods = (cart?.items ?? []).reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <header>
      <Link to="/" className="brand">
        Harbour Goods
      </Link>
      <nav aria-label="Shop">
        <Link to="/account">{customer ? customer.email : "Account"}</Link>
        <Link to="/cart">Cart ({goods})</Link>
      </nav>
    </header>
  )
}

const Shop = () => (
  <>
    <Header />
    <main>
      <Routes>
        <Route path="/" element={<Products />} />
        <Route path="/products/:handle" element={<Product />} />
        <Route path="/cart" element={<CartPage />} />
        <Route path="/checkout" element={<Checkout />} />
        <Route path="/orders/:id" element={<OrderPlaced />} />
        <Route path="/account" element={<Account />} />
      </Routes>
    </main>
  </>
)

const root = document.getElementById("root")
if (root) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } })
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <Shop />
      </BrowserRouter>
    </QueryClientProvider>,
  )
}
