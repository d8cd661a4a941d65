import type { Job } from './pool.ts'

const struck = (scenario: string, name: string, fault: string, nth = 1): Job => ({
  scenario,
  strikes: [{ call: { name, nth }, fault }],
})

/** The cases that a defence was built for. */
export const telling: readonly Job[] = [
  struck('POST /oauth/token, password, app', 'dynamodb PutItem bearer', 'failing'),
  struck('POST /oauth/token, password, website', 'dynamodb PutItem session', 'lost answers'),
  struck('POST /oauth/token, password, with a session already', 'dynamodb DeleteItem session', 'down'),
  struck('POST /oauth/token, code, website', 'dynamodb PutItem cache', 'silent'),
  struck('GET /authorize', 'dynamodb PutItem login', 'lost answer'),
  struck('GET /userinfo, cookie to be renewed', 'dynamodb UpdateItem session', 'lost answer'),
  struck('GET /userinfo, cookie to be renewed', 'dynamodb UpdateItem session', 'lost answers', 2),
  struck('GET /userinfo, cookie to be renewed', 'tenant POST /oauth/token refresh_token', 'silent'),
  struck('GET /userinfo, cookie to be renewed', 'tenant POST /oauth/token refresh_token', 'late'),
  struck('POST /refreshtoken, token', 'dynamodb UpdateItem grant', 'silent', 2),
  struck('POST /refreshtoken, token', 'dynamodb PutItem answer', 'half'),
  struck('POST /logout, cookie', 'dynamodb DeleteItem session', 'lost answer'),
  struck('POST /logout, two cookies', 'dynamodb DeleteItem session', 'lost answers'),
  struck('POST /logout, tokens', 'dynamodb DeleteItem bearer', 'down'),
  struck('POST /logout, tokens', 'dynamodb Query byUser', 'lost answers'),
  struck('POST /change-password', 'dynamodb UpdateItem cache', 'lost answer'),
  struck('GET /users', 'tenant GET /api/v2/users', 'silent'),
  struck('authorizer, cookie to be renewed', 'ssm GetParameters', 'silent'),
]
