/** `record`: store results. `bisect`: also bisect. `notify`: also send messages. */
export const watchPolicies = ['record', 'bisect', 'notify'] as const

/** Which revisions are tested when several came at once. */
export const revisionChoices = ['newest', 'merges', 'all'] as const
