// Lists of words and texts for people, without the schemas: a program that starts often imports
// these alone.
export { architectures } from './architectures.ts'
export { outcomes, states } from './bisection-states.ts'
export { inWordsOf } from './client-words.ts'
export { failureKinds } from './failure-kinds.ts'
export { failureText } from './failure-text.ts'
export { fetchWords } from './format-fetch.ts'
export {
  badgeOf,
  culpritLabel,
  labelWords,
  queueWords,
  restsOnPatchedBuild,
  shownLabel,
  sortedAssumptions,
} from './format-label.ts'
export { guestDevices, guestNetworks } from './guest-devices.ts'
export { overrideVerdicts } from './override-verdicts.ts'
export { revisionChoices, watchPolicies } from './watch-choices.ts'
