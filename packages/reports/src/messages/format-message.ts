import {
  type AffectedTarget,
  culpritLabel,
  failureText,
  type Label,
  labelWords,
  restsOnPatchedBuild,
  type Signature,
  shownLabel,
  type WebhookBody,
} from '@kbisect/contracts'
import { cutText } from '@kbisect/text'
import { openKinds } from '../text/assumption-section.ts'
import { oneLine, percent, short } from '../text-format.ts'

/**
 * A message for people. Every text may hold words of others: of commits, consoles and names. One
 * line each.
 */
export interface MessageWords {
  readonly title: string
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  /** Of our page; undefined for a ping. */
  readonly url: string | undefined
  /** Pages of commits, by the words of their links. */
  readonly commits: readonly { readonly name: string; readonly url: string }[]
  /**
   * good: something was fixed or begins; bad: something broke; probable: it probably did; person:
   * one is needed.
   */
  readonly mood: 'neutral' | 'bad' | 'probable' | 'good' | 'person'
}

type Body = Exclude<WebhookBody, { type: 'ping' }>
type About = Exclude<Body, { type: 'revision.tested' }>['data']
type Data<T extends WebhookBody['type']> = Extract<WebhookBody, { type: T }>['data']

const MOST = 300

/** What a message says, the same for each format that is read by people. */
export function messageWords(body: WebhookBody): MessageWords {
  if (body.type === 'ping') {
    return { title: 'kbisect can reach you: this is a test.', facts: [], url: undefined, commits: [], mood: 'neutral' }
  }
  const { title, mood, facts } = wordsOf(body)
  const all = [...(body.type === 'revision.tested' ? [] : aboutFacts(body.data)), ...facts]
  return {
    title: line(title),
    facts: all.flatMap(([name, value]) => (value ? [{ name, value: line(value) }] : [])),
    url: body.data.url,
    commits: commitPages(body.data),
    mood,
  }
}

function commitPages(data: Body['data']): MessageWords['commits'] {
  const culpritUrl = 'culpritUrl' in data ? data.culpritUrl : null
  const fixUrl = 'fixUrl' in data ? data.fixUrl : null
  return [
    ...(culpritUrl ? [{ name: 'Open the commit', url: culpritUrl }] : []),
    ...(fixUrl ? [{ name: 'Open the fix', url: fixUrl }] : []),
  ]
}

/** As one line that is not too long. */
const line = (text: string): string => cutText(oneLine(text), MOST)

type Fact = readonly [name: string, value: string | null | undefined]
type Words = { readonly title: string; readonly mood: MessageWords['mood']; readonly facts: readonly Fact[] }

function wordsOf(body: Body): Words {
  switch (body.type) {
    case 'bisection.started':
      return { title: `Bisection started: ${body.data.title}`, mood: 'neutral', facts: [] }
    case 'bisection.progressed':
      return { title: progress(body.data), mood: 'neutral', facts: [] }
    case 'bisection.failed':
      return { title: `A bisection needs a person: ${body.data.reason}`, mood: 'person', facts: [] }
    case 'bisection.finished':
    case 'regression.bisected':
      return ended(body.data)
    case 'regression.found':
      return {
        title: `Regression in ${body.data.tree}: ${body.data.test} on ${body.data.target}`,
        mood: 'bad',
        facts: [['Failure', failureOf(body.data)]],
      }
    case 'regression.fixed':
      return fixed(body.data)
    case 'regression.affects-more':
      return {
        title: `One more target is broken in ${body.data.tree}: ${body.data.test} on ${body.data.target}`,
        mood: 'bad',
        facts: [['Failure', failureOf(body.data)]],
      }
    case 'regression.came-back':
      return {
        title: `A regression came back in ${body.data.tree}: ${body.data.test} on ${body.data.target}`,
        mood: 'bad',
        facts: [['Failure', failureOf(body.data)]],
      }
    case 'regression.gone':
      return {
        title: `A regression has gone in ${body.data.tree}: ${body.data.test} on ${body.data.target} passes at ${short(body.data.commit)}`,
        mood: 'good',
        facts: [['Failure', failureOf(body.data)]],
      }
    case 'revision.tested':
      return tested(body.data)
  }
}

