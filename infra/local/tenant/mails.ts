/** A mail that the tenant would have sent. */
export interface Mail {
  to: string
  connection: string
  kind: 'password-change' | 'verification'
  /** ISO time. */
  at: string
}

/** The mails of the tenant, oldest first; they go nowhere. */
export class Mails {
  #sent: Mail[] = []

  send(mail: Omit<Mail, 'at'>): void {
    this.#sent.push({ ...mail, at: new Date(Date.now()).toISOString() })
  }

  all(): Mail[] {
    return this.#sent
  }

  clear(): void {
    this.#sent = []
  }
}
