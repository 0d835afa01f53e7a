/** Where the commits of a tree come from. */
export interface TreeSource {
  /** As git takes it: a URL, or an absolute path. */
  readonly location: string
  readonly transport: string
}
