/** What to build, as the manifest's `services.NAME.build` gives it, every path made absolute. */
export interface BuildSpec {
  readonly project: string
  /** Name of the service, or of the function. */
  readonly service: string
  /** Where the manifest says how to build it; `services` when absent. */
  readonly section?: 'services' | 'functions'
  /** Absolute path of the directory that `COPY` copies from. */
  readonly context: string
  /** Relative to the context, as in Compose, and free to lie outside it. `Dockerfile` when absent. */
  readonly dockerfile?: string
  /** Values of the Dockerfile's `ARG`s. They stay readable in the image's history: never a place for a secret. */
  readonly args?: Readonly<Record<string, string>>
  /** The stage to build; the last one when absent. */
  readonly target?: string
  /** Such as `linux/arm64`; several make one index. `linux/amd64` when absent, which is Fargate's own default. */
  readonly platforms?: readonly string[]
}

export function platformsOf(spec: BuildSpec): readonly [string, ...string[]] {
  const [first = 'linux/amd64', ...others] = spec.platforms ?? []
  return [first, ...others]
}

/** The arguments whose names say that they carry a secret, which an image's history would publish. */
export function secretLookingArgs(spec: BuildSpec): string[] {
  return Object.keys(spec.args ?? {}).filter(name =>
    /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|API_?KEY|PRIVATE_?KEY)(_|$)/i.test(name),
  )
}
