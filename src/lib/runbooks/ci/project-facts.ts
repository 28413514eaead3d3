/** What a project's directory shows of how it is tested. Paths are relative to the repository, with `/`. */
export interface ProjectFacts {
  /** Where the manifest lies; `.` at the top. */
  readonly directory: string
  /** Name of the manifest's file. */
  readonly manifest: string
  /** Names of the variables that the manifest takes from its caller. */
  readonly variables: readonly string[]
  /** Files and directories of the manifest's directory, two levels deep, relative to it. */
  readonly entries: readonly string[]
  /** Files and directories at the top of the repository. */
  readonly top: readonly string[]
  /** `package.json` of the directory. */
  readonly packageJson?: PackageJson
  /** Contents of `pyproject.toml` and of what pip is told to install. */
  readonly python?: string
  readonly deployctl: Installed
}

/** How a workflow comes by deployctl. */
export interface Installed {
  /** What npm installs: a package's file, relative to the repository, or its name. */
  readonly package: string
  /** Whether it is a file that the repository does not have yet. */
  readonly isMissing: boolean
}

interface PackageJson {
  readonly scripts?: Readonly<Record<string, string>>
  readonly engines?: Readonly<Record<string, string>>
}
