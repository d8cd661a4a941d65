import { QuerySyntaxError } from './syntax-error.ts'

/** Walks over the text of a query. */
export class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  /** The next character, empty at the end. */
  peek(): string {
    return this.#text[this.#at] ?? ''
  }

  take(): string {
    const next = this.peek()
    this.#at += 1
    return next
  }

  /** Whether white space, which parts tokens, comes next. */
  atSpace(): boolean {
    return /^[ \t\n\r\u3000]$/.test(this.peek())
  }

  skipSpace(): void {
    while (this.atSpace()) this.#at += 1
  }

  /** What a backslash that has just been taken stands for: the next character, or that of `uXXXX`. */
  takeEscaped(): string {
    if (this.done) throw new QuerySyntaxError('the query ends with a backslash')
    const escaped = this.take()
    if (escaped !== 'u') return escaped
    const digits = this.#text.slice(this.#at, this.#at + 4)
    if (!/^[\da-f]{4}$/i.test(digits)) throw new QuerySyntaxError('\\u is not followed by four hexadecimal digits')
    this.#at += 4
    return String.fromCharCode(Number.parseInt(digits, 16))
  }
}
