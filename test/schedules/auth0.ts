import type { Actor } from './actor.ts'

/** A refresh token as the tenant knows it, and what became of it here. */
export interface Issued {
  readonly token: string
  readonly family: Family
  readonly parent: Issued | undefined
  /** Who asked for it; undefined while a case is prepared. */
  readonly by: Actor | undefined
  used: boolean
  revoked: boolean
  /** Somebody set out to revoke it; when that fails, the log says so. */
  renounced: boolean
  /** Its answer came to somebody who lives. */
  arrived: boolean
  /** It stands in the table, or stood there. */
  stored: boolean
}

/** The refresh tokens that descend from one login. */
export interface Family {
  readonly name: string
  readonly issued: Issued[]
  ended: 'revoked' | 'reused' | undefined
}

export type Auth0 = ReturnType<typeof createAuth0>

/**
 * A tenant with rotation and an overlap that outlasts every case: only the token before the last may be used again, an
 * older one looks stolen and ends the family (Auth0 "Refresh Token Rotation").
 *
 * @param revokesFamily whether a revocation ends the whole family, or that token alone: Auth0 has a setting for it
 */
export function createAuth0(revokesFamily: boolean) {
  const families: Family[] = []

  function issue(family: Family, by: Actor | undefined, parent?: Issued): Issued {
    const token = `${family.name}${family.issued.length}`
    const issued = {
      token,
      family,
      parent,
      by,
      used: false,
      revoked: false,
      renounced: false,
      arrived: false,
      stored: false,
    }
    family.issued.push(issued)
    return issued
  }

  return {
    families,

    find(token = ''): Issued | undefined {
      return families.flatMap(({ issued }) => issued).find((one) => one.token === token)
    },

    /** The first token of a new family. */
    logIn(name: string, by: Actor | undefined): Issued {
      const family = { name, issued: [], ended: undefined }
      families.push(family)
      return issue(family, by)
    },

    /** The token that follows; undefined when it is refused. */
    refresh(presented: Issued | undefined, by: Actor | undefined): Issued | undefined {
      if (!presented || presented.revoked || presented.family.ended) return undefined
      const { family } = presented
      if (family.issued.some(({ parent, used }) => parent === presented && used)) {
        family.ended = 'reused'
        return undefined
      }
      presented.used = true
      return issue(family, by, presented)
    },

    revoke(issued: Issued | undefined): void {
      if (!issued) return
      issued.revoked = true
      if (revokesFamily) issued.family.ended ??= 'revoked'
    },
  }
}

/** Whether a refresh token is good for new tokens still. */
export function isLive({ used, revoked, family }: Issued): boolean {
  return !used && !revoked && family.ended === undefined
}
