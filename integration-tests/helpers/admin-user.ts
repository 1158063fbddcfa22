/** The admin user in every copy of the migrated template. */
export const ADMIN_USER = { email: "owner@example.com", password: "supersecret" }
