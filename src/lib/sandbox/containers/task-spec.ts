/** One container of a task, as the engine is to run it. */
export interface ContainerSpec {
  readonly name: string
  readonly image: string
  /** Secrets among them: it goes nowhere but into the request to the engine. */
  readonly environment: Readonly<Record<string, string>>
  readonly command?: readonly string[] | undefined
  readonly entryPoint?: readonly string[] | undefined
  readonly workingDirectory?: string | undefined
  readonly user?: string | undefined
  /** MiB. */
  readonly memory: number
  /** Whether the task ends with it. */
  readonly essential: boolean
  /** Virtual seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout: number
  readonly healthCheck?: HealthCheckSpec | undefined
  readonly volumes: readonly VolumeSpec[]
}

/** What outlives a task, and is shared by all that mount it. */
export interface VolumeSpec {
  /** Of the access point or file system; the same for the same files. */
  readonly id: string
  /** Inside of the container. */
  readonly path: string
  readonly readOnly: boolean
  /** Whom a new one belongs to. */
  readonly uid: number
}

/** Times in virtual seconds. */
export interface HealthCheckSpec {
  /** `CMD` or `CMD-SHELL`, and what to run. */
  readonly command: readonly string[]
  readonly interval: number
  readonly timeout: number
  readonly retries: number
  readonly startPeriod: number
}

/** A task, as the engine is to run it. */
export interface TaskSpec {
  readonly id: string
  readonly arn: string
  readonly containers: readonly ContainerSpec[]
  readonly vpc: string
  /** By which others in the VPC find it. */
  readonly names: readonly string[]
  /** The containers' ports that somebody outside may ask for. */
  readonly ports: readonly number[]
  /** For images in the sandbox's own registry. */
  readonly login: { readonly username: string; readonly password: string; readonly serveraddress: string }
}

/** How a container ended. */
export interface Exit {
  readonly name: string
  readonly code: number
  readonly outOfMemory: boolean
}

/** What a task's containers tell while they run. */
export interface TaskListener {
  /** Lines of a container's stdout and stderr, in order. */
  lines(container: string, lines: readonly string[]): Promise<void>
  /** A container's own health check says something else than before. */
  health(container: string, isHealthy: boolean): Promise<void>
}
