/** Remembers what nobody but its owner may see, and finds it where it should not be. */
export class Secrets {
  readonly #known: (readonly [string, string])[] = []

  /** @param what it is, in words that may be shown */
  keep(what: string, secret: unknown): void {
    if (typeof secret !== 'string' || secret.length < 8) throw new Error(`There is no ${what}`)
    this.#known.push([what, secret])
  }

  /** How many are kept. */
  get size(): number {
    return this.#known.length
  }

  /** What the secrets are that a text holds. */
  in(text: string | Buffer): readonly string[] {
    const bytes = Buffer.from(text)
    return this.#known.filter(([, secret]) => bytes.includes(secret)).map(([what]) => what)
  }
}
