import { Link, useLocation } from '@tanstack/react-router'
import { SignOutButton } from './sign-out-button.tsx'
import { useSession } from './use-session.ts'

/** The name under which a service that everybody may read knows those who have not signed in. */
const nobody = 'anonymous'

/** Signs in or out. Its place is kept, so that nothing jumps when it is known who asks. */
export function SignButton() {
  const session = useSession()
  const { pathname, href } = useLocation()
  return (
    <div className="sign">
      {session && session.name !== nobody && <SignOutButton />}
      {session?.name === nobody && pathname !== '/login' && (
        <Link to="/login" search={{ next: href }} className="button quiet">
          Sign in
        </Link>
      )}
    </div>
  )
}
