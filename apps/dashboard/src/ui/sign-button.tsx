import { Link, useLocation } from '@tanstack/react-router'
import { signedIn } from '../model/permission.ts'
import { SignOutButton } from './sign-out-button.tsx'
import { useSession } from './use-session.ts'

/** Signs in or out. Its place is kept, so that nothing jumps when it is known who asks. */
export function SignButton() {
  const known = signedIn(useSession())
  const { pathname, href } = useLocation()
  return (
    <div className="sign">
      {known === true && <SignOutButton />}
      {known === false && pathname !== '/login' && (
        <Link to="/login" search={{ next: href }} className="button quiet">
          Sign in
        </Link>
      )}
    </div>
  )
}