function progress({ commits, candidatesLeft, stage, tree }: Data<'bisection.progressed'>): string {
  return `Bisecting ${tree}: ${candidatesLeft} of ${commits} commits left, stage ${stage}`
}

function ended(data: Data<'bisection.finished'> | Data<'regression.bisected'>): Words {
  const { culprit, tree, target, reason, probability, outcome, assumptions } = data
  const label = culpritLabel(data)
  if (!culprit || label === undefined) return withoutCulprit(shownLabel(data), outcome, reason)
  const { badge } = labelWords(label)
  const isProbable = label === 'probable'
  const patched = restsOnPatchedBuild({ assumptions, checks: [] }) ? ', with a patch applied' : ''
  // Before the words that may be cut.
  const kind = label === 'confirmed' && patched === '' ? '' : `${badge}${patched}: `
  const by = `${short(culprit.hash)} ("${culprit.subject}")`
  return {
    title: `${kind}${target} is ${isProbable ? 'probably ' : ''}broken in ${tree} by ${by}`,
    mood: isProbable ? 'probable' : 'bad',
    facts: [
      [isProbable ? badge : 'Culprit', culprit.hash],
      ['Author', culprit.author],
      ['Failure', failureOf(data)],
      ['Affected', targets(data.affectedTargets, 'affected')],
      ['Not affected', targets(data.affectedTargets, 'not affected')],
      ['Label', [label, probability === null ? '' : percent(probability)].filter(Boolean).join(', ')],
      ['Open assumptions', openKinds(data)],
    ],
  }
}

function withoutCulprit(label: Label | null, outcome: Data<'bisection.finished'>['outcome'], reason: string): Words {
  const words = label === null ? 'without a culprit' : `without a culprit, ${labelWords(label).badge.toLowerCase()}`
  return { title: `Bisection ended ${words}: ${reason}`, mood: 'person', facts: [['Outcome', outcome]] }
}

const failureOf = ({ signature }: { signature: Signature | null }) => signature && failureText(signature)

const targets = (affectedTargets: readonly AffectedTarget[], result: AffectedTarget['result']): string =>
  affectedTargets.flatMap((one) => (one.result === result ? [one.target] : [])).join(', ')

function fixed({ triage, tree, target, culprit, label }: Data<'regression.fixed'>): Words {
  const broken = culpritLabel({ outcome: 'culprit', label }) === 'probable' ? 'Probably broken by' : 'Broken by'
  return {
    title: `Fixed: ${target} in ${tree}, by ${triage.commit === null ? 'a commit' : short(triage.commit)}`,
    mood: 'good',
    facts: [
      [broken, culprit && `${short(culprit.hash)} ("${culprit.subject}")`],
      ['Fixed by', triage.commit],
      ['Said by', triage.by],
      ['Why', triage.why],
    ],
  }
}

function tested(data: Data<'revision.tested'>): Words {
  const { commit, subject, tree, branch, watch, passed, failed, flaky, unbuilt, unknown } = data
  const isBroken = failed.length + unbuilt.length > 0
  return {
    title: `Tested: ${short(commit)} ("${subject}") of ${branch} in ${tree}: ${isBroken ? 'it fails on some targets' : 'nothing fails'}`,
    mood: isBroken ? 'bad' : 'neutral',
    facts: [
      ['Watch', watch],
      ['Failed', failed.join(', ')],
      ['Does not build', unbuilt.join(', ')],
      ['Flaky', flaky.join(', ')],
      ['Passed', passed.join(', ')],
      ['Not known', unknown.join(', ')],
    ],
  }
}

function aboutFacts({ tree, branch, target, test, good, bad }: About): Fact[] {
  return [
    ['Tree', branch === null ? tree : `${tree}, branch ${branch}`],
    ['Target', `${target}, test ${test}`],
    ['Range', `${short(good)}..${short(bad)}`],
  ]
}
