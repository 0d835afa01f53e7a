import { isConfirmed } from '@kbisect/contracts'
import { shellWord } from '@kbisect/text'
import { oneLine, short } from '../text-format.ts'
import type { ReproduceInput } from './reproduce-input.ts'
import type { Reproduction } from './reproduction.ts'

/** What the script says of itself, and the names of what it works with. */
export function scriptHead(
  input: ReproduceInput,
  { commit, subject, parents, isCulprit, build }: Reproduction,
): string {
  const { bisection, urls, treeUrl, kit } = input
  const { result } = bisection
  const culprit =
    result && isConfirmed(result) ? 'the first bad commit' : 'the probable culprit, which is not confirmed'
  const what = isCulprit ? culprit : 'the bad revision, as no single commit was found'
  const { patched: fix } = build
  const patched = fix === null ? '' : `# with ${short(fix)} applied, as it does not build by itself,\n`
  return `#!/bin/sh
# Shows the failure of the bisection "${oneLine(bisection.title)}"
# ${oneLine(urls.page)}
# It builds ${what}, ${short(commit)} ("${oneLine(subject)}"),
${patched}# as it was built and booted there. Run it with --help.
set -eu

id=${shellWord(bisection.id)}
commit=${shellWord(commit)}
subject=${shellWord(oneLine(subject))}
parent=${shellWord(parents[0] ?? '')}
tree_url=${shellWord(withoutPassword(treeUrl))}
debian=${shellWord(kit.debian)}

work=\${WORK:-$PWD/reproduce-$id}
jobs=\${JOBS:-$(nproc 2>/dev/null || echo 1)}
`
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^/:@]*):[^/@]*@/, '$1@')
}

/**
 * The options, and words for people; a verdict of its own ends with 0 or 1, all that goes wrong
 * with 2.
 */
export function scriptOptions({ isCulprit }: Pick<Reproduction, 'isCulprit'>, runs: number): string {
  const what = isCulprit ? 'the commit before the culprit' : 'the commit before the bad revision'
  return `usage() {
  cat <<'END_OF_HELP'
Usage: sh reproduce.sh [--parent | --commit HASH] [--runs N]

  --parent       builds and boots ${what} instead, to see it pass
  --commit HASH  builds and boots another commit of the tree
  --runs N       boots up to N times, until the failure shows (${runs})

Environment:
  KERNEL         a clone of the tree; else the commit alone is fetched
  WORK           where all files go (./reproduce-ID)
  JOBS           how many compilers run at once (one for each processor)
  CROSS_COMPILE  prefix of another cross compiler
  WRAPPER        put before compilers: WRAPPER=ccache
  BUSYBOX        a static busybox for the guest
  TIMEOUT        seconds after which a boot counts as hung

Ends with 0 when the failure shows, with 1 when it does not, and with 2 when
that could not be tried.
END_OF_HELP
}

say() { printf '%s\\n' "$@"; }
fail() {
  printf '\\n%s\\n' "Could not be tried: $*" >&2
  finished=yes
  exit 2
}
finished=
trap 'status=$?; if [ -z "$finished" ] && [ "$status" -ne 0 ]; then say "Something went wrong before there was an answer." >&2; exit 2; fi' EXIT

wanted=$commit
runs=${runs}
while [ $# -gt 0 ]; do
  case $1 in
    --parent)
      [ -n "$parent" ] || fail "the commit before is not known here; name it with --commit"
      wanted=$parent ;;
    --commit)
      [ $# -ge 2 ] || fail "--commit needs a hash"
      wanted=$2
      shift ;;
    --runs)
      [ $# -ge 2 ] || fail "--runs needs a number"
      runs=$2
      shift ;;
    --help | -h)
      usage
      finished=yes
      exit 0 ;;
    *) fail "$1 is no option; --help lists them" ;;
  esac
  shift
done
case $wanted in *[!0-9a-f]* | '') fail "$wanted is no hash of a commit" ;; esac
case $runs in *[!0-9]* | '' | 0*) fail "$runs is no number of runs" ;; esac
case $work in /*) ;; *) work=$PWD/$work ;; esac
mkdir -p "$work" || fail "$work cannot be made"
`
}
