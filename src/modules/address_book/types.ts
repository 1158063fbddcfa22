/** Key of the module in Medusa's container. */
export const ADDRESS_BOOK_MODULE = "clientele_address_book"
