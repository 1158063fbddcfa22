/** The admin user that every copy of the migrated template has. */
export const ADMIN_USER = { email: "owner@example.com", password: "supersecret" }
