import type { Route } from '../route.ts'
import { changeUser } from './change.ts'
import { createUser } from './create.ts'
import { listUsers } from './list.ts'
import { readUser, readUsersByEmail } from './read.ts'
import { removeUser } from './remove.ts'

/** The endpoints of users. */
export const userRoutes: readonly Route[] = [listUsers, readUsersByEmail, createUser, readUser, changeUser, removeUser]
