import { createAuthorize } from '#shared/authorizer'
import { authorizer } from '#shared/http/authorizer'
import { openStage } from '#shared/stage'

/** The Lambda authorizer of other HTTP APIs: lets in who is logged in, by bearer or cookie, and tells who it is. */
export const handler = authorizer(createAuthorize(openStage()))
