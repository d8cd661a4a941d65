/** A hash as Auth0 makes them, of the text `secret`; no answer may quote it. */
export const BCRYPT = `$2b$10$${'nFguVi9LsCAcvTZFKQlRKe'}${'LVydo8ETv483lkNsSFI/Wl1Rz1Ypo1K'}`

/** A user with an address and more. */
export const user = (more: object = {}): object => ({ email: 'a@example.com', ...more })

/** A user with a hash of another algorithm. */
export const hashed = (algorithm: unknown, hash: unknown, more: object = {}): object =>
  user({ custom_password_hash: { algorithm, hash, ...more } })
